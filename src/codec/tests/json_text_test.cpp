#include "codec/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <gtest/gtest.h>

#include <string>

namespace trireme::codec {
namespace {

void expect_error(std::string_view text, std::string_view message) {
    const auto parsed = parse_json_document(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(parsed.error().message, message);
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string object_of(std::size_t members) {
    std::string text = "{";
    for (std::size_t index = 0; index < members; ++index) {
        text += (index == 0 ? "\"" : ",\"") + std::to_string(index) + "\":0";
    }
    return text + "}";
}

TEST(JsonText, ParsesAndWritesEveryKind) {
    const std::string text =
        R"({"a":[1,-2,18446744073709551615,-9223372036854775808,true,false,null,"x\"\\\n"],"b":{"c":{}}})";
    const auto parsed = parse_json_document(" " + text + "\n");
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(serialize_json(*parsed), text);
    EXPECT_TRUE(parsed->at("a").at(2).is_uint64());
}

TEST(JsonText, RefusesWhatIsNotOneJsonValue) {
    expect_error("", "not JSON: incomplete JSON at byte 0");
    expect_error("{\"a\":", "not JSON: incomplete JSON at byte 5");
    expect_error("{} {}", "not JSON: more text behind the value at byte 3");
    expect_error("{\"a\":NaN}", "not JSON: syntax error at byte 5");
    for (const std::string_view text : {"{'a':1}", "[1,]", "// x\n1", "[01]", "[+1]", "[.5]", "[Infinity]", "\"\x01\"",
                                        "\"\xFF\"", "\"\\ud800\"", "undefined", "[1 2]"}) {
        EXPECT_FALSE(parse_json_document(text)) << text;
    }
}

TEST(JsonText, RefusesARepeatedNameAndSaysWhere) {
    expect_error(R"({"a":1,"a":2})", "the name \"a\" appears twice in one object");
    expect_error(R"({"legs":[{"lots":1},{"lots":1,"price":2,"lots":3}]})",
                 "/legs/1: the name \"lots\" appears twice in one object");
    expect_error(R"({"a":1,"\u0061":2})", "the name \"a\" appears twice in one object");
    expect_error(R"({"a/b~":{"c\n":{"d":1,"d":1}}})", "/a~1b~0/c\\x0a: the name \"d\" appears twice in one object");
    EXPECT_TRUE(parse_json_document(R"([{"a":1},{"a":2},{"b":{"a":1},"a":3}])"));
}

TEST(JsonText, RefusesANumberThatWouldBeInfinite) {
    expect_error("[0,[1e400]]", "/1: the number \"1e400\" is too large");
    expect_error("-6e66765", "the number \"-6e66765\" is too large");
    EXPECT_TRUE(parse_json_document("[1e300,1e-400]"));
}

TEST(JsonText, RepeatedNamesAreFoundAcrossTheParsersPieces) {
    const std::string name(10'000, 'n');
    EXPECT_FALSE(parse_json_document("{\"" + name + "\":1,\"" + name + "\":2}"));
    EXPECT_TRUE(parse_json_document("{\"" + name + "\":1,\"" + name + "x\":2}"));
}

TEST(JsonText, BoundsDepthAndMembers) {
    EXPECT_TRUE(parse_json_document(nested(json_depth_max)));
    expect_error(nested(json_depth_max + 1), "not JSON: too deep at byte 32");
    EXPECT_FALSE(parse_json_document(nested(1'000'000)));
    EXPECT_TRUE(parse_json_document(object_of(json_members_max)));
    EXPECT_FALSE(parse_json_document(object_of(json_members_max + 1)));
}

TEST(JsonText, DescribesValuesForMessages) {
    const auto described = [](std::string_view text) { return detail::described(*parse_json_document(text)); };
    EXPECT_EQ(described("3"), "number 3");
    EXPECT_EQ(described("-3"), "number -3");
    EXPECT_EQ(described("18446744073709551615"), "number 18446744073709551615");
    EXPECT_EQ(described("1.5"), "number 1.5");
    EXPECT_EQ(described("\"a\\u0000\""), "string \"a\\x00\"");
    EXPECT_EQ(described("true"), "true");
    EXPECT_EQ(described("null"), "null");
    EXPECT_EQ(described("[1]"), "an array");
    EXPECT_EQ(described("{}"), "an object");
}

TEST(JsonText, TextThatIsNoUtf8BecomesReplacementCharacters) {
    const auto written = [](std::string_view text) { return std::string(std::string_view(detail::json_string(text))); };
    const std::string replaced = "\xEF\xBF\xBD";
    EXPECT_EQ(written("a\u00e9\u20ac\U0001F4B6"), "a\u00e9\u20ac\U0001F4B6");
    EXPECT_EQ(written(std::string_view("a\0b", 3)), std::string("a\0b", 3));
    EXPECT_EQ(written("x\xFFy"), "x" + replaced + "y");
    EXPECT_EQ(written("\xC3"), replaced) << "cut short";
    EXPECT_EQ(written("\xC0\xAF"), replaced + replaced) << "an overlong slash";
    EXPECT_EQ(written("\xE0\x80\x80"), replaced + replaced + replaced) << "overlong";
    EXPECT_EQ(written("\xED\xA0\x80"), replaced + replaced + replaced) << "a surrogate";
    EXPECT_EQ(written("\xF4\x90\x80\x80"), replaced + replaced + replaced + replaced) << "beyond Unicode";
    EXPECT_EQ(written("\xF0\x8F\xBF\xBF"), replaced + replaced + replaced + replaced) << "overlong";
    EXPECT_EQ(written("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF") << "the last character there is";
}

}  // namespace
}  // namespace trireme::codec
