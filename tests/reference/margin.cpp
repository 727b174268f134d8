#include "reference/margin.hpp"

#include "base/assert.hpp"
#include "reference/conversion.hpp"
#include "reference/ledger.hpp"
#include "reference/market.hpp"

#include <algorithm>
#include <set>

namespace trireme::reference {
namespace {

constexpr std::int64_t percent = 100;

// The positions of one side in one instrument.
struct Holding {
    Lots lots;
    Integer cost;
};

Holding holding_of(const Standing& standing, InstrumentId instrument, Side side) {
    Holding holding;
    for (const auto& [id, position] : standing.positions) {
        if (position.instrument == instrument && position.side == side) {
            holding.lots = Lots(holding.lots.value() + position.lots.value());
            holding.cost += exact(position.cost);
        }
    }
    return holding;
}

Integer hedged_notional(const Instrument& terms, const Holding& longs, const Holding& shorts) {
    const Integer long_notional = margin_notional(terms, longs.lots, longs.cost);
    const Integer short_notional = margin_notional(terms, shorts.lots, shorts.cost);
    switch (terms.hedged_margin) {
        case HedgedMargin::larger_leg: return std::max(long_notional, short_notional);
        case HedgedMargin::sum: return bounded(long_notional + short_notional);
        case HedgedMargin::net: break;
    }
    if (longs.lots == shorts.lots) {
        return 0;
    }
    const bool is_long = longs.lots > shorts.lots;
    const Lots larger = is_long ? longs.lots : shorts.lots;
    const Lots smaller = is_long ? shorts.lots : longs.lots;
    return carried(is_long ? long_notional : short_notional, Integer(larger.value()) - smaller.value(), larger.value());
}

Integer reserved_notional(const Instrument& terms, const Standing& standing) {
    Integer sum = 0;
    for (const auto& [id, order] : standing.orders) {
        if (order.terms.instrument != terms.id) {
            continue;
        }
        Integer notional = margin_notional(terms, order);
        if (const auto other = order.oco ? standing.orders.find(*order.oco) : standing.orders.end();
            other != standing.orders.end()) {
            if (other->first < id) {
                continue;  // the pair was counted with the first of the two
            }
            notional = std::max(notional, margin_notional(terms, other->second));
        }
        sum += notional;
    }
    return bounded(sum);
}

Integer margin_by_tiers(const std::vector<MarginTier>& tiers, const Integer& notional) {
    Integer sum = 0;
    for (std::size_t at = 0; at < tiers.size(); ++at) {
        const Integer from = Integer(tiers[at].from.value()) * one;
        const bool is_last = at + 1 == tiers.size();
        const Integer until =
            is_last ? notional : std::min(notional, Integer(Integer(tiers[at + 1].from.value()) * one));
        if (until > from) {
            sum += carried(until - from, one, tiers[at].leverage.value());
        }
    }
    return bounded(sum);
}

// In margin currency.
Integer margin_for(const Instrument& terms, const Group& group, const Integer& notional) {
    if (terms.margin_mode == MarginMode::leverage_free) {
        return notional;
    }
    if (!terms.tiers.empty()) {
        return margin_by_tiers(terms.tiers, notional);
    }
    return carried(notional, one, terms.leverage.value_or(group.leverage).value());
}

Integer unrealised_profit(const InstrumentState& instrument, const ClientQuote& quote, const Holding& longs,
                          const Holding& shorts) {
    const Integer of_longs = cost_of(quote.bid, longs.lots) - longs.cost;
    const Integer of_shorts = shorts.cost - cost_of(quote.ask, shorts.lots);
    return carried(of_longs + of_shorts, instrument.terms.contract_size.value(), one);
}

std::set<InstrumentId> instruments_in(const Standing& standing) {
    std::set<InstrumentId> found;
    for (const auto& [id, position] : standing.positions) {
        found.insert(position.instrument);
    }
    for (const auto& [id, order] : standing.orders) {
        found.insert(order.terms.instrument);
    }
    return found;
}

}  // namespace

Standing standing_of(const World& world, AccountId account) {
    Standing standing;
    standing.cash = cash_of(world, world.accounts.at(account)).minor_units;
    standing.credit = credit_of(world, world.accounts.at(account)).minor_units;
    for (const auto& [id, position] : world.positions) {
        if (position.account == account) {
            standing.positions.emplace(id, position);
        }
    }
    for (const auto& [id, order] : world.orders) {
        if (order.account == account && order.adds_risk) {
            standing.orders.emplace(id, order);
        }
    }
    return standing;
}

std::optional<Figures> figures_of(const World& world, const Account& account, const Standing& standing) {
    const Currency currency = account.terms.currency;
    const Group& group = group_of(world, account);
    Integer equity = exact(Money{bounded_64(standing.cash + standing.credit), currency}) - standing.costs;
    Integer used = 0;
    for (const InstrumentId id : instruments_in(standing)) {
        const InstrumentState& instrument = world.instruments.at(id);
        const Holding longs = holding_of(standing, id, Side::buy);
        const Holding shorts = holding_of(standing, id, Side::sell);

        const Integer profit = unrealised_profit(instrument, client_quote(instrument, group), longs, shorts);
        const auto converted = convert_for_client(world, group, profit, instrument.terms.quote, currency);

        const Integer notional =
            bounded(hedged_notional(instrument.terms, longs, shorts) + reserved_notional(instrument.terms, standing));
        const auto margin = convert_at_mid(world, margin_for(instrument.terms, group, notional),
                                           margin_currency(instrument.terms), currency);
        if (!converted || !margin) {
            return std::nullopt;
        }
        equity += *converted;
        used += *margin;
    }
    return Figures{round_amount(bounded(equity), currency), round_amount(bounded(used), currency)};
}

Figures figures_now(const World& world, AccountId account) {
    const auto figures = figures_of(world, world.accounts.at(account), standing_of(world, account));
    TRIREME_ASSERT(figures.has_value(), "account {} holds what cannot be converted", account.value());
    return *figures;
}

Valuation valuation_of(const World& world, AccountId id) {
    const Account& account = world.accounts.at(id);
    const Currency currency = account.terms.currency;
    const Group& group = group_of(world, account);
    const Standing standing = standing_of(world, id);
    Valuation valuation{.cash = cash_of(world, account), .credit = credit_of(world, account)};
    std::set<InstrumentId> pairs;
    const auto remember_pairs = [&](Currency from) {
        const auto path = conversion_path(world, from, currency).value_or(std::vector<InstrumentId>());
        pairs.insert(path.begin(), path.end());
    };
    for (const InstrumentId instrument_id : instruments_in(standing)) {
        const InstrumentState& instrument = world.instruments.at(instrument_id);
        const Instrument& terms = instrument.terms;
        const ClientQuote quote = client_quote(instrument, group);
        const Holding longs = holding_of(standing, instrument_id, Side::buy);
        const Holding shorts = holding_of(standing, instrument_id, Side::sell);
        const Integer profit = unrealised_profit(instrument, quote, longs, shorts);
        const Integer reserved = reserved_notional(terms, standing);
        const Integer notional = bounded(hedged_notional(terms, longs, shorts) + reserved);
        const Integer margin = margin_for(terms, group, notional);
        valuation.stakes.push_back(
            {.instrument = instrument_id,
             .bid = quote.bid,
             .ask = quote.ask,
             .long_lots = longs.lots,
             .short_lots = shorts.lots,
             .long_cost = price_lots_from(longs.cost),
             .short_cost = price_lots_from(shorts.cost),
             .profit_quoted = amount_from(profit),
             .profit = amount_from(convert_for_client(world, group, profit, terms.quote, currency).value()),
             .reserved = amount_from(reserved),
             .notional = amount_from(notional),
             .margin = amount_from(convert_at_mid(world, margin, margin_currency(terms), currency).value())});
        if (longs.lots > Lots() || shorts.lots > Lots()) {
            remember_pairs(terms.quote);
        }
        remember_pairs(margin_currency(terms));
    }
    for (const InstrumentId pair : pairs) {
        valuation.converted_at.push_back({pair, world.instruments.at(pair).bid, world.instruments.at(pair).ask});
    }
    return valuation;
}

MarginFigures with_level(const Figures& figures) {
    MarginFigures shown{figures.equity, figures.used_margin, std::nullopt};
    if (figures.used_margin.minor_units != 0) {
        const Integer scaled_equity = Integer(figures.equity.minor_units) * percent * one;
        shown.level = Ratio(bounded_64(floor_of(scaled_equity, figures.used_margin.minor_units)));
    }
    return shown;
}

bool is_at_or_below(const Figures& figures, Ratio level) {
    if (figures.used_margin.minor_units == 0) {
        // Infinite, or 0 with a negative equity; no level is below 0.
        return figures.equity.minor_units < 0;
    }
    return Integer(figures.equity.minor_units) * percent * one <=
           Integer(level.value()) * figures.used_margin.minor_units;
}

Currency margin_currency(const Instrument& terms) {
    return terms.margin_mode == MarginMode::forex ? terms.base : terms.quote;
}

Integer margin_notional(const Instrument& terms, Lots lots, const Integer& cost) {
    return terms.margin_mode == MarginMode::forex ? bounded(units_of(lots, terms.contract_size))
                                                  : carried(cost, terms.contract_size.value(), one);
}

Integer margin_notional(const Instrument& terms, const OrderState& order) {
    return margin_notional(terms, order.leaves_lots, cost_of(order.reserved_at, order.leaves_lots));
}

Integer own_margin(const World& world, const Account& account, const PositionState& position) {
    const Instrument& terms = world.instruments.at(position.instrument).terms;
    const Integer notional = margin_notional(terms, position.lots, exact(position.cost));
    const Integer margin = margin_for(terms, group_of(world, account), notional);
    return *convert_at_mid(world, margin, margin_currency(terms), account.terms.currency);
}

Integer own_profit(const World& world, const Account& account, const PositionState& position) {
    const InstrumentState& instrument = world.instruments.at(position.instrument);
    const Group& group = group_of(world, account);
    const Price exit_price = client_quote(instrument, group).exit(position.side);
    const Integer profit = profit_of(instrument.terms, position.side, exit_price, position.lots, exact(position.cost));
    return *convert_for_client(world, group, profit, instrument.terms.quote, account.terms.currency);
}

Integer profit_of(const Instrument& terms, Side side, Price exit_price, Lots lots, const Integer& cost) {
    const Integer proceeds = cost_of(exit_price, lots);
    return carried(side == Side::buy ? Integer(proceeds - cost) : Integer(cost - proceeds), terms.contract_size.value(),
                   one);
}

}  // namespace trireme::reference
