#pragma once

#include "app/fix_lp_settings.hpp"
#include "app/quoted_settings.hpp"
#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What a TOML file may say of one LP, by its type: docs/configuration.md.
namespace trireme::app {

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

struct AddressSettings {
    std::string host{};  // empty: the LP's own
    std::uint16_t port = 443;

    bool operator==(const AddressSettings&) const = default;
};
TRIREME_DESCRIBE(AddressSettings, (host, port));

enum class EncryptionChoice : std::uint8_t { tls = 1, none };
TRIREME_DESCRIBE_ENUM(EncryptionChoice, tls, none)

// Of LPs that are reached by HTTP and WebSockets.
struct WebSettings {
    EncryptionChoice encryption = EncryptionChoice::tls;  // none only to this machine
    std::string authorities{};                            // a file of certificates to trust; empty: the system's
    std::optional<AddressSettings> requests{};
    std::optional<AddressSettings> streams{};

    bool operator==(const WebSettings&) const = default;
};
TRIREME_DESCRIBE(WebSettings, (encryption, authorities, requests, streams));

// Credentials are named by where they stand, "env:NAME" or "file:PATH", and never stand here themselves.
struct OandaLpSettings {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "oanda";

    std::string name{};
    std::string account{};
    std::string token = "env:OANDA_TOKEN";
    bool practice = true;  // OANDA's practice accounts, or those with real money
    std::vector<QuotedSettings> instruments{};
    WebSettings web{};

    bool operator==(const OandaLpSettings&) const = default;
};
TRIREME_DESCRIBE(OandaLpSettings, (name, account, token, practice, instruments, web));

struct DeltaLpSettings {
    static constexpr std::uint16_t wire_type = 4;
    static constexpr std::string_view wire_name = "delta";

    std::string name{};
    std::string api_key = "env:DELTA_API_KEY";
    std::string secret = "env:DELTA_SECRET";
    std::vector<QuotedSettings> instruments{};
    WebSettings web{};

    bool operator==(const DeltaLpSettings&) const = default;
};
TRIREME_DESCRIBE(DeltaLpSettings, (name, api_key, secret, instruments, web));

// Without an API key: prices only.
struct BinanceLpSettings {
    static constexpr std::uint16_t wire_type = 5;
    static constexpr std::string_view wire_name = "binance";

    std::string name{};
    std::string api_key{};
    std::string secret{};
    std::vector<QuotedSettings> instruments{};
    WebSettings web{};

    bool operator==(const BinanceLpSettings&) const = default;
};
TRIREME_DESCRIBE(BinanceLpSettings, (name, api_key, secret, instruments, web));

using LpSettings = std::variant<SimulatedLpSettings, RecordedLpSettings, OandaLpSettings, DeltaLpSettings,
                                BinanceLpSettings, FixLpSettings>;

[[nodiscard]] inline const std::string& name_of(const LpSettings& settings) {
    return std::visit([](const auto& any) -> const std::string& { return any.name; }, settings);
}

}  // namespace trireme::app
