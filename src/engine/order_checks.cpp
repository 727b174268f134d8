#include "engine/order_checks.hpp"

#include "engine/amounts.hpp"
#include "engine/order_form.hpp"
#include "engine/rejection.hpp"
#include "engine/reservation.hpp"
#include "engine/sessions.hpp"
#include "engine/trailing.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

// check.position, of an order that names a position or reduces one.
std::optional<Rejection> check_position(Books& books, const CheckedOrder& checked, Origin origin) {
    const OrderTerms& terms = checked.order.terms;
    const AccountRecord& account = *checked.account;
    if (terms.position) {
        if (account.is_netting() && origin == Origin::client) {
            return rejection_of(RejectCode::hedging_only, account.id);
        }
        const PositionRecord* const position = books.find(*terms.position);
        if (position == nullptr || position->holding->account != &account ||
            position->holding->instrument->id != terms.instrument) {
            return rejection_of(RejectCode::unknown_position, *terms.position);
        }
        return position->side == terms.side ? std::optional(rejection_of(RejectCode::wrong_side, position->id))
                                            : std::nullopt;
    }
    if (!terms.reduce_only) {
        return std::nullopt;
    }
    if (!account.is_netting()) {
        return rejection_of(RejectCode::netting_only, account.id);
    }
    if (checked.holding == nullptr || checked.holding->positions.empty()) {
        return Rejection{RejectCode::unknown_position, {}};
    }
    const PositionRecord& position = *checked.holding->positions.begin();
    return position.side == terms.side ? std::optional(rejection_of(RejectCode::wrong_side, position.id))
                                       : std::nullopt;
}

// order.risk
void find_risk(Books& books, CheckedOrder& checked) {
    const OrderTerms& terms = checked.order.terms;
    checked.reduces = reduced_by(books, *checked.account, checked.holding, terms);
    const bool must_reduce = terms.position || terms.reduce_only;
    const bool nets = terms.type == OrderType::market && checked.reduces != nullptr;
    const Lots open = nets ? checked.reduces->lots : Lots();
    checked.order.adds_risk = !must_reduce && (!nets || terms.lots > open);
    checked.added = checked.order.adds_risk ? Lots(terms.lots.value() - open.value()) : Lots();
    checked.closes = nets && checked.order.adds_risk ? checked.reduces : nullptr;
}

std::optional<Rejection> check_lots(const CheckedOrder& checked) {
    const Instrument& terms = checked.instrument->terms;
    const Lots lots = checked.order.terms.lots;
    return checked.order.adds_risk ? check_volume(terms, lots)
                                   : check_closing_volume(terms, lots, checked.reduces->lots);
}

std::optional<Timestamp> expiry(const Books& books, const CheckedOrder& checked) {
    const OrderTerms& terms = checked.order.terms;
    if (terms.type == OrderType::market || terms.time_in_force != TimeInForce::day) {
        return terms.expires_at;
    }
    const auto next = std::ranges::upper_bound(books.rollovers, books.now, {}, &Rollover::at);
    const auto next_rollover = next == books.rollovers.end() ? std::nullopt : std::optional(next->at);
    return day_end(checked.instrument->terms, books.now, next_rollover);
}

// What the market fills at once, of an order that looks at the market at once.
void find_fills(CheckedOrder& checked) {
    const OrderTerms& terms = checked.order.terms;
    if (terms.type != OrderType::market && terms.type != OrderType::limit) {
        return;
    }
    const bool reduces_only = !checked.order.adds_risk;
    const Lots lots = reduces_only ? std::min(terms.lots, checked.reduces->lots) : terms.lots;
    const auto limit = terms.type == OrderType::limit ? terms.price : std::nullopt;
    checked.fills = fills_for(*checked.instrument, *checked.account->group, terms.side, lots, limit);
    if (terms.time_in_force == TimeInForce::fok && sum_of(checked.fills) < terms.lots) {
        checked.fills.clear();
    }
}

std::optional<Rejection> check_liquidity(const CheckedOrder& checked) {
    const InstrumentRecord& instrument = *checked.instrument;
    const OrderTerms& terms = checked.order.terms;
    if (terms.type != OrderType::market || instrument.terms.fill_mode != FillMode::depth) {
        return std::nullopt;
    }
    const Fills any = fills_for(instrument, *checked.account->group, terms.side, terms.lots, std::nullopt);
    return any.empty() ? std::optional(Rejection{RejectCode::no_liquidity, {.instrument = instrument.id}})
                       : std::nullopt;
}

// Both orders of an OCO pair rest.
std::optional<Rejection> check_rests(const CheckedOrder& checked) {
    const OrderTerms& terms = checked.order.terms;
    if (terms.type != OrderType::limit ||
        fills_for(*checked.instrument, *checked.account->group, terms.side, terms.lots, terms.price).empty()) {
        return std::nullopt;
    }
    return Rejection{
        RejectCode::price_wrong_side,
        {.field = FieldName("price"), .asked_price = terms.price, .bid = checked.quote.bid, .ask = checked.quote.ask}};
}

