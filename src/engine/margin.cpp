#include "engine/margin.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"

#include <algorithm>
#include <limits>

namespace trireme::engine {
namespace {

constexpr Amount largest(int128_max);
// 100 %, as a level counts it.
constexpr Int128 one_hundred_percent = Int128{100} * 100'000'000;

// The part of the notional that falls into each tier, divided by the tier's leverage.
Amount margin_by_tiers(Amount notional, const std::vector<MarginTier>& tiers) {
    Amount margin;
    for (std::size_t index = 0; index < tiers.size(); ++index) {
        const Amount from(Int128{tiers[index].from.value()} * 100'000'000);
        if (notional <= from) {
            break;
        }
        const bool is_last = index + 1 == tiers.size();
        const Amount until = is_last ? notional : Amount(Int128{tiers[index + 1].from.value()} * 100'000'000);
        const Amount within = minus(std::min(notional, until), from);
        margin = plus(margin, divided(within, tiers[index].leverage));
    }
    return margin;
}

Amount hedged_notional(const Instrument& instrument, const HoldingSums& sums) {
    const Amount long_leg = margin_notional(instrument, sums.long_lots, sums.long_cost);
    const Amount short_leg = margin_notional(instrument, sums.short_lots, sums.short_cost);
    switch (instrument.hedged_margin) {
        case HedgedMargin::larger_leg:
            return planted_bug(PlantedBug::smaller_leg) ? std::min(long_leg, short_leg) : std::max(long_leg, short_leg);
        case HedgedMargin::sum: return plus(long_leg, short_leg);
        case HedgedMargin::net: break;
    }
    const bool is_long = sums.long_lots >= sums.short_lots;
    Int128 larger = is_long ? sums.long_lots : sums.short_lots;
    if (larger == 0) {
        return Amount();
    }
    Int128 net = larger - (is_long ? sums.short_lots : sums.long_lots);
    while (larger > std::numeric_limits<std::int64_t>::max()) {  // sums that no account comes near
        larger /= 2;
        net /= 2;
    }
    return scaled(is_long ? long_leg : short_leg, static_cast<std::uint64_t>(net), static_cast<std::uint64_t>(larger));
}

// Hands each instrument with its sums to `take`, as they would be with the change. False as soon as `take` says so.
template <class Take>
bool for_each_stake(const AccountRecord& account, const Change& change, Take&& take) {
    const InstrumentRecord* not_seen = change.instrument;
    for (const Holding* const holding : account.holdings) {
        const bool is_changed = change.instrument != nullptr && holding->instrument == change.instrument;
        not_seen = is_changed ? nullptr : not_seen;
        if (!take(*holding->instrument, is_changed ? change.sums : holding->sums)) {
            return false;
        }
    }
    return not_seen == nullptr || take(*not_seen, change.sums);
}

}  // namespace

HoldingSums sums_of(const PositionRecord& position) {
    return position.is_long() ? HoldingSums{.long_lots = position.lots.value(), .long_cost = position.cost}
                              : HoldingSums{.short_lots = position.lots.value(), .short_cost = position.cost};
}

Currency margin_currency(const Instrument& instrument) {
    return instrument.margin_mode == MarginMode::forex ? instrument.base : instrument.quote;
}

Amount margin_notional(const Instrument& instrument, Int128 lots, PriceLots cost) {
    if (instrument.margin_mode == MarginMode::forex) {
        // Lots and contract size have eight digits each, so that their product is an amount as it stands.
        return Amount(value_of(Price(instrument.contract_size.value()), lots).value());
    }
    return times_contract(cost, instrument.contract_size);
}

Amount margin_notional(const Instrument& instrument, const HoldingSums& sums) {
    return plus(hedged_notional(instrument, sums), sums.reserved);
}

Amount margin_of(Amount notional, const Instrument& instrument, const Group& group) {
    if (instrument.margin_mode == MarginMode::leverage_free) {
        return notional;
    }
    if (!instrument.tiers.empty()) {
        return margin_by_tiers(notional, instrument.tiers);
    }
    return divided(notional, instrument.leverage.value_or(group.leverage));
}

Amount unrealised(const Instrument& instrument, const HoldingSums& sums, ClientQuote quote) {
    if (planted_bug(PlantedBug::mark_at_wrong_side)) {
        std::swap(quote.bid, quote.ask);
    }
    const PriceLots of_longs = minus(value_of(quote.bid, sums.long_lots), sums.long_cost);
    const PriceLots of_shorts = minus(sums.short_cost, value_of(quote.ask, sums.short_lots));
    return times_contract(plus(of_longs, of_shorts), instrument.contract_size);
}

Money Standing::free_margin() const {
    // Neither is beyond 64 bits, but their difference may be.
    const Int128 difference = Int128{equity.minor_units} - used_margin.minor_units;
    using Limits = std::numeric_limits<std::int64_t>;
    return {static_cast<std::int64_t>(std::clamp<Int128>(difference, Limits::min() + 1, Limits::max())),
            equity.currency};
}

bool Standing::is_at_or_below(Ratio level) const {
    if (used_margin.minor_units == 0) {
        return equity.minor_units < 0;
    }
    if (planted_bug(PlantedBug::stop_out_above_level_only)) {
        return Int128{equity.minor_units} * one_hundred_percent < Int128{used_margin.minor_units} * level.value();
    }
    return Int128{equity.minor_units} * one_hundred_percent <= Int128{used_margin.minor_units} * level.value();
}

MarginFigures Standing::figures() const {
    MarginFigures figures{.equity = equity, .used_margin = used_margin};
    if (used_margin.minor_units != 0) {
        using Limits = std::numeric_limits<std::int64_t>;
        const Int128 scaled_equity = Int128{equity.minor_units} * one_hundred_percent;
        const auto [quotient, rest] =
            divide(magnitude_of(scaled_equity), static_cast<std::uint64_t>(used_margin.minor_units));
        const auto towards_zero = static_cast<Int128>(quotient);
        const Int128 level = scaled_equity >= 0 ? towards_zero : -towards_zero - (rest != 0 ? 1 : 0);
        figures.level = Ratio(static_cast<std::int64_t>(std::clamp<Int128>(level, Limits::min(), Limits::max())));
    }
    return figures;
}

std::optional<Margin::Parts> Margin::parts(const AccountRecord& account, const InstrumentRecord& instrument,
                                           const HoldingSums& sums) const {
    const Instrument& terms = instrument.terms;
    const Group& group = *account.group;
    Parts parts;
    if (sums.has_positions()) {
        const auto profit = rates_.at_client_side(unrealised(terms, sums, client_quote(instrument, group)), terms.quote,
                                                  account.currency(), group);
        if (!profit) {
            return std::nullopt;
        }
        parts.profit = *profit;
    }
    if (!sums.empty()) {
        const auto margin = rates_.at_mid(margin_of(margin_notional(terms, sums), terms, group), margin_currency(terms),
                                          account.currency());
        if (!margin) {
            return std::nullopt;
        }
        parts.margin = *margin;
    }
    return parts;
}

std::optional<Standing> Margin::standing(const AccountRecord& account) const { return standing(account, {}); }

std::optional<Standing> Margin::standing(const AccountRecord& account, const Change& change) const {
    Amount equity = plus(amount_of(account.cash), amount_of(account.credit));
    equity = plus(equity, amount_of({change.cash, account.currency()}));
    equity = plus(equity, change.equity);
    Amount margin;
    const bool has_rates = for_each_stake(account, change, [&](const auto& instrument, const HoldingSums& sums) {
        const auto taken = parts(account, instrument, sums);
        if (taken) {
            equity = plus(equity, taken->profit);
            margin = plus(margin, taken->margin);
        }
        return taken.has_value();
    });
    if (!has_rates) {
        return std::nullopt;
    }
    return Standing{rounded(equity, account.currency()), rounded(margin, account.currency())};
}

Margin::Parts Margin::own_parts(const PositionRecord& position) const {
    const Holding& holding = *position.holding;
    return parts(*holding.account, *holding.instrument, sums_of(position)).value_or(Parts{largest, largest});
}

std::optional<Money> Margin::exposure(const AccountRecord& account, const Change& change) const {
    Amount total;
    const bool has_rates = for_each_stake(account, change, [&](const auto& instrument, const HoldingSums& sums) {
        if (sums.empty()) {
            return true;
        }
        const Instrument& terms = instrument.terms;
        const PriceLots cost = plus(plus(sums.long_cost, sums.short_cost), sums.ordered_cost);
        const auto converted =
            rates_.at_mid(times_contract(cost, terms.contract_size), terms.quote, account.currency());
        total = plus(total, converted.value_or(Amount()));
        return converted.has_value();
    });
    if (!has_rates) {
        return std::nullopt;
    }
    return rounded(total, account.currency());
}

Rejection no_money(const Standing& after, const std::optional<Standing>& before) {
    Rejection rejection{
        RejectCode::no_money,
        {.asked_amount = after.free_margin(), .equity = after.equity, .used_margin = after.used_margin}};
    if (before) {
        rejection.figures.limit_amount = before->free_margin();
    }
    return rejection;
}

}  // namespace trireme::engine
