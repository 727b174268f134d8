#pragma once

#include "marketdata/liquidity_terms.hpp"
#include "model/scaled.hpp"

#include <optional>

namespace trireme::marketdata {

// Both sides of a price and what stands there.
struct TopOfBook {
    Price bid{};
    Price ask{};
    Lots bid_size{};  // 0 where nothing is known
    Lots ask_size{};

    bool operator==(const TopOfBook&) const = default;
};

// The price at which one who deals in both legs could deal in the cross: bid down to the tick and ask up to it, so that
// nobody is promised more than the legs give. Exact integers; each side is rounded once. Sizes are those that the
// scarcer leg allows, rounded down. Nothing where a leg
// has no price, or that of the cross would be zero or beyond any.
[[nodiscard]] std::optional<TopOfBook> cross_of(const CrossedInstrument& cross, const TopOfBook& first,
                                                const TopOfBook& second);

}  // namespace trireme::marketdata
