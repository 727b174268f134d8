#include "app/simulated_lps.hpp"

#include "app/simulated_instruments.hpp"
#include "venues/simulated_lp.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

constexpr std::uint8_t simulated_lps_count = 3;
// How far from the one before a simulated price may be; jumps stay below.
constexpr Ratio spike_max{5'000'000};

bool is_same_instrument(const Instrument& a, const Instrument& b) {
    return a.id == b.id && a.symbol == b.symbol && a.type == b.type && a.base == b.base && a.quote == b.quote &&
           a.tick_size == b.tick_size && a.contract_size == b.contract_size;
}

marketdata::LiquidityTerms liquidity_of(const std::vector<TradedInstrument>& instruments, Duration stale_after) {
    marketdata::LiquidityTerms terms;
    for (std::uint32_t lp = 1; lp <= simulated_lps_count; ++lp) {
        terms.lps.push_back(LpId(lp));
    }
    for (const TradedInstrument& instrument : instruments) {
        marketdata::QuotedInstrument each{
            .id = instrument.terms.id, .stale_after = stale_after, .spike_max = spike_max};
        for (std::uint8_t lp = 0; lp < simulated_lps_count; ++lp) {
            each.lps.push_back(LpSlot(lp));
        }
        terms.quoted.push_back(each);
    }
    return terms;
}

// Each a little slower and wider than the one before, and now and then the best all the same.
venues::SimulatedLpTerms lp_terms(const std::vector<TradedInstrument>& instruments, std::uint8_t lp,
                                  const SimulatedMarketTerms& market) {
    venues::SimulatedLpTerms terms{.lp = LpSlot(lp),
                                   .seed = market.seed + lp + 1,
                                   .market_seed = market.seed,
                                   .begin = market.begin,
                                   .latency_min = Duration::milliseconds(1 + 2 * lp),
                                   .latency_max = Duration::milliseconds(10 + 10 * lp)};
    for (std::uint32_t slot = 0; slot < instruments.size(); ++slot) {
        const TradedInstrument& each = instruments[slot];
        const auto spread = static_cast<std::uint32_t>(each.spread.value() / each.terms.tick_size.value());
        terms.instruments.push_back({InstrumentSlot(slot),
                                     {.begin = each.mid,
                                      .tick = each.terms.tick_size,
                                      .volatility = market.volatility,
                                      .jumps_per_day = 4,
                                      .jump_max = Ratio(300'000),
                                      .interval_min = market.interval_min,
                                      .interval_max = market.interval_max,
                                      .spread_min = std::max(spread / 2, 1U),
                                      .spread_max = spread + lp,
                                      .levels = 5,
                                      .level_lots = each.daring_lots}});
    }
    return terms;
}

}  // namespace

Result<LpSet> simulated_lps(std::vector<TradedInstrument> instruments, const SimulatedMarketTerms& terms) {
    LpSet set{.instruments = std::move(instruments), .lps = {}, .liquidity = {}};
    set.liquidity = liquidity_of(set.instruments, terms.stale_after);
    for (std::uint8_t lp = 0; lp < simulated_lps_count; ++lp) {
        TRIREME_TRY_ASSIGN(auto adapter, venues::SimulatedLp::create(lp_terms(set.instruments, lp, terms)));
        set.lps.push_back({fmt::format("simulated-{}", lp + 1), "simulated", std::move(adapter)});
    }
    return set;
}

Result<std::vector<TradedInstrument>> simulated_instruments_after(const engine::EngineState& found) {
    std::vector<TradedInstrument> instruments = simulated_instruments();
    for (const engine::InstrumentState& known : found.instruments) {
        for (TradedInstrument& each : instruments) {
            if (known.terms.id != each.terms.id && known.terms.symbol != each.terms.symbol) {
                continue;
            }
            if (!is_same_instrument(known.terms, each.terms)) {
                return fail(ErrorCode::conflict,
                            "the simulated market would trade {} as instrument {}, and here instrument {} is {} on "
                            "other terms: take another data folder, or --clients 0",
                            each.terms.symbol.view(), each.terms.id.value(), known.terms.id.value(),
                            known.terms.symbol.view());
            }
            each.terms = known.terms;
            if (known.bid > Price()) {
                each.mid = Price((known.bid.value() + known.ask.value()) / 2);
            }
        }
    }
    return instruments;
}

}  // namespace trireme::app
