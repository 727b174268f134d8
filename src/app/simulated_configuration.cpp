#include "app/simulated_configuration.hpp"

#include "app/simulated_instruments.hpp"
#include "model/bounds.hpp"

#include <fmt/format.h>

namespace trireme::app {
namespace {

// How far from the one before a simulated price may be; jumps stay below.
constexpr Ratio spike_max{5'000'000};

}  // namespace

Configuration simulated_configuration(const SimulatedMarketTerms& terms) {
    Configuration configuration;
    // Each a little slower and wider than the one before, and now and then the best all the same.
    for (std::uint32_t lp = 0; lp < 3; ++lp) {
        configuration.lps.emplace_back(SimulatedLpSettings{.name = fmt::format("simulated-{}", lp + 1),
                                                           .seed = terms.seed + lp + 1,
                                                           .market_seed = terms.seed,
                                                           .volatility = terms.volatility,
                                                           .interval_min = terms.interval_min,
                                                           .interval_max = terms.interval_max,
                                                           .extra_spread = lp,
                                                           .latency_min = Duration::milliseconds(1 + 2 * lp),
                                                           .latency_max = Duration::milliseconds(10 + 10 * lp)});
    }
    for (const TradedInstrument& each : simulated_instruments()) {
        configuration.instruments.push_back(
            {.symbol = each.terms.symbol, .stale_after = terms.stale_after, .spike_max = spike_max});
    }
    // Who dares too much is kept; of all others what does not cancel out is hedged at the first LP.
    configuration.routing = {
        {.id = RoutingRuleId(1), .when = {.client_class = ClientClass::beginner}, .book = Book::b},
        {.id = RoutingRuleId(2), .when = {}, .book = Book::c, .hedge_share = whole, .lp = LpId(1)}};
    return configuration;
}

}  // namespace trireme::app
