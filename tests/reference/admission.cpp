#include "reference/admission.hpp"

#include "reference/charges.hpp"
#include "reference/checks.hpp"
#include "reference/conversion.hpp"
#include "reference/execution.hpp"

#include <algorithm>
#include <utility>

namespace trireme::reference {
namespace {

bool is_reached(Side side, Price activation, const ClientQuote& quote) {
    return side == Side::buy ? quote.ask <= activation : quote.bid >= activation;
}

// A trailing stop begins at its distance, unless it waits for its activation or stands where it was told to.
void start_trailing(OrderState& order, const ClientQuote& quote) {
    const Trailing& trailing = *order.terms.trailing;
    order.trails = !trailing.activation || is_reached(order.terms.side, *trailing.activation, quote);
    if (order.trails && !order.terms.stop_price) {
        order.terms.stop_price = order.terms.side == Side::buy
                                     ? Price(quote.ask.value() + trailing.distance.value())
                                     : Price(std::max<std::int64_t>(quote.bid.value() - trailing.distance.value(), 1));
    }
}

Rejection no_rate(InstrumentId instrument) { return reject(RejectCode::no_rate, {.instrument = instrument}); }

// Without what an order on a netting account goes against.
Standing without_opposite(Standing standing, const OrderState& order) {
    std::erase_if(standing.positions, [&](const auto& held) {
        return held.second.instrument == order.terms.instrument && held.second.side != order.terms.side;
    });
    return standing;
}

// amounts.bounds of what an order asks for.
Objection check_bounds(const World& world, const Standing& standing, const OrderState& order) {
    static const Integer notional_max = Integer(10'000'000'000) * 1'000'000'000 * one * one;
    static const Integer account_lots_max = Integer(90) * volume_max.value();
    const Account& account = world.accounts.at(order.account);
    const Instrument& terms = world.instruments.at(order.terms.instrument).terms;
    const Lots added = added_lots(world, order);
    const Integer cost = cost_of(counted_price(world, order), added);
    const Integer units = units_of(added, terms.contract_size);
    const Integer notional = to_odd(cost * terms.contract_size.value(), one);
    const bool is_too_large = (terms.margin_mode == MarginMode::forex ? units : notional) > notional_max;

    const bool is_netting = account.terms.mode == AccountMode::netting;
    const Integer lots = lots_of(is_netting ? without_opposite(standing, order) : standing, terms.id) + added.value();
    const Integer lots_max = is_netting ? Integer(volume_max.value()) : account_lots_max;
    const bool is_within = !is_too_large && added <= volume_max && lots <= lots_max;
    return is_within ? std::nullopt : Objection(reject(RejectCode::out_of_range, {.instrument = terms.id}));
}

// margin.accept: prices must lead from what the instrument is counted in to the account's currency, even if nothing
// has to go that way yet.
Objection check_rates(const World& world, const Account& account, const Instrument& terms) {
    const auto leads = [&](Currency from) { return conversion_path(world, from, account.terms.currency).has_value(); };
    return leads(terms.quote) && leads(margin_currency(terms)) ? std::nullopt : Objection(no_rate(terms.id));
}

// What an order that rests will cost when it is filled: its entry commission, and being marked at the closing side.
std::optional<Integer> costs_to_come(const World& world, const Account& account, const InstrumentState& instrument,
                                     const OrderState& order) {
    const Group& group = group_of(world, account);
    const ClientQuote quote = client_quote(instrument, group);
    const Price spread(quote.ask.value() - quote.bid.value());
    const Integer marking = carried(cost_of(spread, order.leaves_lots), instrument.terms.contract_size.value(), one);
    const auto marked = convert_loss(world, group, marking, instrument.terms.quote, account.terms.currency);
    const auto commission = commission_for(world, account, instrument.terms, DealSide::entry, order.leaves_lots);
    if (!marked || !commission) {
        return std::nullopt;
    }
    return *marked + *commission;
}

// What the fills of an order will do to the other one of its pair.
void let_pair_follow(Standing& standing, const OrderState& order, Lots filled) {
    const auto other = order.oco ? standing.orders.find(*order.oco) : standing.orders.end();
    if (other == standing.orders.end()) {
        return;
    }
    const bool ends = order.leaves_lots == Lots() || !rests(order) || other->second.leaves_lots <= filled;
    if (ends) {
        standing.orders.erase(other);
    } else {
        other->second.leaves_lots = Lots(other->second.leaves_lots.value() - filled.value());
    }
}

}  // namespace

OrderState draft_order(const World& world, const Account& account, const OrderTerms& terms, OrderId id) {
    const InstrumentState& instrument = world.instruments.at(terms.instrument);
    const ClientQuote quote = client_quote(instrument, group_of(world, account));
    OrderState order{.id = id,
                     .account = account.terms.account,
                     .terms = terms,
                     .leaves_lots = terms.lots,
                     .adds_risk = adds_risk(world, account, terms),
                     .expires_at = terms.expires_at};
    order.commission_posted.currency = account.terms.currency;
    if (terms.type == OrderType::trailing_stop) {
        start_trailing(order, quote);
    }
    if (terms.type != OrderType::market && terms.time_in_force == TimeInForce::day) {
        order.expires_at = day_end(world, instrument.terms);
    }
    order.reserved_at = reservation_price(order, quote);
    return order;
}

Price reservation_price(const OrderState& order, const ClientQuote& quote) {
    const OrderTerms& terms = order.terms;
    if (!order.adds_risk || terms.type == OrderType::market) {
        return Price();
    }
    if (terms.type == OrderType::limit || terms.type == OrderType::stop_limit) {
        return *terms.price;
    }
    const bool waits_for_activation = terms.type == OrderType::trailing_stop && !order.trails;
    return waits_for_activation ? quote.entry(terms.side) : *terms.stop_price;
}

Price counted_price(const World& world, const OrderState& order) {
    if (order.terms.type != OrderType::market) {
        return order.reserved_at;
    }
    const Account& account = world.accounts.at(order.account);
    return client_quote(world.instruments.at(order.terms.instrument), group_of(world, account)).entry(order.terms.side);
}

Standing standing_beside(const World& world, Standing standing, const OrderState& order) {
    const bool is_netting = world.accounts.at(order.account).terms.mode == AccountMode::netting;
    const bool closes_first = is_netting && order.terms.type == OrderType::market;
    return closes_first ? without_opposite(std::move(standing), order) : standing;
}

std::expected<Figures, Rejection> figures_after(const World& world, Standing standing, OrderState order,
                                                InstrumentState book) {
    const Account& account = world.accounts.at(order.account);
    const InstrumentId instrument = order.terms.instrument;
    if (const auto objection = check_bounds(world, standing, order)) {
        return std::unexpected(*objection);
    }
    if (const auto objection = check_rates(world, account, book.terms)) {
        return std::unexpected(*objection);
    }
    const bool waits_for_stop =
        !order.triggered && (order.terms.type == OrderType::stop || order.terms.type == OrderType::stop_limit ||
                             order.terms.type == OrderType::trailing_stop);
    if (!waits_for_stop) {
        const auto fills = immediate_fills(book, group_of(world, account), order, order.leaves_lots);
        if (!fill_order(world, standing, order, fills)) {
            return std::unexpected(no_rate(instrument));
        }
        let_pair_follow(standing, order, sum_of(fills));
    }
    if (order.leaves_lots > Lots() && (waits_for_stop || rests(order))) {
        const auto costs = costs_to_come(world, account, book, order);
        if (!costs) {
            return std::unexpected(no_rate(instrument));
        }
        standing.costs = *costs;
        standing.orders.emplace(order.id, order);
    }
    const auto figures = figures_of(world, account, standing);
    return figures ? std::expected<Figures, Rejection>(*figures) : std::unexpected(no_rate(instrument));
}

std::expected<Figures, Rejection> figures_after_pair(const World& world, Standing standing, const OrderState& first,
                                                     const OrderState& second) {
    const Account& account = world.accounts.at(first.account);
    const InstrumentState& instrument = world.instruments.at(first.terms.instrument);
    for (const OrderState& order : {first, second}) {
        if (const auto objection = check_bounds(world, standing, order)) {
            return std::unexpected(*objection);
        }
    }
    if (const auto objection = check_rates(world, account, instrument.terms)) {
        return std::unexpected(*objection);
    }
    const auto first_costs = costs_to_come(world, account, instrument, first);
    const auto second_costs = costs_to_come(world, account, instrument, second);
    if (!first_costs || !second_costs) {
        return std::unexpected(no_rate(instrument.terms.id));
    }
    standing.costs = std::max(*first_costs, *second_costs);
    standing.orders.emplace(first.id, first);
    standing.orders.emplace(second.id, second);
    const auto figures = figures_of(world, account, standing);
    return figures ? std::expected<Figures, Rejection>(*figures) : std::unexpected(no_rate(instrument.terms.id));
}

Objection check_free_margin(const World& world, AccountId account, const Figures& figures) {
    if (figures.has_free_margin()) {
        return std::nullopt;
    }
    return reject(RejectCode::no_money, {.asked_amount = figures.free_margin(),
                                         .limit_amount = figures_now(world, account).free_margin(),
                                         .equity = figures.equity,
                                         .used_margin = figures.used_margin});
}

}  // namespace trireme::reference
