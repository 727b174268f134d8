#include "engine/changing_orders.hpp"

#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/entering.hpp"
#include "engine/order_checks.hpp"
#include "engine/order_end.hpp"
#include "engine/order_form.hpp"
#include "engine/rejection.hpp"
#include "engine/reservation.hpp"
#include "engine/routed_volumes.hpp"
#include "engine/trade_plan.hpp"
#include "engine/waiting.hpp"
#include "model/bounds.hpp"

namespace trireme::engine {
namespace {

Checked<OrderRecord*> live_order(Books& books, const AccountRecord& account, OrderId id) {
    OrderRecord* const order = books.find(id);
    if (order == nullptr || order->holding->account != &account) {
        return std::unexpected(rejection_of(RejectCode::unknown_order, id));
    }
    return order;
}

// One stated field: whether the order has it, and whether it holds a price.
std::optional<Rejection> check_stated(const std::optional<Price>& stated, FieldName field, bool order_has_it) {
    if (!stated) {
        return std::nullopt;
    }
    if (!order_has_it) {
        return unexpected_field(field);
    }
    return is_price(*stated) ? std::nullopt : std::optional(invalid_field(field));
}

// check.form of what is stated.
std::optional<Rejection> check_stated_form(const ModifyOrder& request, const OrderRecord& order) {
    if (!request.lots && !request.price && !request.stop_price && !request.expires_at && !request.protection) {
        return rejection_of(RejectCode::nothing_changed, order.id);
    }
    if (request.lots && *request.lots <= Lots()) {
        return invalid_field(FieldName("lots"));
    }
    if (auto rejection = check_stated(request.price, FieldName("price"), order.price != Price())) {
        return rejection;
    }
    const bool has_stop = order.type == OrderType::stop || (order.type == OrderType::stop_limit && !order.triggered) ||
                          (order.type == OrderType::trailing_stop && order.trails);
    if (auto rejection = check_stated(request.stop_price, FieldName("stop_price"), has_stop)) {
        return rejection;
    }
    if (request.expires_at && order.time_in_force != TimeInForce::gtd) {
        return unexpected_field(FieldName("expires_at"));
    }
    if (!request.protection) {
        return std::nullopt;
    }
    return order.adds_risk ? check_protection_form(*request.protection)
                           : std::optional(unexpected_field(FieldName("protection")));
}

// The order as it will be. `terms.lots` counts what is filled already, too.
OrderState modified(const OrderRecord& order, const ModifyOrder& request) {
    OrderState after = order.state();
    OrderTerms& terms = after.terms;
    if (request.lots) {
        const std::int64_t filled = order.lots.value() - order.leaves_lots.value();
        after.leaves_lots = *request.lots;
        // A volume that no check lets pass must not wrap before it is checked.
        terms.lots = Lots(checked_add(filled, request.lots->value()).value_or(request.lots->value()));
    }
    terms.price = request.price ? request.price : terms.price;
    terms.stop_price = request.stop_price ? request.stop_price : terms.stop_price;
    terms.expires_at = request.expires_at ? request.expires_at : terms.expires_at;
    terms.protection = request.protection.value_or(terms.protection);
    after.expires_at = request.expires_at ? request.expires_at : after.expires_at;
    return after;
}

// What the checks look at: a stop-limit whose stop was reached is a limit order now, and what a trailing stop began
// with was used up.
OrderTerms terms_to_check(const OrderState& order) {
    OrderTerms terms = order.terms;
    terms.lots = order.leaves_lots;
    if (order.triggered) {
        terms.type = OrderType::limit;
        terms.stop_price.reset();
    }
    if (order.trails) {
        terms.trailing->activation.reset();
    }
    return terms;
}

// A trailing stop stands where the price took it, on a tick or not.
std::optional<Rejection> check_stated_tick(const Instrument& instrument, OrderTerms terms, const ModifyOrder& request) {
    if (terms.type == OrderType::trailing_stop) {
        terms.stop_price = request.stop_price;
    }
    return check_tick(instrument, terms);
}

std::optional<Rejection> check_modified(Books& books, const OrderRecord& before, const OrderState& after,
                                        const ModifyOrder& request, ClientQuote quote) {
    const InstrumentRecord& instrument = *before.holding->instrument;
    const OrderTerms terms = terms_to_check(after);
    if (request.lots && after.adds_risk) {
        if (auto rejection = check_volume(instrument.terms, *request.lots)) {
            return rejection;
        }
    } else if (request.lots) {
        const PositionRecord* const position = reduced_by(books, *before.holding->account, before.holding, after.terms);
        if (auto rejection = check_closing_volume(instrument.terms, *request.lots, position->lots)) {
            return rejection;
        }
    }
    if (auto rejection = check_expiry(terms.expires_at, books.now)) {
        return rejection;
    }
    if (auto rejection = check_stated_tick(instrument.terms, terms, request)) {
        return rejection;
    }
    if (auto rejection = check_side(terms, quote)) {
        return rejection;
    }
    return check_collar(instrument.terms, terms, instrument.bid, instrument.ask, quote);
}

// What the other order of a pair reserves once this one has been filled as far as it can be at once.
Amount partners_share(const OrderRecord& partner, const Instrument& terms, Lots filled, Lots left) {
    const Lots remaining(partner.leaves_lots.value() - filled.value());
    const bool ends = left == Lots() || remaining <= Lots();
    return ends ? Amount() : notional_at(terms, remaining, partner.reserved_at);
}

// The account with the order as it will be: a limit that is met is filled, the rest reserved. `order` is out of the
// sums meanwhile. Nothing without a rate that it takes.
std::optional<Standing> standing_with(Books& books, const OrderRecord& order, const OrderState& after) {
    InstrumentRecord& instrument = *order.holding->instrument;
    const AccountRecord& account = *order.holding->account;
    Fills fills;
    if (order.is_limit_now()) {
        fills = fills_for(instrument, *account.group, after.terms.side, after.leaves_lots, after.terms.price);
    }
    TradePlan plan;
    plan_trades(books, account, instrument, order.holding, after, fills, plan);
    const Lots left(after.leaves_lots.value() - plan.filled.value());
    Change change{.instrument = &instrument, .sums = plan.after, .cash = plan.cash};
    Amount own;
    if (left > Lots()) {
        const auto burden = entry_burden(books, account, instrument, left);
        if (!burden) {
            return std::nullopt;
        }
        change.equity = negative(*burden);
        change.sums.ordered_lots += left.value();
        own = notional_at(instrument.terms, left, after.reserved_at);
    }
    const OrderRecord* const partner = after.oco ? books.find(*after.oco) : nullptr;
    const Amount before = partner == nullptr ? Amount() : reserved_notional(*partner);
    const Amount others = partner == nullptr ? Amount() : partners_share(*partner, instrument.terms, plan.filled, left);
    change.sums.reserved = plus(minus(change.sums.reserved, before), std::max(others, own));
    return plan.lacks_rate ? std::nullopt : books.margin.standing(account, change);
}

// An order that adds risk, as it will be, and what it was admitted with.
struct Admission {
    Standing after;
    std::optional<RoutingDecision> routing{};  // of one that grows
};

// What speaks against an order that adds risk as it will be. `order` is out of the sums meanwhile.
Checked<Admission> admit_change(Books& books, const OrderRecord& order, const OrderState& after, bool grows,
                                ClientQuote quote) {
    InstrumentRecord& instrument = *order.holding->instrument;
    AccountRecord& account = *order.holding->account;
    CheckedOrder checked;
    checked.account = &account;
    checked.instrument = &instrument;
    checked.holding = order.holding;
    checked.quote = quote;
    checked.order = after;
    checked.order.terms.lots = after.leaves_lots;
    checked.reduces = reduced_by(books, account, order.holding, after.terms);
    checked.added = after.leaves_lots;
    if (auto rejection = grows ? check_limits_of_size(books, checked) : std::nullopt) {
        return std::unexpected(*rejection);
    }
    if (auto rejection = check_bounds_and_rates(books, checked)) {
        return std::unexpected(*rejection);
    }
    const auto standing = standing_with(books, order, after);
    if (!standing) {
        return std::unexpected(rejection_of(RejectCode::no_rate, instrument.id));
    }
    if (standing->equity.minor_units < standing->used_margin.minor_units) {
        return std::unexpected(no_money(*standing, std::nullopt));
    }
    if (!grows) {
        return Admission{*standing};
    }
    const auto routing = check_routing(books, checked, instrument.client_lots);
    return routing ? Checked<Admission>(Admission{*standing, *routing}) : std::unexpected(routing.error());
}

void replace(Books& books, OrderRecord& order, const OrderState& after) {
    stop_waiting(order);
    books.put(order, after);
    reserve(books, order);
    await_prices(order);
}

}  // namespace

Answer modify_order(Books& books, const ModifyOrder& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto found = live_order(books, **account, request.order);
    if (!found) {
        return std::unexpected(found.error());
    }
    OrderRecord& order = **found;
    const InstrumentRecord& instrument = *order.holding->instrument;
    const Risk risk = order.adds_risk ? Risk::adds : Risk::reduces;
    if (auto rejection = check_session(instrument, books.now, risk)) {
        return std::unexpected(*rejection);
    }
    if (auto rejection = check_quote_age(instrument, books.now)) {
        return std::unexpected(*rejection);
    }
    if (auto rejection = check_stated_form(request, order)) {
        return std::unexpected(*rejection);
    }
    const ClientQuote quote = client_quote(instrument, *(*account)->group);
    OrderState after = modified(order, request);
    if (auto rejection = check_modified(books, order, after, request, quote)) {
        return std::unexpected(*rejection);
    }
    std::optional<Admission> admitted;
    const PriceLots ordered_before = multiply(order.reserved_at, order.leaves_lots);
    release(books, order);
    if (order.adds_risk) {
        after.reserved_at = reservation_price(after.terms, quote);
        const bool grows =
            after.leaves_lots > order.leaves_lots || multiply(after.reserved_at, after.leaves_lots) > ordered_before;
        const auto admission = admit_change(books, order, after, grows, quote);
        if (!admission) {
            reserve(books, order);
            Rejection rejection = admission.error();
            if (rejection.code == RejectCode::no_money) {
                // The free margin before it is that with the order as it was, and so remains.
                const auto before = books.margin.standing(**account);
                rejection.figures.limit_amount = before ? std::optional(before->free_margin()) : std::nullopt;
            }
            return std::unexpected(rejection);
        }
        admitted = *admission;
        if (admission->routing) {
            after.route = route_of(*admission->routing);
        }
    }
    replace(books, order, after);
    books.touch(**account);
    books.emit_filled<OrderModified>(**account, [&](OrderModified& said) {
        said.client_order_id = request.client_order_id;
        said.order = order.id;
        said.terms = after.terms;
        said.expires_at = after.expires_at;
        said.leaves_lots = after.leaves_lots;
        if (admitted) {
            said.after = admitted->after.figures();
            said.routing = admitted->routing;
            said.margin_notional = notional_at(instrument.terms, after.leaves_lots, after.reserved_at);
        }
    });
    look_at(books, order);
    return request.order.value();
}

Answer cancel_order(Books& books, const CancelOrder& request) {
    const auto account = open_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto order = live_order(books, **account, request.order);
    if (!order) {
        return std::unexpected(order.error());
    }
    cancel(books, **order, {.client_order_id = request.client_order_id});
    return request.order.value();
}

Answer cancel_all_orders(Books& books, const CancelOrders& request) {
    const auto account = open_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    if (request.instrument) {
        if (const auto instrument = known_instrument(books, *request.instrument); !instrument) {
            return std::unexpected(instrument.error());
        }
    }
    const auto first =
        cancel_orders(books, **account, request.instrument, Which::all, {.client_order_id = request.client_order_id});
    if (!first) {
        return std::unexpected(Rejection{RejectCode::unknown_order, {}});
    }
    return first->value();
}

}  // namespace trireme::engine
