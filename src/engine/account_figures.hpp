#pragma once

#include "model/money.hpp"
#include "model/scaled.hpp"

#include <optional>

namespace trireme::engine {

// How an account stands at the present prices, in its currency (docs/rules.md, Margin).
struct AccountFigures {
    Money cash{};
    Money credit{};
    Money equity{};
    Money used_margin{};
    Money free_margin{};
    std::optional<Ratio> level{};  // percent, rounded down; none where no margin is used

    bool operator==(const AccountFigures&) const = default;
};

struct LiquidationPrices {
    std::optional<Price> margin_call{};
    std::optional<Price> stop_out{};

    bool operator==(const LiquidationPrices&) const = default;
};

}  // namespace trireme::engine
