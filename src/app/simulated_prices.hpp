#pragma once

#include "app/chance.hpp"
#include "app/simulated_instruments.hpp"
#include "engine/state.hpp"
#include "model/quote.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace trireme::app {

// Prices that walk at random, tick by tick, and now and then jump. One thread moves them, any may look.
class SimulatedPrices {
public:
    // Goes on from the quotes that the engine had, if it had any. Fails with `conflict` where an instrument of other
    // terms has the id or the symbol of a simulated one.
    [[nodiscard]] static Result<std::vector<SimulatedInstrument>> instruments_after(const engine::EngineState& found);

    SimulatedPrices(std::vector<SimulatedInstrument> instruments, std::uint64_t seed);

    [[nodiscard]] std::span<const SimulatedInstrument> instruments() const { return instruments_; }
    // Null for an instrument of someone else.
    [[nodiscard]] const SimulatedInstrument* find(InstrumentId id) const;

    [[nodiscard]] Quote quote(const SimulatedInstrument& instrument) const;
    // The next quote of one of them, drawn by chance.
    Quote move();

private:
    [[nodiscard]] std::size_t index_of(const SimulatedInstrument& instrument) const;
    [[nodiscard]] Quote quote_at(std::size_t index) const;

    const std::vector<SimulatedInstrument> instruments_;
    Chance chance_;
    mutable std::mutex mutex_;
    std::vector<Price> mids_;
};

}  // namespace trireme::app
