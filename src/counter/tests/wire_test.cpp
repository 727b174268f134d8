#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "codec/tests/described_values.hpp"
#include "counter/commands.hpp"
#include "counter/events.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

// The forms in which commands and events are stored and sent. If a golden test here fails, journals that exist can no
// longer be read, or say something else.
namespace trireme::counter {
namespace {

using trireme::testing::Random;
using trireme::testing::random_value;
using trireme::testing::test_seed;

template <class T>
std::string hex(const T& value) {
    ByteBuffer bytes;
    codec::encode(bytes, value);
    std::string text;
    for (const std::byte byte : bytes) {
        text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    }
    return text;
}

constexpr Currency usd("USD");
constexpr Currency eur("EUR");

TEST(Wire, CommandsKeepTheirBytes) {
    EXPECT_EQ(hex<Command>(OpenAccount{AccountId(1'001), usd}),
              "0100"
              "02"
              "e903000000000000"
              "5553440000000000");
    EXPECT_EQ(hex<Command>(Transfer{RequestId(7), AccountId(1'001), AccountId(1'002), Money{10'25, usd}}),
              "0200"
              "04"
              "0700000000000000"
              "e903000000000000"
              "ea03000000000000"
              "0104000000000000"
              "5553440000000000");
    EXPECT_EQ(hex<Command>(ScheduleTransfer{RequestId(7), Timestamp(256), AccountId(1), AccountId(2), Money{-1, eur}}),
              "0300"
              "05"
              "0700000000000000"
              "0001000000000000"
              "0100000000000000"
              "0200000000000000"
              "ffffffffffffffff"
              "4555520000000000");
    EXPECT_EQ(hex<Command>(CancelScheduled{RequestId(7), AccountId(1), ScheduleId(3)}),
              "0400"
              "03"
              "0700000000000000"
              "0100000000000000"
              "0300000000000000");
    EXPECT_EQ(hex<Command>(Exchange{RequestId(7), AccountId(1), AccountId(2), Money{1, eur}, Price(108'452'000),
                                    Conversion::quote_to_base}),
              "0500"
              "06"
              "0700000000000000"
              "0100000000000000"
              "0200000000000000"
              "0100000000000000"
              "4555520000000000"
              "a0d8760600000000"
              "01");
    EXPECT_EQ(hex<Command>(SetRulesVersion{2}),
              "0600"
              "01"
              "02000000");
    EXPECT_EQ(hex<Command>(TimerDue{}),
              "0700"
              "00");
}

TEST(Wire, EventsKeepTheirBytes) {
    EXPECT_EQ(hex<Event>(AccountOpened{AccountId(1), 2, AccountKind::rounding, usd}),
              "0100"
              "04"
              "0100000000000000"
              "0200000000000000"
              "03"
              "5553440000000000");
    EXPECT_EQ(hex<Event>(Posted{AccountId(1), 2, TransactionId(3), 1, 2, Money{-1, usd}, Money{4, usd}, RequestId(5),
                                ScheduleId(6)}),
              "0200"
              "09"
              "0100000000000000"
              "0200000000000000"
              "0300000000000000"
              "01"
              "02"
              "ffffffffffffffff"
              "5553440000000000"
              "0400000000000000"
              "5553440000000000"
              "0500000000000000"
              "01"
              "0600000000000000");
    EXPECT_EQ(
        hex<Event>(Scheduled{AccountId(1), 2, ScheduleId(3), RequestId(4), Timestamp(5), AccountId(6), Money{7, eur}}),
        "0300"
        "07"
        "0100000000000000"
        "0200000000000000"
        "0300000000000000"
        "0400000000000000"
        "0500000000000000"
        "0600000000000000"
        "0700000000000000"
        "4555520000000000");
    EXPECT_EQ(hex<Event>(ScheduleCancelled{AccountId(1), 2, ScheduleId(3), RequestId(4)}),
              "0400"
              "04"
              "0100000000000000"
              "0200000000000000"
              "0300000000000000"
              "0400000000000000");
    EXPECT_EQ(hex<Event>(Rejected{AccountId(1),
                                  2,
                                  RequestId(3),
                                  {},
                                  RejectCode::insufficient_funds,
                                  {.account = AccountId(1), .asked = Money{-5, usd}, .available = Money{4, usd}}}),
              "0500"
              "06"
              "0100000000000000"
              "0200000000000000"
              "01"
              "0300000000000000"
              "00"
              "0f"
              "04"
              "01"
              "0100000000000000"
              "01"
              "fbffffffffffffff"
              "5553440000000000"
              "01"
              "0400000000000000"
              "5553440000000000"
              "00");
    EXPECT_EQ(hex<Event>(Repeated{AccountId(1), 2, RequestId(3), {.transaction = TransactionId(4)}}),
              "0600"
              "04"
              "0100000000000000"
              "0200000000000000"
              "0300000000000000"
              "03"
              "01"
              "0400000000000000"
              "00"
              "00");
    EXPECT_EQ(hex<Event>(RulesVersionChanged{1, 2}),
              "0700"
              "02"
              "01000000"
              "02000000");
}

TEST(Wire, RejectCodesKeepTheirNumbers) {
    std::string numbers;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RejectCode>>([&](auto enumerator) {
        numbers += fmt::format("{} {}\n", static_cast<int>(enumerator.value), enumerator.name);
    });
    EXPECT_EQ(numbers,
              "1 account_exists\n2 reserved_account\n3 no_currency\n4 too_many_accounts\n5 unknown_account\n"
              "6 house_account\n7 same_account\n8 currency_mismatch\n9 same_currency\n10 amount_not_positive\n"
              "11 price_not_positive\n12 amount_too_small\n13 amount_too_large\n14 balance_out_of_range\n"
              "15 insufficient_funds\n16 request_conflict\n17 due_has_passed\n18 too_many_scheduled\n"
              "19 unknown_schedule\n20 unknown_rules_version\n21 rules_version_goes_back\n22 nothing_due\n");
}

TEST(Wire, CommandsAndEventsKeepTheirJson) {
    EXPECT_EQ(
        codec::to_json_text(Command(Transfer{RequestId(7), AccountId(1'001), AccountId(1'002), Money{10'25, usd}})),
        R"({"type":"transfer","request":7,"from":1001,"to":1002,"amount":{"amount":"10.25","currency":"USD"}})");
    EXPECT_EQ(codec::to_json_text(Command(Exchange{RequestId(7), AccountId(1'001), AccountId(1'002), Money{10'25, usd},
                                                   Price(108'452'000), Conversion::quote_to_base})),
              R"({"type":"exchange","request":7,"from":1001,"to":1002,"amount":{"amount":"10.25","currency":"USD"},)"
              R"("price":"1.08452","conversion":"quote_to_base"})");
    EXPECT_EQ(codec::to_json_text(Event(Rejected{AccountId(1'001),
                                                 2,
                                                 RequestId(3),
                                                 {},
                                                 RejectCode::insufficient_funds,
                                                 {.account = AccountId(1'001), .available = Money{4, usd}}})),
              R"({"type":"rejected","account":1001,"account_seq":2,"request":3,"code":"insufficient_funds",)"
              R"("figures":{"account":1001,"available":{"amount":"0.04","currency":"USD"}}})");
}

template <class T>
void expect_round_trips() {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::vector<int> seen(std::variant_size_v<T>);
    for (int round = 0; round < 2'000; ++round) {
        const T value = random_value<T>(random);
        seen[value.index()] += 1;
        ByteBuffer bytes;
        codec::encode(bytes, value);
        const auto decoded = codec::decode<T>(bytes);
        ASSERT_TRUE(decoded) << decoded.error().message;
        ASSERT_EQ(*decoded, value);
        const auto parsed = codec::parse_json<T>(codec::to_json_text(value));
        ASSERT_TRUE(parsed) << parsed.error().message;
        ASSERT_EQ(*parsed, value);
    }
    for (const int count : seen) {
        EXPECT_GT(count, 0);
    }
}

TEST(Wire, EveryCommandComesBackFromBytesAndJson) { expect_round_trips<Command>(); }

TEST(Wire, EveryEventComesBackFromBytesAndJson) { expect_round_trips<Event>(); }

}  // namespace
}  // namespace trireme::counter
