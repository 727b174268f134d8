#pragma once

#include "app/activity.hpp"
#include "app/engine.hpp"
#include "app/event_follower.hpp"
#include "app/simulated_clients.hpp"
#include "app/simulated_market.hpp"

#include <memory>

namespace trireme::app {

// A simulated market and simulated clients on a running engine, whose events they follow. The engine outlives it.
class Simulation {
public:
    // Goes on where the engine stood when it started: with the prices, accounts, orders and positions that it `found`.
    [[nodiscard]] static Result<std::unique_ptr<Simulation>> start(const Engine& engine, const LoadOptions& options,
                                                                   const engine::EngineState& found);

    [[nodiscard]] SimulatedMarket& market() { return market_; }
    [[nodiscard]] SimulatedClients& clients() { return clients_; }

    // Sends nothing more.
    void stop();
    // Once the engine has stopped: what happened meanwhile.
    [[nodiscard]] Result<Activity> finish();

private:
    Simulation(const Engine& engine, const LoadOptions& options, const engine::EngineState& found,
               std::vector<TradedInstrument> instruments);

    SimulatedPrices prices_;
    ClientPortfolios portfolios_;
    Activity activity_;  // the follower's, until it has finished
    SimulatedMarket market_;
    ClientRequests requests_;
    SimulatedClients clients_;
    std::unique_ptr<EventFollower> follower_;
};

}  // namespace trireme::app
