#include "codec/json_schema.hpp"

#include "codec/json.hpp"
#include "codec/tests/described_values.hpp"
#include "codec/tests/sample.hpp"
#include "codec/tests/schema_validator.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trireme::codec {
namespace {

namespace json = boost::json;
using namespace sample;
using testing::is_valid;
using trireme::testing::Random;
using trireme::testing::random_value;
using trireme::testing::test_seed;

TEST(JsonSchema, OfAChoiceListsItsAlternatives) {
    EXPECT_EQ(json_schema_text<std::variant<Halt>>(),
              R"({"$schema":"https://json-schema.org/draft/2020-12/schema","oneOf":[)"
              R"({"type":"object","title":"Halt","properties":{"type":{"const":"halt"}},"required":["type"],)"
              R"("additionalProperties":false}]})");
    EXPECT_EQ(json_schema<Command>().at("oneOf").as_array().size(), 3u);
}

TEST(JsonSchema, OfAStructHasAllFieldsAndRequiresThoseThatAreNotOptional) {
    EXPECT_EQ(
        json_schema_text<Leg>(),
        R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"Leg","properties":{)"
        R"("lots":{"type":"string","pattern":"^-?[0-9]+(\\.[0-9]{1,8})?$"},)"
        R"("limit":{"anyOf":[{"type":"string","pattern":"^-?[0-9]+(\\.[0-9]{1,8})?$"},{"type":"null"}]}},)"
        R"("required":["lots"],"additionalProperties":false})");
}

TEST(JsonSchema, EveryKindHasItsSchema) {
    const auto schema = [](auto value) { return serialize_json(detail::schema_of<decltype(value)>()); };
    EXPECT_EQ(schema(false), R"({"type":"boolean"})");
    EXPECT_EQ(schema(std::int8_t{}), R"({"type":"integer","minimum":-128,"maximum":127})");
    EXPECT_EQ(schema(AccountId()), R"({"type":"integer","minimum":0,"maximum":18446744073709551615})");
    EXPECT_EQ(schema(Side::buy), R"({"type":"string","title":"Side","enum":["buy","sell"]})");
    EXPECT_EQ(schema(Timestamp()), R"({"type":"string","format":"date-time","description":"UTC, to the nanosecond"})");
    EXPECT_EQ(schema(Duration()),
              R"({"type":"string","pattern":"^-?[0-9]+(\\.[0-9]{1,9})?$","description":"seconds"})");
    EXPECT_EQ(schema(std::string()), R"({"type":"string","maxLength":65536})");
    EXPECT_EQ(schema(std::vector<bool*>::size_type{}),
              R"({"type":"integer","minimum":0,"maximum":18446744073709551615})");
    EXPECT_EQ(schema(std::vector<std::int8_t>()),
              R"({"type":"array","items":{"type":"integer","minimum":-128,"maximum":127},"maxItems":16777216})");
    EXPECT_EQ(schema(Date()), R"({"type":"string","format":"date"})");
    EXPECT_EQ(schema(Symbol()), R"({"type":"string","maxLength":12,"pattern":"^[!-~]*$"})");
    EXPECT_EQ(schema(InlineList<bool, 3>()), R"({"type":"array","items":{"type":"boolean"},"maxItems":3})");
    EXPECT_FALSE(is_valid(json::value("EUR USD"), detail::schema_of<Symbol>()));
    EXPECT_FALSE(is_valid(json::value("thirteen_char"), detail::schema_of<Symbol>()));
    EXPECT_TRUE(is_valid(json::value("twelve_chars"), detail::schema_of<Symbol>()));
    EXPECT_TRUE(is_valid(to_json(Money{1025, Currency("USD")}), detail::schema_of<Money>()));
    EXPECT_TRUE(is_valid(json::value("USDT"), detail::schema_of<Currency>()));
    EXPECT_FALSE(is_valid(json::value("usd"), detail::schema_of<Currency>()));
}

TEST(JsonSchema, WhatIsWrittenIsValid) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const json::value schema = json_schema<Everything>();
    for (int round = 0; round < 100; ++round) {
        const json::value value = to_json(random_value<Everything>(random));
        ASSERT_TRUE(is_valid(value, schema.as_object())) << value;
    }
}

// Calls `changed` after each change of one place: a value of another kind, a member or item taken out, a member added.
template <class Changed>
void for_each_json_change(json::value& part, const Changed& changed) {
    static const std::array<json::value, 8> others{nullptr, true, 3, -1, 1.5, "x", json::array(), json::object()};
    json::value original = part;
    for (const json::value& other : others) {
        part = other;
        changed();
    }
    part = original;
    if (json::array* const array = part.if_array()) {
        for (json::value& item : *array) {
            for_each_json_change(item, changed);
        }
    }
    if (json::object* const object = part.if_object()) {
        for (auto& member : *object) {
            for_each_json_change(member.value(), changed);
        }
        object->emplace("unheard_of", 1);
        changed();
        part = original;
        for (const auto& member : original.as_object()) {
            part.as_object().erase(member.key());
            changed();
            part = original;
        }
    }
}

TEST(JsonSchema, AcceptsExactlyWhatTheReaderAccepts) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const json::value schema = json_schema<Everything>();
    json::value value = to_json(random_value<Everything>(random));
    int accepted = 0;
    int refused = 0;
    for_each_json_change(value, [&] {
        const auto read = from_json<Everything>(value);
        ASSERT_EQ(is_valid(value, schema.as_object()), read.has_value()) << value << (read ? "" : read.error().message);
        ++(read ? accepted : refused);
    });
    EXPECT_GT(accepted, 10);
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace trireme::codec
