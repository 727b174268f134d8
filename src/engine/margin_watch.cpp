#include "engine/margin_watch.hpp"

#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"
#include "engine/price_box.hpp"
#include "model/bounds.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace trireme::engine {
namespace {

// How wide bands are tried: from half of the price to either side to a millionth. Nearer than that, an account is
// looked at at each quote.
constexpr int widest = 1;
constexpr int narrowest = 20;

template <class Box>
bool is_safe(const Books& books, const AccountRecord& account, const Box& box) {
    const auto bounds = standing_within(books.rates, account, box);
    if (!bounds || !bounds->stays_above(account.group->stop_out_level)) {
        return false;
    }
    const Ratio call = account.group->margin_call_level;
    return account.margin_called ? bounds->stays_at_or_below(call) : bounds->stays_above(call);
}

// The widest that is safe, looked for from where it was last: an account's distance from its thresholds changes slowly.
// `narrowest` + 1 if none is.
int safe_narrowness(const Books& books, const AccountRecord& account) {
    int narrowness = std::clamp<int>(account.band_narrowness, widest, narrowest);
    if (is_safe(books, account, PriceBox(narrowness))) {
        while (narrowness > widest && is_safe(books, account, PriceBox(narrowness - 1))) {
            narrowness -= 1;
        }
        return narrowness;
    }
    do {
        narrowness += 1;
    } while (narrowness <= narrowest && !is_safe(books, account, PriceBox(narrowness)));
    return narrowness;
}

void leave(const Holding& holding, Trigger& trigger) {
    if (trigger.is_in_ladder()) {
        trigger.ladder->erase(trigger, holding.id.value());
    }
}

void set_band(Holding& holding, PriceRange band) {
    InstrumentRecord& instrument = *holding.instrument;
    const auto enter = [&](Trigger& trigger, PriceLadder& ladder, Price level) {
        leave(holding, trigger);
        ladder.insert(trigger, level, holding.id.value());
    };
    enter(holding.below, instrument.bands.bid_falls, Price(band.low.value() - 1));
    enter(holding.above, instrument.bands.ask_rises, Price(band.high.value() + 1));
}

// Each instrument that a holding's profit and margin follow from, some of them twice.
template <class Visit>
void for_each_dependency(const Books& books, const Holding& holding, Visit&& visit) {
    const Instrument& terms = holding.instrument->terms;
    const Currency currency = holding.account->currency();
    visit(*holding.instrument);
    for (const Currency from : {terms.quote, margin_currency(terms)}) {
        if (from != currency) {
            for (InstrumentRecord* const pair : books.rates.path(from, currency)) {
                visit(*pair);
            }
        }
    }
}

// Takes back the account's bands. That of an instrument which is held no more stays until a quote leaves it, because
// whoever traded it may well do so again; but not where each quote leaves each band, and wakes an account that must be
// examined at just those quotes that concern it.
void stop_watching_but_for_idle(AccountRecord& account, int narrowness) {
    const Bands bands(account);
    for (Holding* const holding : account.holdings) {
        holding->has_bounds = false;
        const bool is_idle = holding->sums.empty() && narrowness <= narrowest;
        if (!is_idle || !bands.range_of(*holding->instrument)) {
            leave(*holding, holding->below);
            leave(*holding, holding->above);
        }
    }
}

// The instruments that the account's equity and margin follow from, each once.
void collect_dependencies(const Books& books, const AccountRecord& account,
                          ScratchList<InstrumentRecord*>& instruments) {
    for (const Holding* const holding : account.holdings) {
        if (!holding->sums.empty()) {
            for_each_dependency(books, *holding, [&](InstrumentRecord& each) { instruments.push_back(&each); });
        }
    }
    std::ranges::sort(instruments, {}, &InstrumentRecord::id);
    const auto doubles = std::ranges::unique(instruments);
    instruments.erase(doubles.begin(), doubles.end());
}

// Gives bands of the width that the account's others have to what the holding follows from and what has none. False
// where the account has none of any width.
bool add_bands(Books& books, Holding& holding) {
    AccountRecord& account = *holding.account;
    if (account.band_narrowness < widest || account.band_narrowness > narrowest) {
        return false;
    }
    for_each_dependency(books, holding, [&](InstrumentRecord& instrument) {
        Holding& follows_from = books.holding(account, instrument);
        if (!follows_from.below.is_in_ladder()) {
            set_band(follows_from, PriceBox(account.band_narrowness).range_of(instrument));
        }
    });
    return true;
}

// Finds the bounds of the holdings that have more than they had. False where one cannot have any. Bands may add
// holdings that are empty: those need no bounds, and one that they move up is seen again with the bounds that it has by
// then.
bool find_all_bounds(Books& books, const AccountRecord& account) {
    for (std::size_t at = 0; at < account.holdings.size(); ++at) {
        Holding& holding = *account.holdings[at];
        const bool lacks_bounds = !holding.has_bounds && !holding.sums.empty();
        if (lacks_bounds && !find_bounds(books.rates, holding) &&
            !(add_bands(books, holding) && find_bounds(books.rates, holding))) {
            return false;
        }
    }
    return true;
}

// Whether amount x factor is more than other x other_factor for certain. Neither factor is below zero.
bool is_surely_more(Amount amount, std::int64_t factor, Amount other, std::int64_t other_factor) {
    // Cut to what leaves room for the factors, one up and one down.
    constexpr int bits_cut = 40;
    constexpr std::int64_t factor_max = std::int64_t{1} << 36;
    return factor <= factor_max && other_factor <= factor_max &&
           (amount.value() >> bits_cut) * factor > ((other.value() >> bits_cut) + 1) * other_factor;
}

// Whether the account, which was not called, stays above its margin-call level within its bands, and with that above
// its stop-out level. Each holding has found its bounds. Says no where it would take a closer look: a minor unit each
// way stands in for rounding.
bool is_plainly_above_call(const AccountRecord& account) {
    if (account.margin_called) {
        return false;
    }
    const Currency currency = account.currency();
    const Amount minor_unit = amount_of({1, currency});
    Amount equity = minus(plus(amount_of(account.cash), amount_of(account.credit)), minor_unit);
    Amount margin = minor_unit;
    for (const Holding* const holding : account.holdings) {
        if (!holding->sums.empty()) {
            equity = plus(equity, holding->least_profit);
            margin = plus(margin, holding->most_margin);
        }
    }
    constexpr std::int64_t one_hundred_percent = 100 * static_cast<std::int64_t>(one);
    const bool rounds_to_money = equity < amount_of({std::numeric_limits<std::int64_t>::max(), currency});
    return rounds_to_money &&
           is_surely_more(equity, one_hundred_percent, margin, account.group->margin_call_level.value());
}

}  // namespace

