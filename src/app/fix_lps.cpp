// LPs that speak FIX: from settings to a profile.

#include "app/credential.hpp"
#include "app/real_lps.hpp"
#include "fix/fix_lp.hpp"

#include <filesystem>
#include <random>
#include <system_error>

namespace trireme::app {
namespace {

fix::FixProfile profile_of(FixStyle style) {
    switch (style) {
        case FixStyle::plain: return {};
        case FixStyle::primexm: return fix::primexm_style();
        case FixStyle::yofx: return fix::yofx_style();
    }
    return {};
}

template <class T>
void replace_by(const std::optional<T>& setting, T& value) {
    if (setting) {
        value = *setting;
    }
}

fix::VolumeUnit unit_of(FixVolumes volumes) {
    return volumes == FixVolumes::lots ? fix::VolumeUnit::lots : fix::VolumeUnit::units;
}

std::vector<fix::FixField> fields_of(const std::vector<FixFieldSettings>& settings) {
    std::vector<fix::FixField> fields;
    for (const FixFieldSettings& each : settings) {
        fields.push_back({each.tag, each.value});
    }
    return fields;
}

Result<void> apply(std::string_view which, const FixEndpointSettings& settings, fix::FixEndpoint& endpoint) {
    endpoint.host = settings.host;
    endpoint.port = settings.port;
    endpoint.uses_tls = settings.tls;
    endpoint.tls_authority_file = settings.authorities;
    endpoint.sender_comp_id = settings.sender_comp_id;
    endpoint.sender_sub_id = settings.sender_sub_id;
    endpoint.target_comp_id = settings.target_comp_id;
    endpoint.target_sub_id = settings.target_sub_id;
    endpoint.username = settings.username;
    if (!settings.password.empty()) {
        TRIREME_TRY_ASSIGN(std::string password, credential_of(fmt::format("{}.password", which), settings.password));
        endpoint.password = fix::Secret(std::move(password));
    }
    replace_by(settings.heartbeat, endpoint.heartbeat);
    replace_by(settings.resets_on_logon, endpoint.resets_on_logon);
    const auto logon_fields = fields_of(settings.logon_fields);
    endpoint.logon_fields.insert(endpoint.logon_fields.end(), logon_fields.begin(), logon_fields.end());
    return {};
}

void apply_quirks(const FixLpSettings& settings, fix::FixProfile& profile) {
    replace_by(settings.market_depth, profile.market_depth);
    if (settings.incremental) {
        profile.updates = *settings.incremental ? fix::MarketDataUpdates::incremental : fix::MarketDataUpdates::full;
    }
    if (settings.quote_sizes) {
        profile.quote_sizes = unit_of(*settings.quote_sizes);
    }
    if (settings.order_quantities) {
        profile.order_quantities = unit_of(*settings.order_quantities);
    }
    replace_by(settings.asks_security_list, profile.asks_security_list);
    replace_by(settings.account, profile.account);
    replace_by(settings.sends_order_id, profile.sends_order_id);
    replace_by(settings.sends_quote_id, profile.sends_quote_id);
    const auto order_fields = fields_of(settings.order_fields);
    profile.order_fields.insert(profile.order_fields.end(), order_fields.begin(), order_fields.end());
    for (const FixPartySettings& each : settings.parties) {
        profile.parties.push_back({each.id, each.source, each.role});
    }
}

}  // namespace

Result<LpSet::Lp> connect_lp(const FixLpSettings& settings, LpSlot lp, const std::vector<QuotedInstrument>& instruments,
                             const LpSurroundings& surroundings) {
    fix::FixProfile profile = profile_of(settings.style);
    profile.name = settings.name;
    profile.lp = lp;
    profile.seed = std::random_device()();
    TRIREME_TRY(apply("quotes", settings.quotes, profile.quotes));
    if (settings.orders) {
        fix::FixEndpoint orders = profile.orders.value_or(fix::FixEndpoint());
        TRIREME_TRY(apply("orders", *settings.orders, orders));
        profile.orders = std::move(orders);
    } else {
        profile.orders.reset();
    }
    apply_quirks(settings, profile);
    profile.instruments.clear();
    for (const QuotedInstrument& each : instruments) {
        profile.instruments.push_back({.slot = each.slot, .symbol = each.name, .contract_size = each.lot});
    }
    const std::filesystem::path folder = surroundings.folder / settings.name;
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: {}", folder.string(), failure.message());
    }
    TRIREME_TRY_ASSIGN(auto adapter, fix::FixLp::create(profile, folder, surroundings.clock));
    return LpSet::Lp{settings.name, fmt::format("FIX 4.4 at {}", profile.quotes.host), std::move(adapter)};
}

}  // namespace trireme::app
