#pragma once

#include "app/lp_settings.hpp"
#include "base/describe.hpp"
#include "base/result.hpp"
#include "marketdata/liquidity_terms.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a TOML file may say of LPs: docs/configuration.md.
namespace trireme::app {

enum class LiquidityChoice : std::uint8_t {
    best_of = static_cast<std::uint8_t>(marketdata::LiquidityMode::best_of),
    primary_with_failover = static_cast<std::uint8_t>(marketdata::LiquidityMode::primary_with_failover),
};
TRIREME_DESCRIBE_ENUM(LiquidityChoice, best_of, primary_with_failover)

// How the quotes of an instrument's LPs become one. Without it: the best of all that quote it.
struct InstrumentSettings {
    Symbol symbol{};
    LiquidityChoice mode = LiquidityChoice::best_of;
    std::vector<std::string> lps{};  // by their names, the most preferred first; empty: all that quote it, as they come
    Duration stale_after = Duration::seconds(5);
    Duration return_after = Duration::seconds(10);
    std::optional<Duration> delay_max{};
    std::optional<Ratio> spike_max{};

    bool operator==(const InstrumentSettings&) const = default;
};
TRIREME_DESCRIBE(InstrumentSettings, (symbol, mode, lps, stale_after, return_after, delay_max, spike_max));

struct Configuration {
    std::vector<LpSettings> lps{};
    std::vector<InstrumentSettings> instruments{};
    std::vector<RoutingRule> routing{};  // LPs by their places in `lps`, from 1 up

    bool operator==(const Configuration&) const = default;
};
TRIREME_DESCRIBE(Configuration, (lps, instruments, routing));

// `invalid_input` with file and line for whatever does not fit, or cannot be: names that are missing or used twice, an
// instrument of an LP that there is not.
[[nodiscard]] Result<Configuration> read_configuration(const std::string& path);

}  // namespace trireme::app
