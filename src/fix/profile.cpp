#include "fix/profile.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace trireme::fix {
namespace {

constexpr Duration heartbeat_max = Duration::seconds(600);
constexpr Duration backoff_limit = Duration::seconds(3'600);

bool is_field_text(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter <= '~'; });
}

Result<void> check_fields(std::string_view member, const std::vector<FixField>& fields) {
    for (const FixField& field : fields) {
        if (field.tag <= 0 || !is_field_text(field.value)) {
            return fail(ErrorCode::invalid_input, "{}: expected tags above 0 with printable text, got tag {}", member,
                        field.tag);
        }
    }
    return {};
}

Result<void> check_endpoint(std::string_view member, const FixEndpoint& endpoint) {
    if (endpoint.host.empty() || endpoint.port == 0) {
        return fail(ErrorCode::invalid_input, "{}: expected a host and a port", member);
    }
    if (!is_field_text(endpoint.sender_comp_id) || !is_field_text(endpoint.target_comp_id)) {
        return fail(ErrorCode::invalid_input, "{}: expected both CompIDs in printable text", member);
    }
    if (endpoint.heartbeat < Duration::seconds(1) || endpoint.heartbeat > heartbeat_max ||
        endpoint.heartbeat.nanoseconds() % Duration::seconds(1).nanoseconds() != 0) {
        return fail(ErrorCode::invalid_input, "{}.heartbeat: expected whole seconds from 1 to 600", member);
    }
    return check_fields(member, endpoint.logon_fields);
}

Result<void> check_instruments(const FixProfile& profile) {
    std::set<std::string> symbols;
    std::set<InstrumentSlot> slots;
    for (const FixInstrument& instrument : profile.instruments) {
        if (!is_field_text(instrument.symbol) || instrument.contract_size <= Ratio() ||
            instrument.slot.value() >= quoted_instruments_max) {
            return fail(ErrorCode::invalid_input, "instruments: expected a symbol, a slot and a contract size for '{}'",
                        instrument.symbol);
        }
        if (instrument.security_id.empty() != instrument.security_id_source.empty()) {
            return fail(ErrorCode::invalid_input, "instruments: {} has one of SecurityID and its source, not both",
                        instrument.symbol);
        }
        if (!symbols.insert(instrument.symbol).second || !slots.insert(instrument.slot).second) {
            return fail(ErrorCode::invalid_input, "instruments: {} or its slot stands there twice", instrument.symbol);
        }
    }
    if (symbols.empty()) {
        return fail(ErrorCode::invalid_input, "instruments: expected one or more");
    }
    return {};
}

}  // namespace

Result<void> check(const FixProfile& profile) {
    TRIREME_TRY(check_endpoint("quotes", profile.quotes));
    if (profile.orders) {
        TRIREME_TRY(check_endpoint("orders", *profile.orders));
    }
    TRIREME_TRY(check_instruments(profile));
    TRIREME_TRY(check_fields("order_fields", profile.order_fields));
    for (const FixParty& party : profile.parties) {
        if (!is_field_text(party.id) || !is_field_text(party.source) || !is_field_text(party.role)) {
            return fail(ErrorCode::invalid_input, "parties: expected an id, a source and a role for each");
        }
    }
    if (profile.name.empty() || profile.name.find('/') != std::string::npos || profile.lp.value() >= lps_max) {
        return fail(ErrorCode::invalid_input, "name, lp: expected a name without '/' and a slot below {}", lps_max);
    }
    if (profile.backoff_first <= Duration() || profile.backoff_max < profile.backoff_first ||
        profile.backoff_max > backoff_limit) {
        return fail(ErrorCode::invalid_input, "backoff: expected above 0, at most an hour, first not above the most");
    }
    return {};
}

FixProfile primexm_style() {
    FixProfile profile;
    profile.name = "primexm";
    profile.quotes.uses_tls = false;
    profile.quotes.sender_comp_id = "Q000";
    profile.quotes.target_comp_id = "XC000";
    profile.quotes.resets_on_logon = true;
    profile.orders = profile.quotes;
    profile.orders->sender_comp_id = "T000";
    profile.orders->resets_on_logon = false;
    profile.updates = MarketDataUpdates::full;
    profile.sends_quote_id = true;
    return profile;
}

FixProfile yofx_style() {
    FixProfile profile;
    profile.name = "yofx";
    profile.quotes.sender_comp_id = "CLIENT_QUOTE";
    profile.quotes.sender_sub_id = "QUOTE";
    profile.quotes.target_comp_id = "YOFX";
    profile.quotes.resets_on_logon = true;
    profile.orders = profile.quotes;
    profile.orders->sender_comp_id = "CLIENT_TRADE";
    profile.orders->sender_sub_id = "TRADE";
    profile.orders->resets_on_logon = false;
    profile.market_depth = 1;
    profile.quote_sizes = VolumeUnit::lots;
    profile.order_quantities = VolumeUnit::lots;
    profile.sends_order_id = true;
    return profile;
}

}  // namespace trireme::fix
