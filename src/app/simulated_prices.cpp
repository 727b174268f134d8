#include "app/simulated_prices.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <utility>

namespace trireme::app {
namespace {

constexpr std::uint64_t quotes_per_jump = 2'000;
constexpr std::int64_t jump_steps = 25;

bool is_same_instrument(const Instrument& a, const Instrument& b) {
    return a.id == b.id && a.symbol == b.symbol && a.type == b.type && a.base == b.base && a.quote == b.quote &&
           a.tick_size == b.tick_size && a.contract_size == b.contract_size;
}

}  // namespace

Result<std::vector<TradedInstrument>> SimulatedPrices::instruments_after(const engine::EngineState& found) {
    std::vector<TradedInstrument> instruments = simulated_instruments();
    for (const engine::InstrumentState& known : found.instruments) {
        for (TradedInstrument& each : instruments) {
            if (known.terms.id != each.terms.id && known.terms.symbol != each.terms.symbol) {
                continue;
            }
            if (!is_same_instrument(known.terms, each.terms)) {
                return fail(ErrorCode::conflict,
                            "the simulated market would trade {} as instrument {}, and here instrument {} is {} on "
                            "other terms: take another data folder, or --clients 0",
                            each.terms.symbol.view(), each.terms.id.value(), known.terms.id.value(),
                            known.terms.symbol.view());
            }
            each.terms = known.terms;
            if (known.bid > Price()) {
                each.mid = Price((known.bid.value() + known.ask.value()) / 2);
            }
        }
    }
    return instruments;
}

SimulatedPrices::SimulatedPrices(std::vector<TradedInstrument> instruments, std::uint64_t seed)
    : instruments_(std::move(instruments)), chance_(seed) {
    for (const TradedInstrument& instrument : instruments_) {
        mids_.push_back(instrument.mid);
    }
}

std::optional<Quote> SimulatedPrices::quote(const TradedInstrument& instrument) const {
    const std::scoped_lock lock(mutex_);
    return quote_at(index_of(instrument));
}

Quote SimulatedPrices::move() {
    const std::scoped_lock lock(mutex_);
    const std::size_t index = chance_.below(instruments_.size());
    const TradedInstrument& instrument = instruments_[index];
    const std::int64_t tick = instrument.terms.tick_size.value();
    const std::int64_t reach = instrument.step.value() / tick * (chance_.one_in(quotes_per_jump) ? jump_steps : 1);
    const std::int64_t moved = mids_[index].value() + chance_.between(-reach, reach) * tick;
    // However long it walks, the price stays within half and twice what it began with.
    const std::int64_t begin = instrument.mid.value();
    mids_[index] = Price(std::clamp(moved, begin / 2, begin * 2));
    return quote_at(index);
}

std::size_t SimulatedPrices::index_of(const TradedInstrument& instrument) const {
    const auto index = static_cast<std::size_t>(&instrument - instruments_.data());
    TRIREME_ASSERT(index < instruments_.size());
    return index;
}

Quote SimulatedPrices::quote_at(std::size_t index) const {
    const TradedInstrument& instrument = instruments_[index];
    const std::int64_t tick = instrument.terms.tick_size.value();
    const std::int64_t bid = (mids_[index].value() - instrument.spread.value() / 2) / tick * tick;
    return {instrument.terms.id, Price(bid), Price(bid + instrument.spread.value())};
}

}  // namespace trireme::app
