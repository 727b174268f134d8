#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"
#include "engine/order_checks.hpp"
#include "engine/reservation.hpp"
#include "model/bounds.hpp"

#include <algorithm>

// check.margin and routing.* of docs/rules.md.
namespace trireme::engine {
namespace {

constexpr std::int64_t ns_per_minute = 60'000'000'000;
constexpr Int128 lots_held_max = Int128{90} * volume_max.value();
constexpr Amount notional_max(Int128{100'000} * 100'000'000'000'000 * 10'000'000'000'000'000);  // 10^19

Rejection out_of_range(const CheckedOrder& checked) {
    return {RejectCode::out_of_range, {.instrument = checked.instrument->id}};
}
Rejection no_rate(const CheckedOrder& checked) { return {RejectCode::no_rate, {.instrument = checked.instrument->id}}; }

// amounts.bounds
bool is_within_bounds(const CheckedOrder& checked) {
    const OrderState& order = checked.order;
    Int128 lots = checked.added.value();
    Int128 in_one_position = checked.added.value();
    if (checked.holding != nullptr) {
        const HoldingSums& sums = checked.holding->sums;
        lots += sums.long_lots + sums.short_lots + sums.ordered_lots;
        if (checked.account->is_netting()) {
            const bool is_against = checked.reduces != nullptr;
            in_one_position += sums.ordered_lots + (is_against ? 0 : sums.long_lots + sums.short_lots);
        }
    }
    const Amount notional = notional_at(checked.instrument->terms, order.terms.lots, order.reserved_at);
    return lots <= lots_held_max && in_one_position <= volume_max.value() && notional <= notional_max;
}

// Adds to the sums what of the order would rest, and takes from equity what it must be able to bear.
bool rest(const Books& books, const CheckedOrder& checked, Lots lots, Change& change) {
    const auto burden = entry_burden(books, *checked.account, *checked.instrument, lots);
    if (!burden) {
        return false;
    }
    const Price price = checked.order.reserved_at;
    change.equity = minus(change.equity, *burden);
    change.sums.ordered_lots += lots.value();
    change.sums.ordered_cost = plus(change.sums.ordered_cost, multiply(price, lots));
    change.sums.reserved = plus(change.sums.reserved, notional_at(checked.instrument->terms, lots, price));
    return true;
}

Checked<Standing> sufficient(const Books& books, const CheckedOrder& checked, const Change& change) {
    const auto after = books.margin.standing(*checked.account, change);
    if (!after) {
        return std::unexpected(no_rate(checked));
    }
    if (after->equity.minor_units < after->used_margin.minor_units) {
        return std::unexpected(no_money(*after, books.margin.standing(*checked.account)));
    }
    return *after;
}

}  // namespace

std::optional<Rejection> check_bounds_and_rates(const Books& books, const CheckedOrder& checked) {
    if (!is_within_bounds(checked)) {
        return out_of_range(checked);
    }
    const Instrument& terms = checked.instrument->terms;
    const Currency currency = checked.account->currency();
    const bool has_rates =
        books.rates.lead(terms.quote, currency) && books.rates.lead(margin_currency(terms), currency);
    return has_rates ? std::nullopt : std::optional(no_rate(checked));
}

Checked<Standing> check_margin(Books& books, const CheckedOrder& checked, TradePlan& plan) {
    if (auto rejection = check_bounds_and_rates(books, checked)) {
        return std::unexpected(*rejection);
    }
    plan_trades(books, *checked.account, *checked.instrument, checked.holding, checked.order, checked.fills, plan);
    Change change{.instrument = checked.instrument, .sums = plan.after, .cash = plan.cash};
    if (planted_bug(PlantedBug::forget_entry_commission)) {
        change.cash = 0;
    }
    const Lots left(checked.order.terms.lots.value() - plan.filled.value());
    const bool rests = may_rest(checked.order.terms) && left > Lots();
    if (plan.lacks_rate || (rests && !rest(books, checked, left, change))) {
        return std::unexpected(no_rate(checked));
    }
    return sufficient(books, checked, change);
}

Checked<Standing> check_pair_margin(Books& books, const CheckedOrder& first, const CheckedOrder& second) {
    if (!is_within_bounds(second)) {
        return std::unexpected(out_of_range(second));
    }
    if (auto rejection = check_bounds_and_rates(books, first)) {
        return std::unexpected(*rejection);
    }
    Change change{.instrument = first.instrument};
    if (first.holding != nullptr) {
        change.sums = first.holding->sums;
    }
    Change with_second = change;
    if (!rest(books, first, first.order.terms.lots, change) ||
        !rest(books, second, second.order.terms.lots, with_second)) {
        return std::unexpected(no_rate(first));
    }
    // Of the margin and of the burden the larger one; `equity` is what is taken off.
    change.equity = std::min(change.equity, with_second.equity);
    change.sums.reserved = std::max(change.sums.reserved, with_second.sums.reserved);
    return sufficient(books, first, change);
}

Price counted_at(const CheckedOrder& checked) {
    const OrderTerms& terms = checked.order.terms;
    return terms.type == OrderType::market ? entry_price(terms.side, checked.quote) : checked.order.reserved_at;
}

Amount added_notional(const CheckedOrder& checked) {
    return notional_at(checked.instrument->terms, checked.added, counted_at(checked));
}

Checked<RoutingDecision> check_routing(const Books& books, const CheckedOrder& checked, Int128 client_lots) {
    const InstrumentRecord& instrument = *checked.instrument;
    const Duration into_day = time_of_day(books.now);
    const Int128 house_lots = instrument.hedged_lots - client_lots;
    const auto exposure = narrow<std::int64_t>(house_lots);
    const RoutingInputs inputs{
        .client_class = checked.account->terms.client_class,
        .routing_class = checked.account->group->routing_class,
        .lots = checked.added,
        .notional = times_contract(multiply(counted_at(checked), checked.added), instrument.terms.contract_size),
        .volatility = instrument.volatility,
        .exposure = Lots(exposure.value_or(house_lots > 0 ? std::numeric_limits<std::int64_t>::max()
                                                          : std::numeric_limits<std::int64_t>::min() + 1)),
        .minute_of_day = static_cast<std::uint16_t>(into_day.nanoseconds() / ns_per_minute)};
    const RoutingDecision decision = books.routing.decide(instrument.id, inputs);
    if (decision.book == Book::a) {
        return std::unexpected(
            Rejection{RejectCode::book_not_available, {.instrument = instrument.id, .routing = decision}});
    }
    return decision;
}

}  // namespace trireme::engine
