#pragma once

#include "app/quoted_settings.hpp"
#include "base/describe.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a TOML file may say of an LP that speaks FIX 4.4; docs/lp-profiles.md says what each setting does on the wire.
namespace trireme::app {

struct FixFieldSettings {
    std::uint16_t tag = 0;
    std::string value{};

    bool operator==(const FixFieldSettings&) const = default;
};
TRIREME_DESCRIBE(FixFieldSettings, (tag, value));

struct FixPartySettings {
    std::string id{};
    std::string source{};
    std::string role{};

    bool operator==(const FixPartySettings&) const = default;
};
TRIREME_DESCRIBE(FixPartySettings, (id, source, role));

// One session.
struct FixEndpointSettings {
    std::string host{};
    std::uint16_t port = 0;
    bool tls = true;
    std::string authorities{};  // a file of certificates to trust; empty: the system's
    std::string sender_comp_id{};
    std::string sender_sub_id{};
    std::string target_comp_id{};
    std::string target_sub_id{};
    std::string username{};
    std::string password{};  // "env:NAME" or "file:PATH"; empty: none is sent
    std::optional<Duration> heartbeat{};
    std::optional<bool> resets_on_logon{};
    std::vector<FixFieldSettings> logon_fields{};

    bool operator==(const FixEndpointSettings&) const = default;
};
TRIREME_DESCRIBE(FixEndpointSettings, (host, port, tls, authorities, sender_comp_id, sender_sub_id, target_comp_id,
                                       target_sub_id, username, password, heartbeat, resets_on_logon, logon_fields));

// With which of the known profiles it begins; settings that are there replace what the profile says.
enum class FixStyle : std::uint8_t { plain = 1, primexm, yofx };
TRIREME_DESCRIBE_ENUM(FixStyle, plain, primexm, yofx)

enum class FixVolumes : std::uint8_t { units = 1, lots };
TRIREME_DESCRIBE_ENUM(FixVolumes, units, lots)

struct FixLpSettings {
    static constexpr std::uint16_t wire_type = 6;
    static constexpr std::string_view wire_name = "fix";

    std::string name{};
    FixStyle style = FixStyle::plain;
    FixEndpointSettings quotes{};
    std::optional<FixEndpointSettings> orders{};  // without it one session for both
    std::vector<QuotedSettings> instruments{};
    std::optional<std::uint32_t> market_depth{};
    std::optional<bool> incremental{};
    std::optional<FixVolumes> quote_sizes{};
    std::optional<FixVolumes> order_quantities{};
    std::optional<bool> asks_security_list{};
    std::optional<std::string> account{};
    std::vector<FixFieldSettings> order_fields{};
    std::vector<FixPartySettings> parties{};
    std::optional<bool> sends_order_id{};
    std::optional<bool> sends_quote_id{};

    bool operator==(const FixLpSettings&) const = default;
};
TRIREME_DESCRIBE(FixLpSettings,
                 (name, style, quotes, orders, instruments, market_depth, incremental, quote_sizes, order_quantities,
                  asks_security_list, account, order_fields, parties, sends_order_id, sends_quote_id));

}  // namespace trireme::app
