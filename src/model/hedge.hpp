#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/account.hpp"
#include "model/scaled.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// When and how the house hedges what it carries by book C: docs/rules.md, Hedging.
namespace trireme {

// How many orders at LPs that have ended are remembered at most (lp.memory).
inline constexpr std::size_t ended_lp_orders_max = 100'000;

enum class HedgeMode : std::uint8_t {
    share = 1,  // all that is beyond the limits, at once
    threshold,  // when more than the threshold is not hedged, all but `resume` of it
    schedule,   // all that is beyond the limits, every `interval`
};
TRIREME_DESCRIBE_ENUM(HedgeMode, share, threshold, schedule)

// How much of the flow of a class of clients the house keeps without a hedge.
struct HedgeLimit {
    ClientClass client_class = ClientClass::standard;
    Lots limit{};

    bool operator==(const HedgeLimit&) const = default;
};
TRIREME_DESCRIBE(HedgeLimit, (client_class, limit));

struct HedgePolicy {
    HedgeMode mode = HedgeMode::share;
    Lots limit{};                      // of each class of clients that `limits` does not name
    std::vector<HedgeLimit> limits{};  // a class at most once
    Lots threshold{};                  // of mode threshold
    Lots resume{};                     // likewise; not above it
    Duration interval{};               // of mode schedule: at its multiples since 1970
    std::optional<Lots> lots_min{};    // of an order at the LP; the instrument's where not stated
    std::optional<Lots> lots_step{};   // likewise
    std::optional<Price> deviation{};  // how much worse than the quote it may be filled; at the market where not stated

    bool operator==(const HedgePolicy&) const = default;
};
TRIREME_DESCRIBE(HedgePolicy, (mode, limit, limits, threshold, resume, interval, lots_min, lots_step, deviation));

}  // namespace trireme
