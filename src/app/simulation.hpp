#pragma once

#include "app/activity.hpp"
#include "app/engine.hpp"
#include "app/event_follower.hpp"
#include "app/market_view.hpp"
#include "app/simulated_clients.hpp"

#include <memory>

namespace trireme::app {

// Simulated clients on a running engine, whose events they follow. Engine and market outlive it.
class Simulation {
public:
    // Goes on where the engine stood when it started: with the accounts, orders and positions that it `found`.
    [[nodiscard]] static Result<std::unique_ptr<Simulation>> start(const Engine& engine, const MarketView& market,
                                                                   const LoadOptions& options,
                                                                   const engine::EngineState& found);

    [[nodiscard]] SimulatedClients& clients() { return clients_; }

    // Sends nothing more.
    void stop();
    // Once the engine has stopped: what happened meanwhile.
    [[nodiscard]] Result<Activity> finish();

private:
    Simulation(const Engine& engine, const MarketView& market, const LoadOptions& options,
               const engine::EngineState& found);

    ClientPortfolios portfolios_;
    Activity activity_;  // the follower's, until it has finished
    ClientRequests requests_;
    SimulatedClients clients_;
    std::unique_ptr<EventFollower> follower_;
};

}  // namespace trireme::app
