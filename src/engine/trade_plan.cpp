#include "engine/trade_plan.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

const std::optional<Commission>& commission_of(const Instrument& instrument, const Group& group) {
    return instrument.commission ? instrument.commission : group.commission;
}

bool is_charged_on(const Commission& commission, bool opens) {
    return commission.sides == CommissionSides::both ||
           commission.sides == (opens ? CommissionSides::entry : CommissionSides::exit);
}

// What the commission for lots is in account currency, as it would have to be bought.
std::optional<Amount> commission_for(const Books& books, const AccountRecord& account, const Commission& commission,
                                     Lots lots) {
    const Amount price(Int128{commission.per_lot.value()} * lots.value());
    const auto paid =
        books.rates.at_client_side(negative(price), commission.currency, account.currency(), *account.group);
    return paid ? std::optional(negative(*paid)) : std::nullopt;
}

// Plans trade after trade of one order, or of the engine's own closing of one position.
class Planner {
public:
    Planner(const Books& books, const AccountRecord& account, const InstrumentRecord& instrument, TradePlan& plan)
        : books_(books), account_(account), terms_(instrument.terms), plan_(plan) {
        TRIREME_ASSERT(plan.trades.empty(), "a plan is used again");
    }

    void begin_with(const HoldingSums& sums) { plan_.after = sums; }

    void open(const Fill& fill, Side side, const OrderState& order) {
        PlannedTrade trade{.price = fill.price, .lots = fill.lots};
        trade.cost = multiply(fill.price, fill.lots);
        const PlannedTrade* const before = last_opening();
        const Amount so_far = before != nullptr ? before->commission_exact : order.commission_exact;
        charge(trade, true, so_far, entry_commission_posted_ + order.commission_posted.minor_units);
        entry_commission_posted_ += trade.commission.minor_units;
        trade.markup = markup(fill.lots);
        const bool is_long = side == Side::buy;
        (is_long ? plan_.after.long_lots : plan_.after.short_lots) += fill.lots.value();
        PriceLots& cost = is_long ? plan_.after.long_cost : plan_.after.short_cost;
        cost = plus(cost, trade.cost);
        add(trade);
    }

    // `left` and `cost` are what the position has left before the trade.
    void close(const Fill& fill, PositionRecord& position, Lots left, PriceLots cost) {
        PlannedTrade trade{.price = fill.price, .lots = fill.lots, .closes = &position};
        trade.cost = part_of(cost, fill.lots, left);
        take_profit(trade, position, multiply(fill.price, fill.lots));
        const PlannedTrade* const before = plan_.trades.empty() ? nullptr : &plan_.trades.back();
        const Amount so_far = before != nullptr ? before->commission_exact : position.commission_exact;
        charge(trade, false, so_far, exit_commission_posted_ + position.commission_posted);
        exit_commission_posted_ += trade.commission.minor_units;
        trade.markup = planted_bug(PlantedBug::forget_markup_of_exits) ? Money{0, terms_.quote} : markup(fill.lots);
        count_out(trade, position);
        add(trade);
    }

    // Not in the market: what the lots bring in is known beforehand.
    void close_without_charges(Price price, PositionRecord& position, Lots lots, PriceLots proceeds) {
        plan_.is_in_market = false;
        PlannedTrade trade{.price = price, .lots = lots, .closes = &position};
        trade.cost = part_of(position.cost, lots, position.lots);
        take_profit(trade, position, proceeds);
        trade.commission = {0, account_.currency()};
        trade.commission_exact = position.commission_exact;
        trade.markup = {0, terms_.quote};
        count_out(trade, position);
        add(trade);
    }

private:
    const PlannedTrade* last_opening() const {
        const bool any = !plan_.trades.empty() && plan_.trades.back().closes == nullptr;
        return any ? &plan_.trades.back() : nullptr;
    }

    void take_profit(PlannedTrade& trade, const PositionRecord& position, PriceLots proceeds) {
        const PriceLots gain = position.is_long() ? minus(proceeds, trade.cost) : minus(trade.cost, proceeds);
        const Amount in_quote = times_contract(gain, terms_.contract_size);
        const auto converted =
            books_.rates.at_client_side(in_quote, terms_.quote, account_.currency(), *account_.group);
        plan_.lacks_rate = plan_.lacks_rate || !converted;
        trade.profit = fitting(rounded_posting(converted.value_or(Amount()), account_.currency()),
                               Int128{account_.cash.minor_units} + plan_.cash);
        trade.profit_in_quote =
            terms_.quote == account_.currency() ? trade.profit : rounded_posting(in_quote, terms_.quote);
        plan_.cash += trade.profit.minor_units;
    }

    void charge(PlannedTrade& trade, bool opens, Amount so_far, std::int64_t posted) {
        trade.commission = {0, account_.currency()};
        trade.commission_exact = so_far;
        const auto& commission = commission_of(terms_, *account_.group);
        if (!commission || !is_charged_on(*commission, opens)) {
            return;
        }
        const auto exact = commission_for(books_, account_, *commission, trade.lots);
        if (!exact) {
            // An exit never fails for want of a rate.
            plan_.lacks_rate = plan_.lacks_rate || opens;
            return;
        }
        if (planted_bug(PlantedBug::commission_per_trade)) {
            so_far = amount_of({posted, account_.currency()});
        }
        trade.commission_exact = plus(so_far, *exact);
        const Money whole = rounded(trade.commission_exact, account_.currency());
        const Money due{std::min(whole.minor_units - posted, posting_max), account_.currency()};
        trade.commission = negative(fitting(negative(due), Int128{account_.cash.minor_units} + plan_.cash));
        plan_.cash -= trade.commission.minor_units;
    }

