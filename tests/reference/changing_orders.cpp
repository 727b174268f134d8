#include "reference/admission.hpp"
#include "reference/checks.hpp"
#include "reference/execution.hpp"
#include "reference/hedging.hpp"
#include "reference/placing.hpp"
#include "reference/requests.hpp"

#include <utility>

// order.modify and order.cancel of docs/rules.md.
namespace trireme::reference {
namespace {

bool has_limit(const OrderState& order) {
    return order.terms.type == OrderType::limit || order.terms.type == OrderType::stop_limit;
}

bool has_stop(const OrderState& order) {
    const bool waits_to_trail = order.terms.type == OrderType::trailing_stop && !order.trails;
    return order.terms.type != OrderType::limit && !order.triggered && !waits_to_trail;
}

// A limit that can be filled: not one whose stop is still to be reached.
bool is_limit_now(const OrderState& order) { return order.terms.type == OrderType::limit || order.triggered; }

Objection unexpected_if(bool is_unexpected, FieldName field) {
    return is_unexpected ? Objection(reject_field(RejectCode::unexpected_field, field)) : std::nullopt;
}

Objection check_modification_form(const ModifyOrder& request, const OrderState& order) {
    if (!request.lots && !request.price && !request.stop_price && !request.expires_at && !request.protection) {
        return reject(RejectCode::nothing_changed, {.order = request.order});
    }
    if (request.lots && *request.lots <= Lots()) {
        return reject_field(RejectCode::invalid_field, FieldName("lots"));
    }
    if (auto objection = unexpected_if(request.price && !has_limit(order), FieldName("price"))) {
        return objection;
    }
    if (auto objection = check_price_form(request.price, FieldName("price"), 1)) {
        return objection;
    }
    if (auto objection = unexpected_if(request.stop_price && !has_stop(order), FieldName("stop_price"))) {
        return objection;
    }
    if (auto objection = check_price_form(request.stop_price, FieldName("stop_price"), 1)) {
        return objection;
    }
    const bool may_expire = order.terms.time_in_force == TimeInForce::gtd;
    if (auto objection = unexpected_if(request.expires_at && !may_expire, FieldName("expires_at"))) {
        return objection;
    }
    if (auto objection = unexpected_if(request.protection && !order.adds_risk, FieldName("protection"))) {
        return objection;
    }
    return check_protection_form(request.protection.value_or(Protection()));
}

Objection check_modified_prices(const World& world, const Account& account, const ModifyOrder& request,
                                const OrderState& modified) {
    const Instrument& terms = world.instruments.at(modified.terms.instrument).terms;
    if (auto objection = check_tick(terms, request.price, FieldName("price"))) {
        return objection;
    }
    if (auto objection = check_tick(terms, request.stop_price, FieldName("stop_price"))) {
        return objection;
    }
    if (auto objection = check_protection_tick(terms, request.protection.value_or(Protection()))) {
        return objection;
    }
    OrderTerms now = modified.terms;
    if (modified.triggered) {
        now.stop_price.reset();  // it was reached, and no longer says where the order may stand
    }
    const Asked asked{world, account, now};
    if (auto objection = check_stop_side(asked)) {
        return objection;
    }
    if (auto objection = check_protection_side(now.protection, now.side, protection_reference(asked), asked.quote())) {
        return objection;
    }
    return check_collar(asked);
}

OrderState modified_order(const ModifyOrder& request, OrderState order) {
    if (request.price) {
        order.terms.price = request.price;
    }
    if (request.stop_price) {
        order.terms.stop_price = request.stop_price;
    }
    if (request.expires_at) {
        order.terms.expires_at = request.expires_at;
        order.expires_at = request.expires_at;
    }
    if (request.protection) {
        order.terms.protection = *request.protection;
    }
    return order;
}

// Everything that speaks against modifying an order of this account, before margin.
Objection check_modification(const World& world, const Account& account, const ModifyOrder& request,
                             const OrderState& order) {
    const InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    if (auto objection = check_session(world, instrument, order.adds_risk)) {
        return objection;
    }
    if (auto objection = check_quote_age(world, instrument)) {
        return objection;
    }
    if (auto objection = check_modification_form(request, order)) {
        return objection;
    }
    const auto open = order.adds_risk ? std::nullopt : lots_to_reduce(world, account, order.terms);
    if (auto objection = request.lots ? check_volume(instrument.terms, *request.lots, open) : std::nullopt) {
        return objection;
    }
    if (auto objection = check_expiry(world, request.expires_at)) {
        return objection;
    }
    return check_modified_prices(world, account, request, modified_order(request, order));
}

bool grows(const OrderState& before, const OrderState& after) {
    return after.leaves_lots > before.leaves_lots ||
           cost_of(after.reserved_at, after.leaves_lots) > cost_of(before.reserved_at, before.leaves_lots);
}

// Limits, margin and routing of an order as it will be, in place of what it was.
std::expected<Admission, Rejection> admit_modified(const World& world, const OrderState& before,
                                                   const OrderState& after) {
    if (!after.adds_risk) {
        return Admission();
    }
    const InstrumentState& instrument = world.instruments.at(after.terms.instrument);
    Standing standing = standing_of(world, after.account);
    standing.orders.erase(after.id);
    if (grows(before, after)) {
        if (auto objection = check_limits_of_size(world, standing, after)) {
            return std::unexpected(*objection);
        }
        return admit(world, after, standing, instrument);
    }
    const auto figures = admit_margin(world, after, standing, instrument);
    return figures ? std::expected<Admission, Rejection>(Admission{*figures, std::nullopt})
                   : std::unexpected(figures.error());
}

// A limit that is now met fills at once.
void fill_if_met(World& world, OrderId id) {
    if (!is_limit_now(world.orders.at(id))) {
        return;
    }
    OrderState order = std::move(world.orders.extract(id).mapped());
    const auto open = lots_to_reduce(world, world.accounts.at(order.account), order.terms);
    const Lots lots = open ? std::min(*open, order.leaves_lots) : order.leaves_lots;
    InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const Group& group = group_of(world, world.accounts.at(order.account));
    const auto fills = immediate_fills(instrument, group, order, lots);
    execute(world, order, fills, {TradeReason::triggered, asked_price(order.terms)});
    settle_rest(world, std::move(order), sum_of(fills));
}

}  // namespace

Outcome perform(World& world, const ModifyOrder& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    const Account& account = world.accounts.at(request.account);
    const auto found = world.orders.find(request.order);
    if (found == world.orders.end() || found->second.account != request.account) {
        return std::unexpected(reject(RejectCode::unknown_order, {.order = request.order}));
    }
    if (auto objection = check_modification(world, account, request, found->second)) {
        return std::unexpected(*objection);
    }
    const InstrumentState& instrument = world.instruments.at(found->second.terms.instrument);
    OrderState order = modified_order(request, found->second);
    const std::int64_t more = request.lots.value_or(order.leaves_lots).value() - order.leaves_lots.value();
    order.leaves_lots = Lots(order.leaves_lots.value() + more);
    order.terms.lots = Lots(order.terms.lots.value() + more);
    order.reserved_at = reservation_price(order, client_quote(instrument, group_of(world, account)));
    const auto admission = admit_modified(world, found->second, order);
    if (!admission) {
        return std::unexpected(admission.error());
    }
    say(world, OrderModified{.account = request.account,
                             .client_order_id = request.client_order_id,
                             .order = order.id,
                             .terms = order.terms,
                             .expires_at = order.expires_at,
                             .margin_notional =
                                 order.adds_risk ? amount_from(margin_notional(instrument.terms, order)) : Amount(),
                             .after = admission->after,
                             .leaves_lots = order.leaves_lots,
                             .routing = admission->routing});
    if (admission->routing) {
        order.route = kept(*admission->routing);
    }
    found->second = std::move(order);
    fill_if_met(world, request.order);
    return Answer{request.order.value(), {}};
}

Outcome perform(World& world, const CancelOrder& request) {
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    const auto found = world.orders.find(request.order);
    if (found == world.orders.end() || found->second.account != request.account) {
        return std::unexpected(reject(RejectCode::unknown_order, {.order = request.order}));
    }
    cancel_order(world, request.order, CancelReason::client, request.client_order_id);
    return Answer{request.order.value(), {}};
}

Outcome perform(World& world, const CancelOrders& request) {
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    if (auto objection = request.instrument ? check_instrument(world, *request.instrument) : std::nullopt) {
        return std::unexpected(*objection);
    }
    const auto first = cancel_all(world, CancelReason::client, request.client_order_id, [&](const OrderState& order) {
        const bool is_asked_for = !request.instrument || order.terms.instrument == *request.instrument;
        return order.account == request.account && is_asked_for;
    });
    if (!first) {
        return std::unexpected(reject(RejectCode::unknown_order));
    }
    return Answer{first->value(), {}};
}

}  // namespace trireme::reference
