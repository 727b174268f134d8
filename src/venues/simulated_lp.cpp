#include "venues/simulated_lp.hpp"

#include <algorithm>
#include <set>

namespace trireme::venues {
namespace {

constexpr Duration latency_limit = Duration::seconds(3'600);

std::size_t slots_of(const SimulatedLpTerms& terms) {
    std::size_t slots = 0;
    for (const auto& instrument : terms.instruments) {
        slots = std::max<std::size_t>(slots, std::size_t{instrument.slot.value()} + 1);
    }
    return slots;
}

}  // namespace

Result<std::unique_ptr<SimulatedLp>> SimulatedLp::create(const SimulatedLpTerms& terms) {
    if (terms.latency_min < Duration() || terms.latency_max < terms.latency_min || terms.latency_max > latency_limit) {
        return fail(ErrorCode::invalid_input, "no such latency of quotes");
    }
    TRIREME_TRY(check(terms.dealing));
    std::set<InstrumentSlot> slots;
    for (const auto& instrument : terms.instruments) {
        TRIREME_TRY(check(instrument.price));
        slots.insert(instrument.slot);
    }
    if (slots.empty() || slots.size() != terms.instruments.size() ||
        slots.rbegin()->value() >= quoted_instruments_max) {
        return fail(ErrorCode::invalid_input, "an LP quotes some instruments, each of them once");
    }
    return std::unique_ptr<SimulatedLp>(new SimulatedLp(terms));
}

SimulatedLp::SimulatedLp(const SimulatedLpTerms& terms)
    : SimulatedAdapter({.lp = terms.lp,
                        .latency_min = terms.latency_min,
                        .latency_max = terms.latency_max,
                        .dealing = terms.dealing,
                        .instruments = slots_of(terms)},
                       terms.seed, terms.begin) {
    for (const auto& instrument : terms.instruments) {
        // By the slot and not by the place: an instrument's prices do not depend on which others there are.
        streams_.push_back(
            {instrument.slot, SimulatedPrice(instrument.price, scatter(terms.market_seed, instrument.slot.value()),
                                             scatter(terms.seed, instrument.slot.value()), terms.begin)});
    }
    find_next();
}

void SimulatedLp::step_prices() {
    Stream& stream = streams_[next_];
    const Timestamp now = stream.price.next_time();
    set_prices(stream.slot, stream.price.step(), now);
    find_next();
}

void SimulatedLp::find_next() {
    const auto first =
        std::ranges::min_element(streams_, {}, [](const Stream& stream) { return stream.price.next_time(); });
    next_ = static_cast<std::size_t>(first - streams_.begin());
}

}  // namespace trireme::venues
