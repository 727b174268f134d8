#pragma once

#include "base/describe.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <optional>
#include <string>

namespace trireme::app {

// An instrument that a real LP quotes.
struct QuotedSettings {
    Symbol symbol{};
    std::string as{};            // what the LP calls it; empty: the same
    std::optional<Ratio> lot{};  // units of the LP in a lot of ours; without it the instrument's contract size

    bool operator==(const QuotedSettings&) const = default;
};
TRIREME_DESCRIBE(QuotedSettings, (symbol, as, lot));

}  // namespace trireme::app
