#include "engine/closing_bounds.hpp"

#include "engine/amounts.hpp"

#include <limits>

namespace trireme::engine {
namespace {

// Sums and differences of a few amounts as small as these stay far within 128 bits.
constexpr Int128 small = Int128{1} << 110;
bool is_small(Int128 value) { return value > -small && value < small; }
bool is_small(Amount amount) { return is_small(amount.value()); }
bool is_small(PriceLots cost) { return is_small(cost.value()); }
bool is_small(Range<Amount> range) { return is_small(range.low) && is_small(range.high); }

Amount size_of(Amount amount) { return amount.value() < 0 ? negative(amount) : amount; }

Range<Amount> in_order(Amount a, Amount b) { return {std::min(a, b), std::max(a, b)}; }

}  // namespace

bool leaves_room(Money balance) {
    constexpr std::int64_t most = balance_max - 10 * posting_max;
    return balance.minor_units > -most && balance.minor_units < most;
}

AccountSums sums_of(const Books& books, const AccountRecord& account) {
    AccountSums sums{.equity = plus(amount_of(account.cash), amount_of(account.credit)), .margin = {}};
    Amount sizes = plus(size_of(amount_of(account.cash)), size_of(amount_of(account.credit)));
    for (const Holding* const holding : account.holdings) {
        const auto parts = books.margin.parts(account, *holding->instrument, holding->sums);
        if (!parts) {
            return {};
        }
        sums.equity = plus(sums.equity, parts->profit);
        sums.margin = plus(sums.margin, parts->margin);
        sizes = plus(sizes, plus(size_of(parts->profit), size_of(parts->margin)));
    }
    sums.are_small = is_small(sizes) && leaves_room(account.cash);
    return sums;
}

ClosingBounds::ClosingBounds(const Books& books, const AccountSums& account, const Holding& holding, Side side)
    : books_(books), account_(account), holding_(holding), is_long_(side == Side::buy), holds_(holds()) {
    if (holds_) {
        const InstrumentRecord& instrument = *holding.instrument;
        gain_ = unrealised(instrument.terms, holding.sums, client_quote(instrument, *holding.account->group));
        margin_ = margin_with(holding.sums);
        holds_ = is_small(gain_) && is_small(margin_);
    }
}

bool ClosingBounds::holds() const {
    constexpr Int128 most_lots = std::numeric_limits<std::int64_t>::max();
    const InstrumentRecord& instrument = *holding_.instrument;
    const HoldingSums& sums = holding_.sums;
    const ClientQuote quote = client_quote(instrument, *holding_.account->group);
    const Currency currency = holding_.account->currency();
    return account_.are_small && sums.long_lots <= most_lots && sums.short_lots <= most_lots &&
           is_small(sums.long_cost) && is_small(sums.short_cost) && is_small(value_of(quote.bid, sums.long_lots)) &&
           is_small(value_of(quote.ask, sums.short_lots)) && books_.rates.lead(instrument.terms.quote, currency) &&
           books_.rates.lead(margin_currency(instrument.terms), currency);
}

Amount ClosingBounds::margin_with(const HoldingSums& sums) const {
    const Instrument& terms = holding_.instrument->terms;
    const AccountRecord& account = *holding_.account;
    const Amount needed = margin_of(margin_notional(terms, sums), terms, *account.group);
    return books_.rates.at_mid(needed, margin_currency(terms), account.currency()).value_or(Amount(int128_max));
}

Amount ClosingBounds::margin_without(Lots lots, PriceLots cost) const {
    HoldingSums sums = holding_.sums;
    (is_long_ ? sums.long_lots : sums.short_lots) -= lots.value();
    PriceLots& left = is_long_ ? sums.long_cost : sums.short_cost;
    left = minus(left, cost);
    return margin_with(sums);
}

// Margin rises and falls with what is left on the side. Where it is of the difference of both sides it falls until they
// are equal, and then rises.
Range<Amount> ClosingBounds::margin_after(const ClosingSummary& positions) const {
    Range<Amount> margin = in_order(margin_without(positions.lots.low, positions.cost.low),
                                    margin_without(positions.lots.high, positions.cost.high));
    if (holding_.instrument->terms.hedged_margin == HedgedMargin::net) {
        HoldingSums level = holding_.sums;
        const Int128 ahead = is_long_ ? level.long_lots - level.short_lots : level.short_lots - level.long_lots;
        if (positions.lots.low.value() < ahead && ahead < positions.lots.high.value()) {
            (is_long_ ? level.long_lots : level.short_lots) -= ahead;
            margin.low = std::min(margin.low, margin_with(level));
        }
    }
    return margin;
}

std::optional<Amount> ClosingBounds::converted(Amount amount) const {
    const AccountRecord& account = *holding_.account;
    const auto in_account_currency =
        books_.rates.at_client_side(amount, holding_.instrument->terms.quote, account.currency(), *account.group);
    return in_account_currency && is_small(*in_account_currency) ? in_account_currency : std::nullopt;
}

// By how much the profit of all is more than what it becomes in two parts, of which this gain is one.
std::optional<Amount> ClosingBounds::lost_in_conversion(Amount gain) const {
    const auto whole = converted(gain_);
    const auto part = converted(gain);
    const auto rest = converted(minus(gain_, gain));
    return whole && part && rest ? std::optional(minus(*whole, plus(*part, *rest))) : std::nullopt;
}

// Each conversion is off by less than what the second price makes of 1e-16, and one more; prices are below 1.2 x 10^9.
// Contracts that are not of whole units are off by 1e-16 for each of three amounts, and what prices make of these.
std::optional<Range<Amount>> ClosingBounds::lost_in_conversion(Range<Amount> gains) const {
    const Instrument& terms = holding_.instrument->terms;
    if (terms.quote == holding_.account->currency()) {
        const bool is_exact = terms.contract_size.value() % static_cast<std::int64_t>(one) == 0;
        const Amount off(is_exact ? 0 : 4);
        return Range<Amount>{negative(off), off};
    }
    constexpr Int128 off_by_prices = Int128{8} * 1'200'000'000;
    const auto by_contract = converted(Amount(-3));
    const auto at_low = lost_in_conversion(gains.low);
    const auto at_high = lost_in_conversion(gains.high);
    if (!by_contract || !at_low || !at_high) {
        return std::nullopt;
    }
    const Amount off(2 * size_of(*by_contract).value() + off_by_prices);
    // Nothing is lost of a gain between 0 and that of all; the further away, the more.
    const Range<Amount> free = in_order(Amount(), gain_);
    const Amount least = gains.low > free.high ? *at_low : gains.high < free.low ? *at_high : Amount();
    return Range<Amount>{minus(std::max(least, Amount()), off), plus(std::max(*at_low, *at_high), off)};
}

std::optional<StandingRange> ClosingBounds::after_closing_one_of(const ClosingSummary& positions) const {
    if (!holds_ || !is_small(positions.gain) || !is_small(positions.drift)) {
        return std::nullopt;
    }
    const auto lost = lost_in_conversion(positions.gain);
    const Range<Amount> margin = margin_after(positions);
    if (!lost || !is_small(margin)) {
        return std::nullopt;
    }
    const Currency currency = holding_.account->currency();
    const auto equity = [&](Amount drift, Amount loss) {
        return rounded(plus(account_.equity, minus(drift, loss)), currency).minor_units;
    };
    const auto used_margin = [&](Amount of_holding) {
        return rounded(plus(minus(account_.margin, margin_), of_holding), currency).minor_units;
    };
    return StandingRange{.equity = {equity(positions.drift.low, lost->high), equity(positions.drift.high, lost->low)},
                         .used_margin = {used_margin(margin.low), used_margin(margin.high)}};
}

}  // namespace trireme::engine
