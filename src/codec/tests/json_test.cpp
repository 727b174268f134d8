#include "codec/json.hpp"

#include "codec/tests/described_values.hpp"
#include "codec/tests/sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace trireme::codec {
namespace {

using namespace sample;

template <class T>
void expect_error(std::string_view text, std::string_view message) {
    const auto parsed = parse_json<T>(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message, message);
    EXPECT_TRUE(parsed.error().code == ErrorCode::invalid_input || parsed.error().code == ErrorCode::out_of_range);
}

TEST(Json, ACommandNamesItsTypeAndItsFields) {
    const Command order = Order{.account = AccountId(7),
                                .request = RequestId(18'446'744'073'709'551'615u),
                                .side = Side::sell,
                                .lots = Lots(-1),
                                .price = Price(108'452'000),
                                .expires_at = Timestamp(1'772'384'400'250'000'000)};
    const std::string text = R"({"type":"order","account":7,"request":18446744073709551615,"side":"sell",)"
                             R"("lots":"-0.00000001","price":"1.08452","expires_at":"2026-03-01T17:00:00.25Z"})";
    EXPECT_EQ(to_json_text(order), text);
    EXPECT_EQ(parse_json<Command>(text), order);
    EXPECT_EQ(to_json_text(Command(Halt{})), R"({"type":"halt"})");
    EXPECT_EQ(parse_json<Command>(R"({"type":"halt"})"), Command(Halt{}));
}

TEST(Json, EveryKindHasItsForm) {
    EXPECT_EQ(to_json_text(Money{1025, Currency("USD")}), R"({"amount":"10.25","currency":"USD"})");
    EXPECT_EQ(to_json_text(Money{5, Currency("JPY")}), R"({"amount":"5","currency":"JPY"})");
    EXPECT_EQ(to_json_text(Duration::milliseconds(-1'250)), R"("-1.25")");
    EXPECT_EQ(to_json_text(Amount(1)), R"("0.0000000000000001")");
    EXPECT_EQ(to_json_text(Shift::back), R"("back")");
    EXPECT_EQ(to_json_text(true), "true");
    EXPECT_EQ(to_json_text(std::int8_t{-128}), "-128");
    EXPECT_EQ(to_json_text(std::vector<std::optional<Side>>{std::nullopt, Side::buy}), R"([null,"buy"])");
    EXPECT_EQ(to_json_text(Leg{}), R"({"lots":"0"})") << "what is absent is left out";
    EXPECT_EQ(to_json_text(Session{.symbol = Symbol("US30"), .weekday = Weekday::friday, .holidays = {Date(20'513)}}),
              R"({"symbol":"US30","weekday":"friday","holidays":["2026-03-01"]})");
    EXPECT_EQ(to_json_text(std::string("a\"\n\x01\u20ac")), R"("a\"\n\u0001)"
                                                            "\u20ac\"");
}

TEST(Json, AnOptionalFieldMayBeMissingOrNull) {
    EXPECT_EQ(parse_json<Leg>(R"({"lots":"1"})"), (Leg{.lots = Lots(100'000'000), .limit = std::nullopt}));
    EXPECT_EQ(parse_json<Leg>(R"({"lots":"1","limit":null})"), (Leg{.lots = Lots(100'000'000), .limit = std::nullopt}));
    EXPECT_EQ(parse_json<Leg>(R"({"limit":"2","lots":"1"})"),
              (Leg{.lots = Lots(100'000'000), .limit = Price(200'000'000)}));
}

TEST(Json, SettingsThatAreMissingStayAsTheyBegin) {
    const auto read = [](std::string_view text) { return settings_from_json<Leg>(*parse_json_document(text)); };
    EXPECT_EQ(read("{}"), Leg());
    EXPECT_EQ(read(R"({"limit":"2"})"), (Leg{.lots = Leg().lots, .limit = Price(200'000'000)}));
    const auto wrong = read(R"({"limit":2})");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().pointer, "/limit");
    EXPECT_EQ(wrong.error().message, "expected a decimal string such as \"10.25\", got number 2");
    EXPECT_EQ(read(R"({"limits":"2"})").error().pointer, "");
}

TEST(Json, RandomValuesOfEveryKindComeBack) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 2'000; ++round) {
        const auto value = testing::random_value<Everything>(random);
        const std::string text = to_json_text(value);
        const auto parsed = parse_json<Everything>(text);
        ASSERT_TRUE(parsed) << parsed.error().message << " in " << text;
        ASSERT_EQ(*parsed, value) << text;
    }
}

TEST(Json, EveryMutationChangesTheText) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    const auto value = testing::random_value<Everything>(random);
    const std::string text = to_json_text(value);
    testing::for_each_mutation(value, [&](const Everything& mutated, const std::string& path) {
        EXPECT_NE(to_json_text(mutated), text) << path;
    });
}

TEST(Json, WrongFormsSayWhereAndWhatWasExpected) {
    expect_error<Leg>(R"({"lots":3})", "/lots: expected a decimal string such as \"10.25\", got number 3");
    expect_error<Leg>(
        R"({"lots":"1e5"})",
        "/lots: expected a decimal number such as \"10.25\" with at most 8 digits after the point, got \"1e5\"");
    expect_error<Leg>(R"({"lots":"1","limit":{}})",
                      "/limit: expected a decimal string such as \"10.25\", got an object");
    expect_error<Leg>("[]", "expected an object, got an array");
    expect_error<Basket>(
        R"({"note":"","legs":[{"lots":"1"},{"lots":"x"}],"hedge":{"lots":"1"}})",
        "/legs/1/lots: expected a decimal number such as \"10.25\" with at most 8 digits after the point, got "
        "\"x\"");
    expect_error<Basket>(R"({"note":7,"legs":[],"hedge":{"lots":"1"}})", "/note: expected a string, got number 7");
    expect_error<Basket>(R"({"note":"","legs":{},"hedge":{"lots":"1"}})",
                         "/legs: expected an array of at most 16777216 items, got an object");
    expect_error<bool>("1", "expected true or false, got number 1");
    expect_error<Side>(R"("hold")", "expected one of \"buy\", \"sell\", got string \"hold\"");
    expect_error<Side>(R"("buy\u0000")", "expected one of \"buy\", \"sell\", got string \"buy\\x00\"");
    expect_error<Side>("1", "expected one of \"buy\", \"sell\", got number 1");
    expect_error<Timestamp>("1772384400", "expected a time such as \"2026-03-01T17:00:00.25Z\", got number 1772384400");
    expect_error<Duration>(
        R"("1s")", "expected a decimal number such as \"10.25\" with at most 9 digits after the point, got \"1s\"");
    expect_error<Currency>(R"("usd")", "expected the code of a known currency such as \"USD\", got \"usd\"");
    expect_error<std::string>('"' + std::string(text_bytes_max + 1, 'x') + '"',
                              "expected a string of at most 65536 bytes, got one of 65537");
}

TEST(Json, WhatIsBoundedByItsTypeSaysItsBound) {
    EXPECT_EQ(parse_json<Symbol>(R"("twelve_chars")"), Symbol("twelve_chars"));
    expect_error<Symbol>(R"("thirteen_char")",
                         "expected a string of at most 12 printable ASCII characters without spaces, got "
                         "\"thirteen_char\"");
    expect_error<Symbol>(R"("EUR USD")",
                         "expected a string of at most 12 printable ASCII characters without spaces, got \"EUR USD\"");
    expect_error<Symbol>("7",
                         "expected a string of at most 12 printable ASCII characters without spaces, got number 7");
    expect_error<Session>(
        R"({"symbol":"","weekday":"monday","holidays":["1970-01-01","1970-01-01","1970-01-01","1970-01-01"]})",
        "/holidays: expected an array of at most 3 items, got an array");
    expect_error<Session>(R"({"symbol":"","weekday":"monday","holidays":["1970-01-01","1 Jan"]})",
                          "/holidays/1: expected a date such as \"2026-03-01\", got \"1 Jan\": it is not YYYY-MM-DD");
    expect_error<Date>("20513", "expected a date such as \"2026-03-01\", got number 20513");
    expect_error<Date>(R"("0000-01-01")", "\"0000-01-01\" is out of range: dates reach from 0001-01-01 to 9999-12-31");
}

TEST(Json, IntegersStayInTheirRangeAndAreNoFractions) {
    expect_error<std::uint8_t>("256", "expected an integer from 0 to 255, got number 256");
    expect_error<std::uint8_t>("-1", "expected an integer from 0 to 255, got number -1");
    expect_error<AccountId>("1.0", "expected an integer from 0 to 18446744073709551615, got number 1");
    expect_error<AccountId>("18446744073709551616",
                            "expected an integer from 0 to 18446744073709551615, got number 1.8446744073709552e+19");
    expect_error<std::int64_t>("9223372036854775808",
                               "expected an integer from -9223372036854775808 to 9223372036854775807, got number "
                               "9223372036854775808");
    EXPECT_EQ(parse_json<InstrumentId>("4294967295"), InstrumentId(UINT32_MAX));
    EXPECT_EQ(to_json_text(InstrumentId(UINT32_MAX)), "4294967295");
    expect_error<InstrumentId>("4294967296", "expected an integer from 0 to 4294967295, got number 4294967296");
    expect_error<AccountId>(R"("7")", "expected an integer from 0 to 18446744073709551615, got string \"7\"");
}

TEST(Json, FieldsAreNeitherMissingNorUnknownNorRepeated) {
    expect_error<Leg>("{}", "/lots: is missing");
    expect_error<Leg>(R"({"lots":"1","price":"2"})", "\"price\" is not known here; known are \"lots\", \"limit\"");
    expect_error<Leg>(R"({"lots":"1","lots":"2"})", "the name \"lots\" appears twice in one object");
    expect_error<Basket>(R"({"note":"","legs":[],"hedge":{"lots":"1","Limit":"1"}})",
                         "/hedge: \"Limit\" is not known here; known are \"lots\", \"limit\"");
    expect_error<Halt>(R"({"now":true})", "\"now\" is not known here; known are no members at all");
    expect_error<Leg>(R"({"lots":"1","type":"leg"})", "\"type\" is not known here; known are \"lots\", \"limit\"");
}

TEST(Json, AChoiceNeedsATypeItKnows) {
    expect_error<Command>("{}", "/type: is missing; expected one of \"order\", \"basket\", \"halt\"");
    expect_error<Command>(R"({"type":"Order"})",
                          "/type: expected one of \"order\", \"basket\", \"halt\", got string \"Order\"");
    expect_error<Command>(R"({"type":1})", "/type: expected one of \"order\", \"basket\", \"halt\", got number 1");
    expect_error<Command>(
        R"("halt")", "expected an object with a \"type\", one of \"order\", \"basket\", \"halt\", got string \"halt\"");
    expect_error<Command>(R"({"type":"halt","now":1})", "\"now\" is not known here; known are \"type\"");
}

TEST(Json, MoneyHasAnAmountAndACurrencyThatFitEachOther) {
    EXPECT_EQ(parse_json<Money>(R"({"currency":"USD","amount":"10.2"})"), (Money{1020, Currency("USD")}));
    expect_error<Money>(
        R"("10.25 USD")",
        "expected an object such as {\"amount\": \"10.25\", \"currency\": \"USD\"}, got string \"10.25 USD\"");
    expect_error<Money>(R"({"amount":"10.25"})", "/currency: is missing");
    expect_error<Money>(R"({"currency":"USD"})", "/amount: is missing");
    expect_error<Money>(R"({"amount":10.25,"currency":"USD"})",
                        "/amount: expected a decimal string such as \"10.25\", got number 10.25");
    expect_error<Money>(R"({"amount":"1","currency":"USD","cents":5})",
                        "\"cents\" is not known here; known are \"amount\", \"currency\"");
    expect_error<Money>(R"({"amount":"1.5","currency":"JPY"})",
                        "/amount: JPY has 0 decimals: expected a whole number such as \"10\", got \"1.5\"");
    expect_error<Money>(R"({"amount":"92233720368547758.08","currency":"USD"})",
                        "/amount: USD has 2 decimals: \"92233720368547758.08\" is out of range: the limits are "
                        "-92233720368547758.08 and 92233720368547758.07");
}

}  // namespace
}  // namespace trireme::codec
