#include "engine/margin_watch.hpp"

#include "base/planted_bug.hpp"
#include "engine/price_box.hpp"
#include "model/bounds.hpp"

#include <algorithm>

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

// The instruments that the account's equity and margin follow from, each once.
void collect_dependencies(const Books& books, const AccountRecord& account,
                          ScratchList<InstrumentRecord*>& instruments) {
    const auto add_path = [&](Currency from) {
        for (InstrumentRecord* const pair : books.rates.path(from, account.currency())) {
            instruments.push_back(pair);
        }
    };
    for (const Holding* const holding : account.holdings) {
        if (!holding->sums.empty()) {
            instruments.push_back(holding->instrument);
            add_path(holding->instrument->terms.quote);
            add_path(margin_currency(holding->instrument->terms));
        }
    }
    std::ranges::sort(instruments, {}, &InstrumentRecord::id);
    const auto doubles = std::ranges::unique(instruments);
    instruments.erase(doubles.begin(), doubles.end());
}

}  // namespace

void stop_watching(AccountRecord& account) {
    for (Holding* const holding : account.holdings) {
        leave(*holding, holding->below);
        leave(*holding, holding->above);
    }
}

bool is_safe_within_bands(const Books& books, const AccountRecord& account) {
    return !account.has_left_band && !account.stop_out_waits && is_safe(books, account, Bands(account));
}

void watch(Books& books, AccountRecord& account) {
    stop_watching(account);
    account.has_left_band = false;
    ScratchList<InstrumentRecord*> instruments(&books.scratch);
    collect_dependencies(books, account, instruments);
    if (instruments.empty()) {
        return;
    }
    const int narrowness = account.stop_out_waits ? narrowest + 1 : safe_narrowness(books, account);
    account.band_narrowness = static_cast<std::uint8_t>(narrowness);
    const int too_wide = planted_bug(PlantedBug::band_too_wide) ? 1 : 0;
    for (InstrumentRecord* const instrument : instruments) {
        // Below any price and above any: each quote leaves it.
        constexpr PriceRange none{Price(2 * price_max.value()), Price()};
        set_band(books.holding(account, *instrument),
                 narrowness <= narrowest ? PriceBox(narrowness - too_wide).range_of(*instrument) : none);
    }
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
