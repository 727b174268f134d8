#include "fix/order_requests.hpp"

#include "fix/tags.hpp"
#include "fix/volumes.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

std::string side_of(Side side) { return side == Side::buy ? "1" : "2"; }

std::string time_in_force_of(TimeInForce time_in_force) {
    switch (time_in_force) {
        case TimeInForce::day: return "0";
        case TimeInForce::gtc: return "1";
        case TimeInForce::ioc: return "3";
        case TimeInForce::fok: return "4";
        case TimeInForce::gtd: return "6";
    }
    return "0";
}

std::unexpected<Error> fail_unknown(const LpOrderName& name) {
    return fail(ErrorCode::not_found, "no open order '{}' is known, so its symbol and side cannot be stated",
                name.view());
}

}  // namespace

OrderRequests::OrderRequests(const FixProfile& profile, OrderChains& chains) : profile_(profile), chains_(chains) {
    for (const FixInstrument& instrument : profile.instruments) {
        by_slot_.emplace(instrument.slot, &instrument);
    }
}

const FixInstrument* OrderRequests::find(std::string_view symbol) const {
    const auto found = std::ranges::find(profile_.instruments, symbol, &FixInstrument::symbol);
    return found == profile_.instruments.end() ? nullptr : &*found;
}

void OrderRequests::add_instrument(FixBody& body, const FixInstrument& instrument) const {
    body.fields.push_back({tag::symbol, instrument.symbol});
    if (!instrument.security_id.empty()) {
        body.fields.push_back({tag::security_id, instrument.security_id});
        body.fields.push_back({tag::security_id_source, instrument.security_id_source});
    }
}

// What the profile adds to each request about an order.
void OrderRequests::add_ours(FixBody& body) const {
    if (!profile_.account.empty()) {
        body.fields.push_back({tag::account, profile_.account});
    }
    body.fields.insert(body.fields.end(), profile_.order_fields.begin(), profile_.order_fields.end());
    if (!profile_.parties.empty()) {
        FixGroup parties{.count_tag = tag::no_parties, .entries = {}};
        for (const FixParty& party : profile_.parties) {
            parties.entries.push_back(
                {{tag::party_id, party.id}, {tag::party_source, party.source}, {tag::party_role, party.role}});
        }
        body.groups.push_back(std::move(parties));
    }
}

Result<FixBody> OrderRequests::order(const LpOrder& order, const std::string& quote, Timestamp now) {
    const auto found = by_slot_.find(order.instrument);
    if (found == by_slot_.end()) {
        return fail(ErrorCode::not_found, "the LP's profile has no instrument in slot {}", order.instrument.value());
    }
    const FixInstrument& instrument = *found->second;
    TRIREME_TRY_ASSIGN(std::string quantity,
                       format_volume(order.lots, profile_.order_quantities, instrument.contract_size));
    FixBody body{.type = "D",
                 .fields = {{tag::client_order_id, std::string(order.name.view())},
                            {tag::side, side_of(order.side)},
                            {tag::transaction_time, format_fix_time(now)},
                            {tag::order_quantity, quantity},
                            {tag::order_type, order.type == LpOrderType::market ? "1" : "2"},
                            {tag::time_in_force, time_in_force_of(order.time_in_force)}},
                 .groups = {}};
    add_instrument(body, instrument);
    if (order.type == LpOrderType::limit) {
        body.fields.push_back({tag::price, format(order.price)});
    }
    if (profile_.sends_quote_id && !quote.empty()) {
        body.fields.push_back({tag::quote_id, quote});
    }
    add_ours(body);
    chains_.begin(order.name, {.symbol = instrument.symbol, .side = order.side, .quantity = std::move(quantity)});
    return body;
}

