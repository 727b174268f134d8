#include "app/simulated_lps.hpp"

#include "app/simulated_instruments.hpp"

#include <gtest/gtest.h>

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

TEST(SimulatedLps, QuoteEveryInstrumentThroughEveryLp) {
    const auto set = simulated_lps(simulated_instruments(), {});
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->lps.size(), 3U);
    ASSERT_EQ(set->liquidity.quoted.size(), set->instruments.size());
    for (std::size_t at = 0; at < set->instruments.size(); ++at) {
        EXPECT_EQ(set->liquidity.quoted[at].id, set->instruments[at].terms.id);
        EXPECT_EQ(set->liquidity.quoted[at].lps.size(), 3U);
    }
    EXPECT_TRUE(check(set->liquidity));
}

TEST(SimulatedLps, GoOnFromTheQuotesThatTheEngineHas) {
    const Instrument eurusd = simulated_instruments().front().terms;
    const auto after = simulated_instruments_after(state_with(eurusd, Price(120'000'000), Price(120'008'000)));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->front().mid, Price(120'004'000));
    const auto unquoted = simulated_instruments_after(state_with(eurusd));
    EXPECT_EQ(unquoted->front().mid, simulated_instruments().front().mid);
}

TEST(SimulatedLps, LeaveTheInstrumentsOfOthersAlone) {
    Instrument elsewhere = simulated_instruments().front().terms;
    elsewhere.id = InstrumentId(1);
    const auto same_symbol = simulated_instruments_after(state_with(elsewhere));
    ASSERT_FALSE(same_symbol);
    EXPECT_EQ(same_symbol.error().code, ErrorCode::conflict);

    Instrument other = simulated_instruments().front().terms;
    other.symbol = Symbol("EURCHF");
    EXPECT_FALSE(simulated_instruments_after(state_with(other)));

    other.id = InstrumentId(1);
    EXPECT_TRUE(simulated_instruments_after(state_with(other))) << "neither id nor symbol is a simulated one";
}

}  // namespace
}  // namespace trireme::app