void stop_watching(AccountRecord& account) {
    for (Holding* const holding : account.holdings) {
        leave(*holding, holding->below);
        leave(*holding, holding->above);
    }
}

bool is_safe_within_bands(Books& books, AccountRecord& account) {
    if (account.has_left_band || account.stop_out_waits || !find_all_bounds(books, account)) {
        return false;
    }
    return is_plainly_above_call(account) || is_safe(books, account, Bands(account));
}

void watch(Books& books, AccountRecord& account) {
    const int narrowness = account.stop_out_waits ? narrowest + 1 : safe_narrowness(books, account);
    account.band_narrowness = static_cast<std::uint8_t>(narrowness);
    account.has_left_band = false;
    stop_watching_but_for_idle(account, narrowness);
    ScratchList<InstrumentRecord*> instruments(&books.scratch);
    collect_dependencies(books, account, instruments);
    const int too_wide = planted_bug(PlantedBug::band_too_wide) ? 1 : 0;
    for (InstrumentRecord* const instrument : instruments) {
        // Below any price and above any: each quote leaves it.
        constexpr PriceRange none{Price(2 * price_max.value()), Price()};
        set_band(books.holding(account, *instrument),
                 narrowness <= narrowest ? PriceBox(narrowness - too_wide).range_of(*instrument) : none);
    }
}

void touch_anew(Books& books, AccountRecord& account) {
    account.has_left_band = true;
    books.touch(account);
}

void touch_woken(Books& books, InstrumentRecord& instrument) {
    ScratchList<std::uint64_t> left(&books.scratch);
    instrument.bands.bid_falls.collect_reached(instrument.bid, left);
    instrument.bands.ask_rises.collect_reached(instrument.ask, left);
    for (const std::uint64_t id : left) {
        AccountRecord& account = *books.find(AccountId(id));
        account.has_left_band = true;
        books.touch(account);
    }
}

}  // namespace trireme::engine