Result<FixBody> OrderRequests::cancel(const LpOrderName& name, Timestamp now) {
    OrderChains::Chain* const chain = chains_.find(name);
    const FixInstrument* const instrument = chain != nullptr ? find(chain->symbol) : nullptr;
    if (instrument == nullptr) {
        return fail_unknown(name);
    }
    FixBody body{.type = "F",
                 .fields = {{tag::original_client_order_id, OrderChains::client_order_id(name, chain->current)},
                            {tag::client_order_id, OrderChains::client_order_id(name, ++chain->last)},
                            {tag::side, side_of(chain->side)},
                            {tag::transaction_time, format_fix_time(now)},
                            {tag::order_quantity, chain->quantity}},
                 .groups = {}};
    add_instrument(body, *instrument);
    if (profile_.sends_order_id && !chain->lp_order_id.empty()) {
        body.fields.push_back({tag::order_id, chain->lp_order_id});
    }
    add_ours(body);
    return body;
}

Result<FixBody> OrderRequests::replace(const LpReplace& replacement, Timestamp now) {
    OrderChains::Chain* const chain = chains_.find(replacement.name);
    const FixInstrument* const instrument = chain != nullptr ? find(chain->symbol) : nullptr;
    if (instrument == nullptr) {
        return fail_unknown(replacement.name);
    }
    TRIREME_TRY_ASSIGN(std::string quantity,
                       format_volume(replacement.lots, profile_.order_quantities, instrument->contract_size));
    chain->quantity = quantity;
    FixBody body{
        .type = "G",
        .fields = {{tag::original_client_order_id, OrderChains::client_order_id(replacement.name, chain->current)},
                   {tag::client_order_id, OrderChains::client_order_id(replacement.name, ++chain->last)},
                   {tag::side, side_of(chain->side)},
                   {tag::transaction_time, format_fix_time(now)},
                   {tag::order_quantity, std::move(quantity)},
                   {tag::order_type, "2"},
                   {tag::price, format(replacement.price)}},
        .groups = {}};
    add_instrument(body, *instrument);
    if (profile_.sends_order_id && !chain->lp_order_id.empty()) {
        body.fields.push_back({tag::order_id, chain->lp_order_id});
    }
    add_ours(body);
    return body;
}

FixBody OrderRequests::status(const LpOrderName& name) {
    FixBody body{.type = "H", .fields = {}, .groups = {}};
    const OrderChains::Chain* const chain = chains_.find(name);
    const FixInstrument* const instrument = chain != nullptr ? find(chain->symbol) : nullptr;
    body.fields.push_back(
        {tag::client_order_id, OrderChains::client_order_id(name, chain != nullptr ? chain->current : 0)});
    if (instrument != nullptr) {
        body.fields.push_back({tag::side, side_of(chain->side)});
        add_instrument(body, *instrument);
        if (profile_.sends_order_id && !chain->lp_order_id.empty()) {
            body.fields.push_back({tag::order_id, chain->lp_order_id});
        }
    }
    return body;
}

FixBody OrderRequests::open_orders(std::string_view request) const {
    // MassStatusReqType 7: the status of all orders.
    return {.type = "AF",
            .fields = {{tag::mass_status_id, std::string(request)}, {tag::mass_status_type, "7"}},
            .groups = {}};
}

FixBody OrderRequests::positions(std::string_view request, Timestamp now) const {
    const std::string time = format_fix_time(now);
    FixBody body{.type = "AN",
                 .fields = {{tag::position_request_id, std::string(request)},
                            {tag::position_request_type, "0"},
                            {tag::account_type, "1"},
                            {tag::clearing_date, time.substr(0, 8)},
                            {tag::transaction_time, time}},
                 .groups = {}};
    add_ours(body);
    return body;
}

FixBody OrderRequests::securities(std::string_view request) const {
    // SecurityListRequestType 4: all securities.
    return {.type = "x",
            .fields = {{tag::security_request_id, std::string(request)}, {tag::security_list_type, "4"}},
            .groups = {}};
}

}  // namespace trireme::fix
