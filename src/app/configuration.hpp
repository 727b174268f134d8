#pragma once

#include "base/describe.hpp"
#include "base/result.hpp"
#include "marketdata/liquidity_terms.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
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

struct SimulatedLpSettings {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "simulated";

    std::string name{};
    std::uint64_t seed = 1;
    std::uint64_t market_seed = 1;  // LPs that quote one market have the same
    std::vector<Symbol> symbols{};  // empty: all that the simulated market has
    Ratio volatility{3'000'000};    // of a day
    Duration interval_min = Duration::milliseconds(50);
    Duration interval_max = Duration::milliseconds(200);  // between two quotes of an instrument
    std::uint32_t extra_spread = 0;                       // ticks, at the most, beyond what is usual
    Duration latency_min = Duration::milliseconds(1);
    Duration latency_max = Duration::milliseconds(20);
    Duration last_look{};
    std::uint32_t reject_permille = 0;
    std::uint32_t partial_permille = 0;

    bool operator==(const SimulatedLpSettings&) const = default;
};
TRIREME_DESCRIBE(SimulatedLpSettings,
                 (name, seed, market_seed, symbols, volatility, interval_min, interval_max, extra_spread, latency_min,
                  latency_max, last_look, reject_permille, partial_permille));

struct RecordedLpSettings {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "recorded";

    std::string name{};
    std::vector<std::string> files{};  // FILE, or SYMBOL=FILE; relative to the current folder
    Ratio speed{100'000'000};          // 2 plays in half the time

    bool operator==(const RecordedLpSettings&) const = default;
};
TRIREME_DESCRIBE(RecordedLpSettings, (name, files, speed));

using LpSettings = std::variant<SimulatedLpSettings, RecordedLpSettings>;

struct Configuration {
    std::vector<LpSettings> lps{};
    std::vector<InstrumentSettings> instruments{};

    bool operator==(const Configuration&) const = default;
};
TRIREME_DESCRIBE(Configuration, (lps, instruments));

// `invalid_input` with file and line for whatever does not fit, or cannot be: names that are missing or used twice, an
// instrument of an LP that there is not.
[[nodiscard]] Result<Configuration> read_configuration(const std::string& path);

[[nodiscard]] const std::string& name_of(const LpSettings& settings);

}  // namespace trireme::app
