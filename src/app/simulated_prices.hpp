#pragma once

#include "app/chance.hpp"
#include "app/market_view.hpp"
#include "app/simulated_instruments.hpp"
#include "engine/state.hpp"
#include "model/quote.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace trireme::app {

// Prices that walk at random, tick by tick, and now and then jump. One thread moves them, any may look.
class SimulatedPrices final : public MarketView {
public:
    // Goes on from the quotes that the engine had, if it had any. Fails with `conflict` where an instrument of other
    // terms has the id or the symbol of a simulated one.
    [[nodiscard]] static Result<std::vector<TradedInstrument>> instruments_after(const engine::EngineState& found);

    SimulatedPrices(std::vector<TradedInstrument> instruments, std::uint64_t seed);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::optional<Quote> quote(const TradedInstrument& instrument) const override;
    // The next quote of one of them, drawn by chance.
    Quote move();

private:
    [[nodiscard]] std::size_t index_of(const TradedInstrument& instrument) const;
    [[nodiscard]] Quote quote_at(std::size_t index) const;

    const std::vector<TradedInstrument> instruments_;
    Chance chance_;
    mutable std::mutex mutex_;
    std::vector<Price> mids_;
};

}  // namespace trireme::app
