#include "app/live_market.hpp"

#include "app/live_feed.hpp"
#include "app/simulated_instruments.hpp"
#include "app/tests/scripted_lp.hpp"
#include "codec/bytes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <variant>
#include <vector>

namespace trireme::app {
namespace {

constexpr InstrumentSlot eurusd{0};
constexpr InstrumentSlot gbpusd{1};

class SetClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return time; }
    void pass(Duration duration) { time = time.plus(duration); }

    Timestamp time{1'780'000'000'000'000'000};
};

// Keeps what was sent, and answers when it is told to.
class KeepingSink final : public CommandSink {
public:
    Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) override {
        sent.push_back(*codec::decode<Command>(command));
        receiver_ = &receiver;
        tags_.push_back(tag);
        return Admission::taken;
    }

    void answer_all() {
        for (; !tags_.empty(); tags_.pop_front()) {
            receiver_->on_outcome(
                tags_.front(), {.status = OutcomeStatus::durable, .sequence = ++sequence_, .time = {}, .events = {}});
        }
    }

    [[nodiscard]] std::vector<Quote> quotes() const {
        std::vector<Quote> all;
        for (const Command& command : sent) {
            if (const auto* const quotes = std::get_if<Quotes>(&command)) {
                all.insert(all.end(), quotes->quotes.begin(), quotes->quotes.end());
            }
        }
        return all;
    }

    std::vector<Command> sent;

private:
    OutcomeReceiver* receiver_ = nullptr;
    std::deque<std::uint64_t> tags_;
    std::uint64_t sequence_ = 0;
};

