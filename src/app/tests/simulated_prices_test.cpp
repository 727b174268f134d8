#include "app/simulated_prices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace trireme::app {
namespace {

engine::EngineState state_with(const Instrument& terms, Price bid = {}, Price ask = {}) {
    engine::EngineState state;
    engine::InstrumentState known;
    known.terms = terms;
    known.bid = bid;
    known.ask = ask;
    state.instruments.push_back(known);
    return state;
}

TEST(SimulatedPrices, AreQuotesOnTicksWithTheSpread) {
    SimulatedPrices prices(simulated_instruments(), 7);
    std::map<InstrumentId, int> counts;
    for (int count = 0; count < 20'000; ++count) {
        const Quote quote = prices.move();
        const TradedInstrument* const instrument = prices.find(quote.instrument);
        ASSERT_NE(instrument, nullptr);
        const std::int64_t tick = instrument->terms.tick_size.value();
        ASSERT_EQ(quote.bid.value() % tick, 0);
        ASSERT_EQ(quote.ask.value() - quote.bid.value(), instrument->spread.value());
        ASSERT_GT(quote.bid.value(), instrument->mid.value() / 3);
        ASSERT_LT(quote.ask.value(), instrument->mid.value() * 3);
        ASSERT_EQ(prices.quote(*instrument), quote);
        counts[quote.instrument] += 1;
    }
    EXPECT_EQ(counts.size(), prices.instruments().size()) << "each moves";
}

TEST(SimulatedPrices, WalkTheSameFromTheSameSeed) {
    SimulatedPrices first(simulated_instruments(), 7);
    SimulatedPrices same(simulated_instruments(), 7);
    SimulatedPrices other(simulated_instruments(), 8);
    bool differs = false;
    for (int count = 0; count < 100; ++count) {
        const Quote quote = first.move();
        ASSERT_EQ(same.move(), quote);
        differs = differs || other.move() != quote;
    }
    EXPECT_TRUE(differs);
}

TEST(SimulatedPrices, GoOnFromTheQuotesThatTheEngineHas) {
    const Instrument eurusd = simulated_instruments().front().terms;
    const auto after = SimulatedPrices::instruments_after(state_with(eurusd, Price(120'000'000), Price(120'008'000)));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->front().mid, Price(120'004'000));
    const auto unquoted = SimulatedPrices::instruments_after(state_with(eurusd));
    EXPECT_EQ(unquoted->front().mid, simulated_instruments().front().mid);
}

TEST(SimulatedPrices, LeaveTheInstrumentsOfOthersAlone) {
    Instrument elsewhere = simulated_instruments().front().terms;
    elsewhere.id = InstrumentId(1);
    const auto same_symbol = SimulatedPrices::instruments_after(state_with(elsewhere));
    ASSERT_FALSE(same_symbol);
    EXPECT_EQ(same_symbol.error().code, ErrorCode::conflict);

    Instrument other = simulated_instruments().front().terms;
    other.symbol = Symbol("EURCHF");
    EXPECT_FALSE(SimulatedPrices::instruments_after(state_with(other)));

    other.id = InstrumentId(1);
    EXPECT_TRUE(SimulatedPrices::instruments_after(state_with(other))) << "neither id nor symbol is a simulated one";
}

}  // namespace
}  // namespace trireme::app
