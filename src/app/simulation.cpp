#include "app/simulation.hpp"

#include <random>
#include <utility>

namespace trireme::app {
namespace {

// Apart from the accounts that someone may open by hand in the same folder.
constexpr AccountId first_account(1'000'001);

std::uint64_t random_seed() { return std::random_device()(); }

}  // namespace

Result<std::unique_ptr<Simulation>> Simulation::start(const Engine& engine, const MarketView& market,
                                                      const LoadOptions& options, const engine::EngineState& found) {
    std::unique_ptr<Simulation> simulation(new Simulation(engine, market, options, found));
    const auto receive = [&activity = simulation->activity_,
                          &portfolios = simulation->portfolios_](const Event& event) {
        activity.count(event);
        portfolios.on_event(event);
    };
    TRIREME_TRY_ASSIGN(
        simulation->follower_,
        EventFollower::start(*engine.runtime, engine.runtime->boot_report().position.event_sequence, receive));
    return simulation;
}

// Each request of an earlier run took a sequence of its own, so none had an id above the last.
Simulation::Simulation(const Engine& engine, const MarketView& market, const LoadOptions& options,
                       const engine::EngineState& found)
    : portfolios_(first_account, options.clients, found),
      requests_(portfolios_, market, engine.runtime->boot_report().position.sequence + 1, random_seed()),
      clients_(*engine.runtime, *engine.clock, portfolios_, requests_, found, options) {}

void Simulation::stop() { clients_.stop(); }

Result<Activity> Simulation::finish() {
    TRIREME_TRY(follower_->finish());
    return activity_;
}

}  // namespace trireme::app
