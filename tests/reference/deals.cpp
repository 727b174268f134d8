#include "reference/deals.hpp"

#include "base/assert.hpp"
#include "reference/charges.hpp"
#include "reference/conversion.hpp"
#include "reference/hedging.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

// Fills one order, part by part.
class Filling {
public:
    Filling(const World& world, Standing& standing, OrderState& order)
        : world_(world),
          account_(world.accounts.at(order.account)),
          terms_(world.instruments.at(order.terms.instrument).terms),
          quote_(client_quote(world.instruments.at(order.terms.instrument), group_of(world, account_))),
          standing_(standing),
          order_(order) {}

    // False if the entry commission cannot be converted.
    [[nodiscard]] bool fill(Fill fill) {
        if (PositionState* const opposite = position_to_reduce()) {
            const Lots closed = std::min(fill.lots, opposite->lots);
            close(*opposite, {fill.price, closed});
            fill.lots = Lots(fill.lots.value() - closed.value());
        }
        return fill.lots == Lots() || open(fill);
    }

    [[nodiscard]] std::vector<Deal> deals() && { return std::move(deals_); }

private:
    [[nodiscard]] PositionState* find(PositionId id) {
        const auto found = standing_.positions.find(id);
        return found == standing_.positions.end() ? nullptr : &found->second;
    }

    [[nodiscard]] PositionState* netted() {
        for (auto& [id, position] : standing_.positions) {
            if (position.instrument == terms_.id) {
                return &position;
            }
        }
        return nullptr;
    }

    [[nodiscard]] PositionState* position_to_reduce() {
        if (order_.terms.position) {
            return find(*order_.terms.position);
        }
        PositionState* const held = account_.terms.mode == AccountMode::netting ? netted() : nullptr;
        return held != nullptr && held->side != order_.terms.side ? held : nullptr;
    }

    [[nodiscard]] PositionState* position_to_increase() {
        if (account_.terms.mode == AccountMode::netting) {
            return netted();
        }
        return order_.position ? find(*order_.position) : nullptr;
    }

    void close(PositionState& position, Fill fill) {
        const Integer cost = take_out(position, fill.lots);
        const Profit profit = realised_profit(world_, account_, position, fill.price, fill.lots, cost, standing_.cash);
        // Nobody is kept in a position for want of a price for its commission.
        const Integer charge = commission_for(world_, account_, terms_, DealSide::exit, fill.lots).value_or(0);
        const Money commission =
            add_to_commission(position.commission_exact, position.commission_posted, charge,
                              standing_.cash + profit.in_account.minor_units, account_.terms.currency);
        const bool is_closed = position.lots == Lots();
        record({.fill = fill,
                .change = is_closed ? PositionChange::closed : PositionChange::reduced,
                .position = position,
                .profit = profit,
                .commission = commission});
        standing_.cash += profit.in_account.minor_units;
        if (is_closed) {
            standing_.positions.erase(position.id);
        }
    }

    [[nodiscard]] bool open(Fill fill) {
        const auto charge = commission_for(world_, account_, terms_, DealSide::entry, fill.lots);
        if (!charge) {
            return false;
        }
        const Money commission = add_to_commission(order_.commission_exact, order_.commission_posted, *charge,
                                                   standing_.cash, account_.terms.currency);
        PositionState* position = position_to_increase();
        const bool is_new = position == nullptr;
        if (is_new) {
            position = &add_position();
        } else if (account_.terms.mode == AccountMode::netting && !order_.terms.protection.empty()) {
            protect(*position, order_.terms.protection, quote_);
        }
        add_volume(*position, order_.route, fill.lots);
        position->lots = Lots(position->lots.value() + fill.lots.value());
        position->cost = price_lots_from(exact(position->cost) + cost_of(fill.price, fill.lots));
        record({.fill = fill,
                .opens = true,
                .change = is_new ? PositionChange::opened : PositionChange::increased,
                .position = *position,
                .commission = commission});
        return true;
    }

    [[nodiscard]] PositionState& add_position() {
        // Those opened before by this order have taken the first ids.
        const PositionId id(world_.last_position.value() + ++opened_);
        PositionState& position = standing_.positions[id];
        position.id = id;
        position.account = order_.account;
        position.instrument = terms_.id;
        position.side = order_.terms.side;
        position.opened_at = world_.now;
        position.commission_posted.currency = account_.terms.currency;
        protect(position, order_.terms.protection, quote_);
        return position;
    }

    void record(Deal deal) {
        order_.leaves_lots = Lots(order_.leaves_lots.value() - deal.fill.lots.value());
        order_.position = deal.position.id;
        deal.leaves_lots = order_.leaves_lots;
        deal.markup = markup_revenue(terms_, group_of(world_, account_), deal.fill.lots);
        standing_.cash -= deal.commission.minor_units;
        deals_.push_back(std::move(deal));
    }

    const World& world_;
    const Account& account_;
    const Instrument& terms_;
    ClientQuote quote_;
    Standing& standing_;
    OrderState& order_;
    std::vector<Deal> deals_;
    std::uint64_t opened_ = 0;
};

}  // namespace

Profit converted_profit(const World& world, const Account& account, const Instrument& terms, const Integer& in_quote,
                        const Integer& cash) {
    const Currency currency = account.terms.currency;
    const auto in_account = convert_for_client(world, group_of(world, account), in_quote, terms.quote, currency);
    TRIREME_ASSERT(in_account.has_value(), "a position was opened that could not be converted");
    const Money fits = fitting(posting_of(*in_account, currency), cash);
    return {terms.quote == currency ? fits : posting_of(in_quote, terms.quote), fits};
}

Profit realised_profit(const World& world, const Account& account, const PositionState& position, Price price,
                       Lots lots, const Integer& cost, const Integer& cash) {
    const Instrument& terms = world.instruments.at(position.instrument).terms;
    return converted_profit(world, account, terms, profit_of(terms, position.side, price, lots, cost), cash);
}

Integer take_out(PositionState& position, Lots lots) {
    const Integer cost = carried(exact(position.cost), lots.value(), position.lots.value());
    position.cost = price_lots_from(exact(position.cost) - cost);
    take_volume(position, lots);
    position.lots = Lots(position.lots.value() - lots.value());
    return cost;
}

std::optional<std::vector<Deal>> fill_order(const World& world, Standing& standing, OrderState& order,
                                            const std::vector<Fill>& fills) {
    Filling filling(world, standing, order);
    for (const Fill& fill : fills) {
        if (!filling.fill(fill)) {
            return std::nullopt;
        }
    }
    return std::move(filling).deals();
}

void protect(PositionState& position, const Protection& protection, const ClientQuote& quote) {
    const bool stands = position.trailing_stop && position.protection.trailing == protection.trailing;
    if (!stands) {
        position.trailing_stop = first_trailing_stop(protection, position.side, quote);
    }
    position.protection = protection;
}

std::optional<Price> first_trailing_stop(const Protection& protection, Side side, const ClientQuote& quote) {
    if (!protection.trailing) {
        return std::nullopt;
    }
    const Trailing& trailing = *protection.trailing;
    const Price exit_price = quote.exit(side);
    const bool is_long = side == Side::buy;
    const bool is_active =
        !trailing.activation || (is_long ? exit_price >= *trailing.activation : exit_price <= *trailing.activation);
    if (!is_active) {
        return std::nullopt;
    }
    return is_long ? Price(std::max<std::int64_t>(exit_price.value() - trailing.distance.value(), 1))
                   : Price(exit_price.value() + trailing.distance.value());
}

}  // namespace trireme::reference