// From check.volume to check.liquidity: what needs the terms, the instrument and the quote.
std::optional<Rejection> check_terms(const Books& books, const CheckedOrder& checked, const OrderTerms* other) {
    const OrderTerms& terms = checked.order.terms;
    const InstrumentRecord& instrument = *checked.instrument;
    if (auto rejection = check_lots(checked)) {
        return rejection;
    }
    if (auto rejection = check_expiry(terms.expires_at, books.now)) {
        return rejection;
    }
    if (auto rejection = check_tick(instrument.terms, terms)) {
        return rejection;
    }
    if (auto rejection = other != nullptr ? check_rests(checked) : std::nullopt) {
        return rejection;
    }
    if (auto rejection = check_side(terms, checked.quote)) {
        return rejection;
    }
    if (auto rejection = check_collar(instrument.terms, terms, instrument.bid, instrument.ask, checked.quote)) {
        return rejection;
    }
    if (auto rejection = check_deviation(terms, checked.quote)) {
        return rejection;
    }
    return check_liquidity(checked);
}

// check.form, of an order whose risk is known; `other` is the other order of an OCO pair.
std::optional<Rejection> check_whole_form(const CheckedOrder& checked, const OrderTerms* other) {
    const OrderTerms& terms = checked.order.terms;
    if (auto rejection = other != nullptr ? check_pair_form(terms, *other) : std::nullopt) {
        return rejection;
    }
    if (checked.order.adds_risk || terms.protection.empty()) {
        return check_form(terms);
    }
    OrderTerms without_protection = terms;
    without_protection.protection = {};
    if (auto rejection = check_form(without_protection)) {
        return rejection;
    }
    return unexpected_field(FieldName("protection"));
}

// The checks before those of the terms: check.position to check.quote_age.
std::optional<Rejection> check_admission(Books& books, CheckedOrder& checked, Origin origin) {
    if (auto rejection = check_position(books, checked, origin)) {
        return rejection;
    }
    find_risk(books, checked);
    const Risk risk = checked.order.adds_risk ? Risk::adds : Risk::reduces;
    if (auto rejection = risk == Risk::adds ? check_halt(books, *checked.account) : std::nullopt) {
        return rejection;
    }
    if (auto rejection = check_session(*checked.instrument, books.now, risk)) {
        return rejection;
    }
    return check_quote_age(*checked.instrument, books.now);
}

// Fills in what follows from terms that are in order.
void prepare(const Books& books, CheckedOrder& checked) {
    OrderState& order = checked.order;
    order.expires_at = expiry(books, checked);
    if (order.terms.type == OrderType::trailing_stop) {
        order.terms.stop_price = first_stop(order.terms, checked.quote);
        order.trails = order.terms.stop_price.has_value();
    }
    if (order.adds_risk) {
        order.reserved_at = reservation_price(order.terms, checked.quote);
    }
    find_fills(checked);
}

// `other` is the other order of an OCO pair, or null.
std::optional<Rejection> check(Books& books, AccountRecord& account, const OrderTerms& terms, Origin origin,
                               const OrderTerms* other, CheckedOrder& checked) {
    const auto instrument = known_instrument(books, terms.instrument);
    if (!instrument) {
        return instrument.error();
    }
    checked.account = &account;
    checked.instrument = *instrument;
    checked.holding = account.holding_of(**instrument);
    checked.order.account = account.id;
    checked.order.terms = terms;
    checked.order.leaves_lots = terms.lots;
    checked.order.commission_posted.currency = account.currency();
    if (auto rejection = check_admission(books, checked, origin)) {
        return rejection;
    }
    if (auto rejection = check_whole_form(checked, other)) {
        return rejection;
    }
    checked.quote = client_quote(**instrument, *account.group);
    if (auto rejection = check_terms(books, checked, other)) {
        return rejection;
    }
    prepare(books, checked);
    return std::nullopt;
}

}  // namespace

bool may_rest(const OrderTerms& terms) {
    return terms.type != OrderType::market && terms.time_in_force != TimeInForce::ioc &&
           terms.time_in_force != TimeInForce::fok;
}

std::optional<Rejection> check_order(Books& books, AccountRecord& account, const OrderTerms& terms, Origin origin,
                                     CheckedOrder& checked) {
    return check(books, account, terms, origin, nullptr, checked);
}

std::optional<Rejection> check_leg(Books& books, AccountRecord& account, const OrderTerms& terms,
                                   const OrderTerms& other, CheckedOrder& checked) {
    return check(books, account, terms, Origin::client, &other, checked);
}

}  // namespace trireme::engine