class MarketOfOneLp : public testing::Test {
protected:
    // Two instruments of one LP.
    LpSet set() {
        auto adapter = std::make_unique<ScriptedLp>();
        lp = adapter.get();
        LpSet made;
        for (const TradedInstrument& each : std::span(instruments).first(2)) {
            made.instruments.push_back(each);
            made.liquidity.quoted.push_back(
                {.id = each.terms.id, .lps = {LpSlot(0)}, .stale_after = Duration::seconds(1'000)});
        }
        made.liquidity.lps = {LpId(1)};
        made.lps.push_back({"one", "scripted", std::move(adapter)});
        return made;
    }

    void quote(InstrumentSlot instrument, std::int64_t bid) {
        const LpQuote told{.lp = LpSlot(0),
                           .instrument = instrument,
                           .id = ++quote_id,
                           .received = clock.time,
                           .bid = Price(bid),
                           .ask = Price(bid + 10)};
        lp->says([told](LpListener& listener) { listener.on_quote(told); });
    }

    [[nodiscard]] Quote sent(InstrumentSlot instrument, std::int64_t bid) const {
        return {instruments[instrument.value()].terms.id, Price(bid), Price(bid + 10)};
    }

    const std::vector<TradedInstrument> instruments = simulated_instruments();
    SetClock clock;
    KeepingSink sink;
    ScriptedLp* lp = nullptr;
    std::uint64_t quote_id = 0;
};

TEST_F(MarketOfOneLp, MakesKnownWhatTheEngineDoesNotKnow) {
    engine::EngineState found;
    found.instruments.emplace_back().terms = instruments[0].terms;
    LiveMarket market(sink, clock, *AggregatedLps::create(set()), found);
    ASSERT_EQ(sink.sent.size(), 2U);
    EXPECT_EQ(std::get<DefineInstrument>(sink.sent[0]).instrument, instruments[1].terms);
    EXPECT_TRUE(std::holds_alternative<SetCalendar>(sink.sent[1]));
    sink.answer_all();
}

TEST_F(MarketOfOneLp, SendsEachQuoteWhileTheEngineIsFree) {
    LiveMarket market(sink, clock, *AggregatedLps::create(set()), {});
    EXPECT_FALSE(market.step());
    EXPECT_EQ(market.quote(market.instruments()[0]), std::nullopt);
    quote(eurusd, 100'000);
    quote(gbpusd, 130'000);
    EXPECT_TRUE(market.step());
    quote(eurusd, 100'001);
    EXPECT_TRUE(market.step());
    EXPECT_EQ(sink.quotes(), (std::vector{sent(eurusd, 100'000), sent(gbpusd, 130'000), sent(eurusd, 100'001)}));
    EXPECT_EQ(market.quotes_sent(), 3U);
    EXPECT_EQ(market.quote(market.instruments()[0]), sent(eurusd, 100'001));
    sink.answer_all();
}

TEST_F(MarketOfOneLp, KeepsTheLatestOfEachWhileTheEngineIsBusy) {
    LiveMarket market(sink, clock, *AggregatedLps::create(set()), {});
    std::int64_t bid = 100'000;
    for (int round = 0; round < 100; ++round) {
        quote(eurusd, ++bid);
        market.step();
    }
    const std::size_t sent_when_busy = sink.quotes().size();
    EXPECT_LT(sent_when_busy, 10U) << "nothing was answered";
    sink.answer_all();
    market.step();
    ASSERT_EQ(sink.quotes().size(), sent_when_busy + 1);
    EXPECT_EQ(sink.quotes().back(), sent(eurusd, bid));
    sink.answer_all();
}

TEST_F(MarketOfOneLp, SaysAgainWhatStandsBeforeItIsTooOldAndNothingOfAnLpThatIsLost) {
    LiveMarket market(sink, clock, *AggregatedLps::create(set()), {});
    quote(eurusd, 100'000);
    market.step();
    sink.answer_all();
    const Duration age_max = *instruments[0].terms.quote_age_max;
    Timestamp said = clock.time;
    for (int second = 0; second < 300; ++second) {
        clock.pass(Duration::seconds(1));
        const std::size_t before = sink.quotes().size();
        market.step();
        sink.answer_all();
        said = sink.quotes().size() > before ? clock.time : said;
        EXPECT_LT(clock.time, said.plus(age_max)) << "the engine would find it too old";
    }
    EXPECT_EQ(sink.quotes().back(), sent(eurusd, 100'000));
    EXPECT_LT(sink.quotes().size(), 20U);

    lp->says([&](LpListener& listener) { listener.on_connection(LpSlot(0), false, clock.time); });
    market.step();
    EXPECT_EQ(market.quote(market.instruments()[0]), sent(eurusd, 100'000)) << "the last one, however old";
    const std::size_t before = sink.quotes().size();
    for (int second = 0; second < 300; ++second) {
        clock.pass(Duration::seconds(1));
        market.step();
    }
    EXPECT_EQ(sink.quotes().size(), before);
}

TEST_F(MarketOfOneLp, ShowsHowTheLpDoes) {
    LiveMarket market(sink, clock, *AggregatedLps::create(set()), {});
    lp->health_now.is_connected = true;
    quote(eurusd, -5);
    clock.pass(Duration::seconds(1));
    market.step();
    const auto lines = market.lps();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].name, "one");
    EXPECT_TRUE(lines[0].health.is_connected);
    EXPECT_EQ(lines[0].refused, 1U);
    sink.answer_all();
}

TEST_F(MarketOfOneLp, WaitsForThePriceOfWhatHasNone) {
    LpSet unpriced = set();
    unpriced.instruments[0].mid = Price();
    auto lps = *AggregatedLps::create(std::move(unpriced));
    const auto late = lps->await_prices(clock, [&](std::chrono::nanoseconds) {
        clock.pass(Duration::seconds(1));
        return false;
    });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, "no price of EURUSD came within 30 s; one is not connected");
    EXPECT_FALSE(lps->await_prices(clock, [&](std::chrono::nanoseconds) { return true; })) << "nobody waits any longer";
    quote(eurusd, 108'452'000);
    ASSERT_TRUE(lps->await_prices(clock, [](std::chrono::nanoseconds) { return false; }));
    EXPECT_EQ(lps->instruments()[0].mid, Price(108'452'005));
    EXPECT_GT(lps->instruments()[0].lots, Lots());
}

TEST_F(MarketOfOneLp, GivesALiveFeedItsQuotesUntilItsEnd) {
    const Timestamp until = clock.time.plus(Duration::seconds(3));
    auto lps = *AggregatedLps::create(set());
    quote(eurusd, 100'000);
    LiveFeed feed(
        std::move(lps), clock,
        [this](std::chrono::nanoseconds) {
            clock.pass(Duration::seconds(1));
            quote(gbpusd, 130'000 + static_cast<std::int64_t>(quote_id));
            return false;
        },
        until);
    std::vector<FeedQuote> quotes;
    for (auto next = feed.next(); next && *next; next = feed.next()) {
        quotes.push_back(**next);
    }
    ASSERT_EQ(quotes.size(), 4U);
    EXPECT_EQ(quotes[0].instrument, 0U);
    EXPECT_TRUE(std::ranges::is_sorted(quotes, {}, &FeedQuote::time));
    EXPECT_EQ(feed.sources()[1].quotes, 3U);
    EXPECT_EQ(feed.sources()[0].quotes, 1U);
}

}  // namespace
}  // namespace trireme::app
