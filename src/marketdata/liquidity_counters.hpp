#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace trireme::marketdata {

// Why a quote of an LP was not let through.
enum class QuoteRefusal : std::uint8_t {
    not_subscribed,  // the LP is none of the instrument's
    no_price,        // zero, negative, or beyond any price
    bad_size,        // a negative volume, or beyond any
    crossed,         // the bid is above the ask
    bad_depth,       // levels that are empty or out of order
    not_newer,       // its id is not beyond that of the one before
    late,            // it was too long under way
    spike,           // too far from the one before
};
inline constexpr std::size_t quote_refusals = 8;

[[nodiscard]] constexpr std::string_view name_of(QuoteRefusal refusal) {
    switch (refusal) {
        case QuoteRefusal::not_subscribed: return "not_subscribed";
        case QuoteRefusal::no_price: return "no_price";
        case QuoteRefusal::bad_size: return "bad_size";
        case QuoteRefusal::crossed: return "crossed";
        case QuoteRefusal::bad_depth: return "bad_depth";
        case QuoteRefusal::not_newer: return "not_newer";
        case QuoteRefusal::late: return "late";
        case QuoteRefusal::spike: return "spike";
    }
    return "invalid";
}

// Of one LP in one instrument.
struct LpCounters {
    std::uint64_t accepted = 0;
    std::array<std::uint64_t, quote_refusals> refused{};
    std::uint64_t spikes_believed = 0;  // because further quotes confirmed them
    std::uint64_t gone_stale = 0;
    std::uint64_t left_out = 0;  // because its price crossed another LP's newer one

    [[nodiscard]] std::uint64_t refused_for(QuoteRefusal reason) const {
        return refused[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t refused_in_all() const {
        return std::accumulate(refused.begin(), refused.end(), std::uint64_t{0});
    }
    void add(const LpCounters& other) {
        accepted += other.accepted;
        for (std::size_t reason = 0; reason < quote_refusals; ++reason) {
            refused[reason] += other.refused[reason];
        }
        spikes_believed += other.spikes_believed;
        gone_stale += other.gone_stale;
        left_out += other.left_out;
    }
    bool operator==(const LpCounters&) const = default;
};

// Of one instrument.
struct InstrumentCounters {
    std::uint64_t published = 0;
    std::uint64_t withdrawn = 0;
    std::uint64_t failovers = 0;    // to a less preferred LP
    std::uint64_t returns = 0;      // to a more preferred one
    std::uint64_t unpriceable = 0;  // crosses whose price is none: it rounds to zero, or is beyond any

    bool operator==(const InstrumentCounters&) const = default;
};

}  // namespace trireme::marketdata
