#include "scenarios/matching.hpp"

#include "codec/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace trireme::scenarios {
namespace {

boost::json::value json_of(std::string_view text) { return *codec::parse_json_document(text); }

std::string compared(std::string_view said, std::string_view there) {
    return difference(json_of(said), json_of(there)).value_or("the same");
}

TEST(Matching, LooksOnlyAtWhatIsSaid) {
    EXPECT_EQ(compared(R"({})", R"({"a": 1})"), "the same");
    EXPECT_EQ(compared(R"({"a": 1})", R"({"a": 1, "b": 2})"), "the same");
    EXPECT_EQ(compared(R"({"a": {"b": true}})", R"({"a": {"b": true, "c": 1}})"), "the same");
}

TEST(Matching, NamesThePlaceOfTheFirstDifference) {
    EXPECT_EQ(compared(R"({"a": {"b": 1, "c": 2}})", R"({"a": {"b": 1, "c": 3}})"), "a.c: expected 2, got 3");
    EXPECT_EQ(compared(R"({"a": [1, 2]})", R"({"a": [1, 3]})"), "a.2: expected 2, got 3");
    EXPECT_EQ(compared(R"({"a": [1, 2]})", R"({"a": [1]})"), "a: expected 2 items, got 1: [1]");
    EXPECT_EQ(compared(R"({"a": true})", R"({"a": "x"})"), "a: expected yes, got x");
}

TEST(Matching, DecimalsAreNumbers) {
    EXPECT_EQ(compared(R"({"a": "1.0"})", R"({"a": "1"})"), "the same");
    EXPECT_EQ(compared(R"({"a": "-0.50"})", R"({"a": "-0.5"})"), "the same");
    EXPECT_EQ(compared(R"({"a": "1.01"})", R"({"a": "1.0"})"), "a: expected 1.01, got 1.0");
    EXPECT_EQ(compared(R"({"a": "x1"})", R"({"a": "x1.0"})"), "a: expected x1, got x1.0");
}

TEST(Matching, NullStandsForWhatIsNotThere) {
    EXPECT_EQ(compared(R"({"a": null})", R"({"b": 1})"), "the same");
    EXPECT_EQ(compared(R"({"a": null})", R"({"a": 1})"), "a: expected none, got 1");
    EXPECT_EQ(compared(R"({"a": 1})", R"({})"), "a: expected 1, got none");
}

TEST(Matching, SaysJsonInWords) {
    const auto event = json_of(
        R"({"type": "posted", "to": {"amount": "7.00", "currency": "USD"}, "who": "", "list": [{"a": 1}, {"b": [2, 3]}],
            "in": {"type": "x", "y": false}})");
    EXPECT_EQ(event_in_words(event.get_object()), "posted to 7.00USD who \"\" list [a 1, b [2, 3]] in [type x y no]");
}

}  // namespace
}  // namespace trireme::scenarios
