#pragma once

#include "base/describe.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <optional>

namespace trireme {

// How an account stands, rounded once to its currency.
struct MarginFigures {
    Money equity{};
    Money used_margin{};
    std::optional<Ratio> level{};  // equity / used margin in percent, rounded down; none where no margin is used

    bool operator==(const MarginFigures&) const = default;
};
TRIREME_DESCRIBE(MarginFigures, (equity, used_margin, level));

}  // namespace trireme