    Money markup(Lots lots) const {
        const Price per_unit = markup_of(terms_, *account_.group);
        return rounded_posting(times_contract(multiply(per_unit, lots), terms_.contract_size), terms_.quote);
    }

    void count_out(const PlannedTrade& trade, const PositionRecord& position) {
        HoldingSums& sums = plan_.after;
        (position.is_long() ? sums.long_lots : sums.short_lots) -= trade.lots.value();
        PriceLots& cost = position.is_long() ? sums.long_cost : sums.short_cost;
        cost = minus(cost, trade.cost);
    }

    void add(const PlannedTrade& trade) {
        plan_.filled = Lots(plan_.filled.value() + trade.lots.value());
        plan_.trades.push_back(trade);
    }

    const Books& books_;
    const AccountRecord& account_;
    const Instrument& terms_;
    TradePlan& plan_;
    std::int64_t entry_commission_posted_ = 0;
    std::int64_t exit_commission_posted_ = 0;
};

PositionRecord* reduced_by(Books& books, const AccountRecord& account, Holding* holding, Side side,
                           std::optional<PositionId> stated) {
    if (stated) {
        return books.find(*stated);
    }
    if (!account.is_netting() || holding == nullptr || holding->positions.empty()) {
        return nullptr;
    }
    PositionRecord* const position = holding->positions.first();
    return position->side == side ? nullptr : position;
}

}  // namespace

Lots sum_of(const Fills& fills) {
    std::int64_t sum = 0;
    for (const Fill& fill : fills) {
        sum += fill.lots.value();
    }
    return Lots(sum);
}

Fills fills_for(const InstrumentRecord& instrument, const Group& group, Side side, Lots lots,
                std::optional<Price> limit) {
    Fills fills;
    const auto is_within_limit = [&](Price price) {
        return !limit || (side == Side::buy ? price <= *limit : price >= *limit);
    };
    if (instrument.terms.fill_mode == FillMode::top_of_book) {
        const Price price = entry_price(side, client_quote(instrument, group));
        if (is_within_limit(price)) {
            fills.push_back({price, lots});
        }
        return fills;
    }
    const Price markup = markup_of(instrument.terms, group);
    const BookSide& levels = side == Side::buy ? instrument.asks : instrument.bids;
    std::int64_t left = lots.value();
    for (std::size_t level = 0; level < levels.size() && left > 0; ++level) {
        const Price market = levels[level].price;
        const Price price = entry_price(side, client_quote(market, market, markup));
        if (!is_within_limit(price)) {
            break;
        }
        const Lots taken(std::min(left, levels[level].lots.value()));
        if (taken > Lots()) {
            fills.push_back({price, taken});
            left -= taken.value();
        }
    }
    return fills;
}

PositionRecord* reduced_by(Books& books, const AccountRecord& account, Holding* holding, const OrderTerms& terms) {
    return reduced_by(books, account, holding, terms.side, terms.position);
}

PositionRecord* reduced_by(Books& books, const OrderRecord& order) {
    return reduced_by(books, *order.holding->account, order.holding, order.side, order.closes());
}

void plan_trades(Books& books, const AccountRecord& account, const InstrumentRecord& instrument, Holding* holding,
                 const OrderState& order, const Fills& fills, TradePlan& plan) {
    Planner planner(books, account, instrument, plan);
    planner.begin_with(holding == nullptr ? HoldingSums() : holding->sums);
    PositionRecord* const reduced = reduced_by(books, account, holding, order.terms);
    Lots left = reduced == nullptr ? Lots() : reduced->lots;
    PriceLots cost = reduced == nullptr ? PriceLots() : reduced->cost;
    for (Fill fill : fills) {
        const Lots closing = std::min(left, fill.lots);
        if (closing > Lots()) {
            planner.close({fill.price, closing}, *reduced, left, cost);
            cost = minus(cost, plan.trades.back().cost);
            left = Lots(left.value() - closing.value());
            fill.lots = Lots(fill.lots.value() - closing.value());
        }
        if (fill.lots > Lots() && order.adds_risk) {
            planner.open(fill, order.terms.side, order);
        }
    }
}

void plan_close(Books& books, PositionRecord& position, Lots lots, Price price, TradePlan& plan) {
    const Holding& holding = *position.holding;
    Planner planner(books, *holding.account, *holding.instrument, plan);
    planner.begin_with(holding.sums);
    planner.close({price, lots}, position, position.lots, position.cost);
}

void plan_close_for(Books& books, PositionRecord& position, Lots lots, Price price, PriceLots proceeds,
                    TradePlan& plan) {
    const Holding& holding = *position.holding;
    Planner planner(books, *holding.account, *holding.instrument, plan);
    planner.begin_with(holding.sums);
    planner.close_without_charges(price, position, lots, proceeds);
}

std::optional<Amount> entry_burden(const Books& books, const AccountRecord& account, const InstrumentRecord& instrument,
                                   Lots lots) {
    const Instrument& terms = instrument.terms;
    const ClientQuote quote = client_quote(instrument, *account.group);
    const Price spread(quote.ask.value() - quote.bid.value());
    const Amount crossing = negative(times_contract(multiply(spread, lots), terms.contract_size));
    const auto spread_cost = books.rates.at_client_side(crossing, terms.quote, account.currency(), *account.group);
    if (!spread_cost) {
        return std::nullopt;
    }
    const auto& commission = commission_of(terms, *account.group);
    if (!commission || !is_charged_on(*commission, true)) {
        return negative(*spread_cost);
    }
    const auto exact = commission_for(books, account, *commission, lots);
    if (!exact) {
        return std::nullopt;
    }
    return plus(negative(*spread_cost), *exact);
}

}  // namespace trireme::engine
