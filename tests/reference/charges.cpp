#include "reference/charges.hpp"

#include "reference/conversion.hpp"
#include "reference/ledger.hpp"
#include "reference/market.hpp"

namespace trireme::reference {
namespace {

constexpr std::uint32_t triple = 3;

const Commission* commission_terms(const World& world, const Account& account, const Instrument& terms) {
    if (terms.commission) {
        return &*terms.commission;
    }
    const Group& group = group_of(world, account);
    return group.commission ? &*group.commission : nullptr;
}

struct SwapAmount {
    Integer amount;
    Currency currency;
};

SwapAmount swap_of(const InstrumentState& instrument, const PositionState& position) {
    const Instrument& terms = instrument.terms;
    const Swap& swap = terms.swap;
    const Integer rate = (position.side == Side::buy ? swap.long_rate : swap.short_rate).value();
    const Integer units = units_of(position.lots, terms.contract_size);
    switch (swap.mode) {
        case SwapMode::none: break;
        case SwapMode::points: return {carried(carried(units, rate, one), point_of(terms).value(), one), terms.quote};
        case SwapMode::currency: return {bounded(rate * position.lots.value()), swap.currency};
        case SwapMode::percent: {
            const Integer twice_mid = Integer(instrument.bid.value()) + instrument.ask.value();
            const Integer notional = carried(units, twice_mid, 2 * one);
            return {carried(carried(carried(notional, rate, one), 1, 100), 1, 360), terms.quote};
        }
    }
    return {0, terms.quote};
}

}  // namespace

std::optional<Integer> commission_for(const World& world, const Account& account, const Instrument& terms,
                                      DealSide side, Lots lots) {
    const Commission* const commission = commission_terms(world, account, terms);
    const CommissionSides other = side == DealSide::entry ? CommissionSides::exit : CommissionSides::entry;
    if (commission == nullptr || commission->sides == other) {
        return Integer(0);
    }
    const Integer charge = bounded(Integer(commission->per_lot.value()) * lots.value());
    return convert_loss(world, group_of(world, account), charge, commission->currency, account.terms.currency);
}

Money add_to_commission(Amount& exact_so_far, Money& posted_so_far, const Integer& charge, const Integer& cash,
                        Currency currency) {
    const Integer sum = bounded(exact(exact_so_far) + charge);
    const Money due = round_amount(sum, currency);
    const Money posted_before{posted_so_far.minor_units, currency};
    exact_so_far = amount_from(sum);
    Money now = plus(due, minus(posted_before));
    now.minor_units = std::min(now.minor_units, posting_max);
    now = minus(fitting(minus(now), cash));
    posted_so_far = plus(posted_before, now);
    return now;
}

Money markup_revenue(const Instrument& terms, const Group& group, Lots lots) {
    const Integer revenue = carried(cost_of(markup_of(terms, group), lots), terms.contract_size.value(), one);
    return posting_of(revenue, terms.quote);
}

void charge_swap(World& world, PositionState& position, const Rollover& rollover) {
    const InstrumentState& instrument = world.instruments.at(position.instrument);
    const bool waits_for_the_next = position.opened_at >= rollover.at;
    const bool had_it = position.swapped_for && *position.swapped_for >= rollover.date;
    if (waits_for_the_next || had_it || instrument.terms.swap.mode == SwapMode::none) {
        return;
    }
    position.swapped_for = rollover.date;
    const Account& account = world.accounts.at(position.account);
    const Currency currency = account.terms.currency;
    const SwapAmount swap = swap_of(instrument, position);
    const bool counts_thrice = rollover.date.weekday() == instrument.terms.swap.triple_day;
    const std::uint32_t days = counts_thrice ? triple : 1;
    const Integer due = bounded(swap.amount * days);
    const auto converted = convert_for_client(world, group_of(world, account), due, swap.currency, currency);
    if (!converted) {
        say(world, SwapSkipped{.account = position.account, .position = position.id, .date = rollover.date});
        return;
    }
    const Money amount = fitting(posting_of(*converted, currency), cash_of(world, account).minor_units);
    if (amount.minor_units == 0) {
        return;
    }
    const Swap& terms = instrument.terms.swap;
    const bool looks_at_price = terms.mode == SwapMode::percent;
    const ChargeBasis basis{.lots = position.lots,
                            .rate = position.side == Side::buy ? terms.long_rate : terms.short_rate,
                            .days = days,
                            .bid = looks_at_price ? std::optional(instrument.bid) : std::nullopt,
                            .ask = looks_at_price ? std::optional(instrument.ask) : std::nullopt,
                            .currency = swap.currency,
                            .due = amount_from(due),
                            .converted = amount_from(*converted)};
    transfer(world, position.account, TransactionKind::swap, LedgerAccountKind::swap, LedgerAccountKind::cash, amount,
             {.position = position.id, .date = rollover.date, .basis = basis});
}

void pay_dividend(World& world, const PositionState& position, const PayDividend& dividend) {
    const Account& account = world.accounts.at(position.account);
    const Group& group = group_of(world, account);
    const Instrument& terms = world.instruments.at(position.instrument).terms;
    const Integer gross = carried(units_of(position.lots, terms.contract_size), dividend.per_unit.value(), one);
    const Integer amount =
        position.side == Side::buy ? carried(gross, one - group.dividend_tax.value(), one) : Integer(-gross);
    const auto converted = convert_for_client(world, group, amount, terms.quote, account.terms.currency);
    if (!converted) {
        return;
    }
    const Money money = fitting(posting_of(*converted, account.terms.currency), cash_of(world, account).minor_units);
    if (money.minor_units == 0) {
        return;
    }
    const ChargeBasis basis{.lots = position.lots,
                            .rate = Ratio(dividend.per_unit.value()),
                            .currency = terms.quote,
                            .due = amount_from(amount),
                            .converted = amount_from(*converted)};
    transfer(world, position.account, TransactionKind::dividend, LedgerAccountKind::dividends, LedgerAccountKind::cash,
             money, {.position = position.id, .action = dividend.action, .basis = basis});
}

}  // namespace trireme::reference
