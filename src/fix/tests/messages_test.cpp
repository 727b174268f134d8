#include "fix/backoff.hpp"
#include "fix/frame_reader.hpp"
#include "fix/market_data.hpp"
#include "fix/order_answers.hpp"
#include "fix/order_requests.hpp"
#include "fix/session_log.hpp"
#include "fix/tags.hpp"
#include "fix/tests/fix_rig.hpp"
#include "fix/volumes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::fix {
namespace {

using testing::eurusd;
using testing::instruments;

std::string with_separators(std::string text) {
    std::ranges::replace(text, '|', '\001');
    return text;
}

std::string frame_of(const std::string& fields) {
    const std::string body = with_separators(fields);
    const std::string summed = fmt::format("8=FIX.4.4\0019={}\001{}", body.size(), body);
    return fmt::format("{}10={}\001", summed, checksum_of(summed));
}

FixProfile profile() {
    FixProfile profile = primexm_style();
    profile.quotes.host = profile.orders->host = "lp.example";
    profile.quotes.port = profile.orders->port = 4'000;
    profile.instruments = instruments();
    return profile;
}

TEST(FrameReader, FindsFramesHoweverTheyAreCut) {
    const std::string one = frame_of("35=0|34=1|");
    const std::string two = frame_of("35=1|34=2|112=x|");
    const std::string stream = "noise" + one + "8=FIX.4.4\0019=5\00135=0\00110=999\001" + two + "8=FIX";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        FrameReader reader;
        std::vector<std::string> found;
        for (const std::string& part : {stream.substr(0, cut), stream.substr(cut)}) {
            reader.take(part);
            while (const auto frame = reader.next()) {
                found.emplace_back(*frame);
            }
        }
        EXPECT_EQ(found, (std::vector{one, two})) << cut;
        EXPECT_EQ(reader.counters().bad_checksums, 1U);
        EXPECT_GE(reader.counters().garbled, 1U);
    }
}

TEST(MessageView, NumbersAreExactOrRefused) {
    EXPECT_EQ(*parse_fix_number("1.08452"), 108'452'000);
    EXPECT_EQ(*parse_fix_number("100."), 10'000'000'000);
    EXPECT_EQ(*parse_fix_number("1.0000000000"), 100'000'000);
    for (const auto* const text : {"", ".", "1e5", "+1", "1.000000001", "99999999999999999999", "nan", "1,5", " 1"}) {
        EXPECT_FALSE(parse_fix_number(text)) << text;
    }
}

TEST(MessageView, TimesGoThereAndBack) {
    const Timestamp time = *parse_fix_time("20261201-08:30:00.123");
    EXPECT_EQ(format_timestamp(time), "2026-12-01T08:30:00.123Z");
    EXPECT_EQ(format_fix_time(time), "20261201-08:30:00.123");
    EXPECT_FALSE(parse_fix_time("2026-12-01 08:30:00"));
    EXPECT_FALSE(parse_fix_time("20261301-08:30:00"));
}

TEST(MessageView, DataMayHoldSeparatorsAndOtherFieldsMayNot) {
    MessageView message;
    const std::string data = with_separators("35=A|95=5|96=a|b|c|98=0|");
    ASSERT_TRUE(message.read(data));
    EXPECT_EQ(message.text(96), with_separators("a|b|c"));
    EXPECT_EQ(message.text(98), "0");
    for (const auto* const text : {"35", "=1|", "35=A", "0=1|", "-3=1|", "95=9|96=a|", "95=x|96=a|"}) {
        EXPECT_FALSE(message.read(with_separators(text))) << text;
    }
}

TEST(Volumes, UnitsAndLots) {
    const Ratio lot(10'000'000'000'000);  // of 100,000 units
    EXPECT_EQ(*parse_volume("150000", VolumeUnit::units, lot), Lots(150'000'000));
    EXPECT_EQ(*parse_volume("1.5", VolumeUnit::lots, lot), Lots(150'000'000));
    EXPECT_EQ(*format_volume(Lots(150'000'000), VolumeUnit::units, lot), "150000");
    EXPECT_FALSE(parse_volume("0.0001", VolumeUnit::units, lot));
    EXPECT_EQ(*parse_size("0.0001", VolumeUnit::units, lot), Lots());
    EXPECT_FALSE(parse_volume("-1", VolumeUnit::lots, lot));
    EXPECT_FALSE(format_volume(Lots(INT64_MAX), VolumeUnit::units, lot));
}

TEST(MarketData, IncrementsChangeTheBookOrNothing) {
    const FixProfile terms = profile();
    MarketData market(terms);
    MessageView message;
    std::vector<MarketDataChange> changes;
    const auto take = [&](const std::string& fields) {
        const std::string frame = frame_of(fields);
        changes.clear();
        EXPECT_TRUE(message.read(frame));
        return market.take(message, Timestamp(5), changes);
    };
    ASSERT_TRUE(take("35=W|55=EUR/USD|268=2|269=0|278=b|270=1.08|271=100000|117=qb|269=1|278=a|270=1.09|271=200000|"));
    ASSERT_TRUE(
        take("35=X|262=4.1|268=3|279=0|269=0|278=b2|55=EUR/USD|270=1.085|271=300000|"
             "279=1|269=1|278=a|270=1.088|271=100000|279=2|278=b|"));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].quote.bid, Price(108'500'000));
    EXPECT_EQ(changes[0].quote.ask, Price(108'800'000));
    EXPECT_EQ(changes[0].quote.ask_size, Lots(100'000'000));
    EXPECT_EQ(changes[0].depth.bids.size(), 1U);
    EXPECT_EQ(market.quote_name(eurusd, 1, Side::sell), "qb");
    EXPECT_EQ(market.quote_name(eurusd, 2, Side::buy), "a");
    // The first entry is good and the second absurd: neither counts.
    EXPECT_FALSE(take("35=X|262=4.1|268=2|279=0|269=0|278=b3|270=1.086|271=1|279=0|269=1|278=a3|270=0|271=1|"));
    ASSERT_TRUE(take("35=X|262=4.1|268=1|279=2|278=nothing|"));
    EXPECT_EQ(changes[0].quote.bid, Price(108'500'000));
}

