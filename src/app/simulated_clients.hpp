#pragma once

#include "app/client_requests.hpp"
#include "app/command_flow.hpp"
#include "ports/clock.hpp"

#include <cstdint>
#include <thread>

namespace trireme::app {

struct LoadOptions {
    std::uint64_t clients = 100;
    std::uint64_t requests_per_second = 200;  // 0: as many as are answered
};

// Sends what simulated clients ask for, and the desk's answers, on a thread of its own. Sink, clock, portfolios and
// requests outlive it.
class SimulatedClients {
public:
    // The groups that the engine does not know are made known to it; clients whose accounts are in no portfolio join.
    SimulatedClients(CommandSink& sink, Clock& clock, ClientPortfolios& portfolios, ClientRequests& requests,
                     const engine::EngineState& found, const LoadOptions& options);
    ~SimulatedClients();

    // Sends no more requests.
    void stop();

    [[nodiscard]] CommandFlow& flow() { return flow_; }

private:
    void run();
    void join();
    void trade();
    // Sends one request. False if the engine takes no more.
    bool trade_once();

    Clock& clock_;
    ClientPortfolios& portfolios_;
    ClientRequests& requests_;
    const LoadOptions options_;
    CommandFlow flow_;
    std::thread thread_;
};

}  // namespace trireme::app
