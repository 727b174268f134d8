#include "app/configured_lps.hpp"

#include "app/simulated_configuration.hpp"
#include "app/simulated_instruments.hpp"
#include "app/standing_clock.hpp"

#include <gtest/gtest.h>

#include <filesystem>

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

Result<LpSet> set_of(const Configuration& configuration) {
    StandingClock clock(Timestamp(1'780'000'000'000'000'000));
    return configured_lps(configuration, {clock, std::filesystem::temp_directory_path()}, {});
}

TEST(ConfiguredLps, OfTheSimulatedMarketAllQuoteAll) {
    const auto set = set_of(simulated_configuration({}));
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->lps.size(), 3U);
    ASSERT_EQ(set->liquidity.quoted.size(), simulated_instruments().size());
    for (std::size_t at = 0; at < set->instruments.size(); ++at) {
        EXPECT_EQ(set->liquidity.quoted[at].id, set->instruments[at].terms.id);
        EXPECT_EQ(set->liquidity.quoted[at].lps.size(), 3U);
    }
}

Configuration two_lps() {
    Configuration configuration;
    configuration.lps.emplace_back(SimulatedLpSettings{.name = "one", .symbols = {Symbol("USDJPY"), Symbol("EURUSD")}});
    configuration.lps.emplace_back(SimulatedLpSettings{.name = "two", .seed = 2, .symbols = {Symbol("EURUSD")}});
    return configuration;
}

TEST(ConfiguredLps, QuoteWhatTheyAreToldTo) {
    Configuration configuration = two_lps();
    configuration.instruments.push_back({.symbol = Symbol("EURUSD"),
                                         .mode = LiquidityChoice::primary_with_failover,
                                         .lps = {"two", "one"},
                                         .stale_after = Duration::seconds(3)});
    const auto set = set_of(configuration);
    ASSERT_TRUE(set) << set.error().message;
    ASSERT_EQ(set->instruments.size(), 2U);
    EXPECT_EQ(set->instruments[0].terms.symbol, Symbol("EURUSD"));
    const auto& eurusd = set->liquidity.quoted[0];
    EXPECT_EQ(eurusd.mode, marketdata::LiquidityMode::primary_with_failover);
    EXPECT_EQ(eurusd.lps, (InlineList<LpSlot, lps_max>{LpSlot(1), LpSlot(0)}));
    EXPECT_EQ(eurusd.stale_after, Duration::seconds(3));
    EXPECT_EQ(set->liquidity.quoted[1].lps, (InlineList<LpSlot, lps_max>{LpSlot(0)}));
}

TEST(ConfiguredLps, SayWhatCannotBe) {
    const auto error_of = [](auto change) {
        Configuration configuration = two_lps();
        change(configuration);
        const auto set = set_of(configuration);
        return set ? "none" : set.error().message;
    };
    EXPECT_EQ(error_of([](auto&) {}), "none");
    EXPECT_EQ(error_of([](auto& all) { std::get<SimulatedLpSettings>(all.lps[1]).symbols = {Symbol("EURXXX")}; }),
              "LP two: symbols: the simulated market has no EURXXX; it has EURUSD, GBPUSD, USDJPY, US500, GER40, AAPL, "
              "BTCUSD, ETHUSD");
    EXPECT_EQ(error_of([](auto& all) { all.instruments.push_back({.symbol = Symbol("GER40")}); }),
              "instruments: no LP quotes GER40; they quote EURUSD, USDJPY");
    EXPECT_EQ(error_of([](auto& all) { all.instruments.push_back({.symbol = Symbol("USDJPY"), .lps = {"two"}}); }),
              "instruments: LP two does not quote USDJPY");
    EXPECT_EQ(error_of([](auto& all) { all.lps[0] = RecordedLpSettings{.name = "tape"}; }),
              "LP tape: files: there are none; expected files of quotes");
    EXPECT_EQ(error_of([](auto& all) {
                  all.lps[0] = RecordedLpSettings{.name = "tape", .files = {"EURUSD=no/file"}};
              }).substr(0, 9),
              "LP tape: ");
}

Result<std::vector<TradedInstrument>> adopted(const engine::EngineState& found) {
    std::vector<TradedInstrument> instruments = simulated_instruments();
    TRIREME_TRY(adopt_instruments(instruments, found));
    return instruments;
}

TEST(ConfiguredLps, GoOnFromTheQuotesThatTheEngineHas) {
    const Instrument eurusd = simulated_instruments().front().terms;
    const auto after = adopted(state_with(eurusd, Price(120'000'000), Price(120'008'000)));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->front().mid, Price(120'004'000));
    const auto unquoted = adopted(state_with(eurusd));
    EXPECT_EQ(unquoted->front().mid, simulated_instruments().front().mid);
}

TEST(ConfiguredLps, LeaveTheInstrumentsOfOthersAlone) {
    Instrument elsewhere = simulated_instruments().front().terms;
    elsewhere.id = InstrumentId(1);
    const auto same_symbol = adopted(state_with(elsewhere));
    ASSERT_FALSE(same_symbol);
    EXPECT_EQ(same_symbol.error().code, ErrorCode::conflict);

    Instrument other = simulated_instruments().front().terms;
    other.symbol = Symbol("EURCHF");
    EXPECT_FALSE(adopted(state_with(other)));

    other.id = InstrumentId(1);
    EXPECT_TRUE(adopted(state_with(other))) << "neither id nor symbol is a simulated one";
}

}  // namespace
}  // namespace trireme::app