TEST(Orders, APartyAndTheQuoteAreNamed) {
    FixProfile terms = profile();
    terms.account = "ACC";
    terms.parties = {{"US", "D", "3"}};
    OrderChains chains;
    OrderRequests requests(terms, chains);
    const FixBody body = *requests.order(testing::order("n", LpOrderType::limit), "quote 7", Timestamp());
    const auto value = [&](int tag) {
        const auto found = std::ranges::find(body.fields, tag, &FixField::tag);
        return found == body.fields.end() ? std::string() : found->value;
    };
    EXPECT_EQ(body.type, "D");
    EXPECT_EQ(value(tag::quote_id), "quote 7");
    EXPECT_EQ(value(tag::account), "ACC");
    EXPECT_EQ(value(tag::order_quantity), "150000");
    EXPECT_EQ(value(tag::price), "1.08");
    ASSERT_EQ(body.groups.size(), 1U);
    EXPECT_EQ(body.groups[0].entries[0][0].value, "US");
}

TEST(Orders, AbsurdReportsChangeNothing) {
    const FixProfile terms = profile();
    OrderChains chains;
    OrderAnswers answers(terms, chains);
    MessageView message;
    const std::string good = "35=8|11=n|17=e|150=F|39=1|55=EUR/USD|38=200000|32=100000|31=1.08|14=100000|151=100000|";
    const auto take = [&](const std::string& from, const std::string& to) {
        std::string fields = good;
        fields.replace(fields.find(from), from.size(), to);
        const std::string frame = frame_of(fields);
        EXPECT_TRUE(message.read(frame));
        return answers.take_execution_report(message, Timestamp());
    };
    const auto report = take("|32=", "|32=");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ((*report)->lots, Lots(100'000'000));
    for (const auto& [from, to] : {std::pair{"32=100000", "32=-1"},
                                   {"32=100000", "32=0"},
                                   {"32=100000", "32=300000"},
                                   {"31=1.08", "31=0"},
                                   {"31=1.08", "31=1.080000001"},
                                   {"151=100000", "151=100001"},
                                   {"17=e", "17="},
                                   {"150=F", "150=Z"},
                                   {"39=1", "39=Q"},
                                   {"11=n", "11="},
                                   {"EUR/USD", "EUR/XXX"}}) {
        OrderChains none;
        std::swap(chains, none);
        EXPECT_FALSE(take(from, to)) << to;
    }
}

TEST(Orders, NamesAreReadOffAnyClOrdId) {
    EXPECT_EQ(name_of_chain("a-1~12")->view(), "a-1");
    EXPECT_EQ(name_of_chain("a")->view(), "a");
    EXPECT_FALSE(name_of_chain("~1"));
    EXPECT_FALSE(name_of_chain(std::string(60, 'x')));
}

TEST(Profile, StylesLackOnlyWhatIsTheCustomers) {
    for (FixProfile style : {primexm_style(), yofx_style()}) {
        EXPECT_FALSE(check(style));
        style.quotes.host = style.orders->host = "lp.example";
        style.quotes.port = style.orders->port = 4'000;
        style.instruments = instruments();
        EXPECT_TRUE(check(style)) << style.name;
        style.instruments.push_back(style.instruments[0]);
        EXPECT_FALSE(check(style));
    }
}

TEST(Backoff, DoublesUpToItsBoundAndLeavesOutLessThanHalf) {
    Backoff backoff(Duration::milliseconds(100), Duration::milliseconds(1'000), 7);
    for (const std::int64_t most : {100, 200, 400, 800, 1'000, 1'000}) {
        const Duration wait = backoff.next();
        EXPECT_LE(wait, Duration::milliseconds(most));
        EXPECT_GE(wait, Duration::milliseconds(most / 2));
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), Duration::milliseconds(100));
    backoff.go_to_most();
    EXPECT_GE(backoff.next(), Duration::milliseconds(500));
}

TEST(SessionLog, MasksCredentials) {
    EXPECT_EQ(readable(with_separators("35=A|553=me|554=secret|925=new|98=0|")), "35=A|553=***|554=***|925=***|98=0|");
}

}  // namespace
}  // namespace trireme::fix
