#pragma once

#include "app/command_flow.hpp"
#include "app/simulated_prices.hpp"
#include "ports/clock.hpp"

#include <atomic>
#include <cstdint>
#include <thread>

namespace trireme::app {

// Sends the engine the quotes of a simulated market, at a steady pace, on a thread of its own. Sink, clock and prices
// outlive it.
class SimulatedMarket {
public:
    static constexpr std::uint64_t quotes_per_second = 200;

    // The instruments that the engine does not know are made known to it, with a first quote of each, and the rollovers
    // to come; then quote follows quote.
    SimulatedMarket(CommandSink& sink, Clock& clock, SimulatedPrices& prices, const engine::EngineState& found);
    ~SimulatedMarket();

    // Sends no more quotes.
    void stop();

    [[nodiscard]] std::uint64_t quotes_sent() const { return quotes_sent_.load(std::memory_order_relaxed); }

private:
    void run();

    SimulatedPrices& prices_;
    CommandFlow flow_;
    std::atomic<std::uint64_t> quotes_sent_ = 0;
    std::thread thread_;
};

}  // namespace trireme::app
