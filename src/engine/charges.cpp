#include "engine/charges.hpp"

#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"

namespace trireme::engine {
namespace {

constexpr std::uint64_t percent_of_a_year = 100 * 360;
constexpr std::uint32_t triple = 3;

// Lots and contract size have eight digits each, so that their product is an amount as it stands.
Amount units_of(const PositionRecord& position, const Instrument& terms) {
    return Amount(value_of(Price(terms.contract_size.value()), position.lots.value()).value());
}

// Of one day, in the currency that the mode counts in.
Amount daily_swap(const PositionRecord& position, const InstrumentRecord& instrument) {
    const Instrument& terms = instrument.terms;
    const Ratio rate = position.is_long() ? terms.swap.long_rate : terms.swap.short_rate;
    switch (terms.swap.mode) {
        case SwapMode::points: return times(times(units_of(position, terms), rate), Ratio(point_of(terms).value()));
        case SwapMode::currency: return Amount(Int128{rate.value()} * position.lots.value());
        case SwapMode::percent: {
            const auto twice_mid =
                static_cast<std::uint64_t>(instrument.bid.value()) + static_cast<std::uint64_t>(instrument.ask.value());
            const Amount notional = scaled(units_of(position, terms), twice_mid, 2 * one);
            return scaled(times(notional, rate), 1, percent_of_a_year);
        }
        case SwapMode::none: break;
    }
    return Amount();
}

// Between the client's cash and the house's account, as far as it is not zero.
void post(Books& books, PositionRecord& position, LedgerAccountKind house, Transaction about) {
    AccountRecord& account = *position.holding->account;
    const Money money = fitting(rounded_posting(about.basis->converted, account.currency()), account.cash.minor_units);
    if (money.minor_units == 0) {
        return;
    }
    about.legs = transfer(about.kind, LedgerAccountKind::cash, house, money).legs;
    about.position = position.id;
    books.post(account, about);
}

}  // namespace

void charge_swap(Books& books, PositionRecord& position, const Rollover& rollover) {
    const InstrumentRecord& instrument = *position.holding->instrument;
    const Swap& swap = instrument.terms.swap;
    const bool had =
        position.swapped_for && *position.swapped_for >= rollover.date && !planted_bug(PlantedBug::swap_twice);
    if (swap.mode == SwapMode::none || had || position.opened_at >= rollover.at) {
        return;
    }
    position.swapped_for = rollover.date;
    AccountRecord& account = *position.holding->account;
    const Currency counted_in = swap.mode == SwapMode::currency ? swap.currency : instrument.terms.quote;
    const Amount one_day = daily_swap(position, instrument);
    const std::int32_t late = planted_bug(PlantedBug::triple_swap_on_next_day) ? 1 : 0;
    const Weekday day = Date(rollover.date.days_since_1970() - late).weekday();
    ChargeBasis basis{.lots = position.lots,
                      .rate = position.is_long() ? swap.long_rate : swap.short_rate,
                      .days = day == swap.triple_day ? triple : 1,
                      .currency = counted_in};
    if (swap.mode == SwapMode::percent) {
        basis.bid = instrument.bid;
        basis.ask = instrument.ask;
    }
    basis.due = scaled(one_day, basis.days, 1);
    const auto converted = books.rates.at_client_side(basis.due, counted_in, account.currency(), *account.group);
    if (!converted) {
        books.emit(account, SwapSkipped{.position = position.id, .date = rollover.date});
        return;
    }
    basis.converted = *converted;
    post(books, position, LedgerAccountKind::swap,
         {.kind = TransactionKind::swap, .date = rollover.date, .basis = basis});
}

void pay_dividend(Books& books, PositionRecord& position, const PayDividend& dividend) {
    const Instrument& terms = position.holding->instrument->terms;
    AccountRecord& account = *position.holding->account;
    const Amount gross = times(units_of(position, terms), Ratio(dividend.per_unit.value()));
    const Ratio kept(static_cast<std::int64_t>(one) - account.group->dividend_tax.value());
    ChargeBasis basis{.lots = position.lots, .rate = Ratio(dividend.per_unit.value()), .currency = terms.quote};
    basis.due = position.is_long() ? times(gross, kept) : negative(gross);
    const auto converted = books.rates.at_client_side(basis.due, terms.quote, account.currency(), *account.group);
    if (converted) {
        basis.converted = *converted;
        post(books, position, LedgerAccountKind::dividends,
             {.kind = TransactionKind::dividend, .action = dividend.action, .basis = basis});
    }
}

}  // namespace trireme::engine
