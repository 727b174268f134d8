#include "app/simulated_clients.hpp"

#include <algorithm>
#include <chrono>

namespace trireme::app {
namespace {

constexpr auto pause = std::chrono::milliseconds(1);

}  // namespace

SimulatedClients::SimulatedClients(CommandSink& sink, Clock& clock, ClientPortfolios& portfolios,
                                   ClientRequests& requests, const engine::EngineState& found,
                                   const LoadOptions& options)
    : clock_(clock), portfolios_(portfolios), requests_(requests), options_(options), flow_(sink) {
    for (const Group& group : requests_.terms().groups()) {
        if (std::ranges::find(found.groups, group.id, &Group::id) == found.groups.end()) {
            flow_.send(DefineGroup{group});
        }
    }
    thread_ = std::thread([this] { run(); });
}

SimulatedClients::~SimulatedClients() { stop(); }

void SimulatedClients::stop() {
    flow_.stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void SimulatedClients::run() {
    join();
    trade();
}

void SimulatedClients::join() {
    for (std::size_t client = 0; client < portfolios_.count(); ++client) {
        if (portfolios_.portfolio(client)) {
            continue;
        }
        for (const Command& command : requests_.join(client)) {
            flow_.send(command);
        }
    }
}

void SimulatedClients::trade() {
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t traded = 0;
    while (!flow_.is_stopping()) {
        const auto passed =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
        const std::uint64_t due = static_cast<std::uint64_t>(passed.count()) * options_.requests_per_second / 1'000'000;
        if (options_.requests_per_second > 0 && traded >= due) {
            std::this_thread::sleep_for(pause);
            continue;
        }
        if (!trade_once()) {
            return;
        }
        ++traded;
    }
}

bool SimulatedClients::trade_once() {
    if (const auto answer = requests_.desk_request()) {
        return flow_.send(*answer);
    }
    if (const auto request = requests_.next(clock_.now())) {
        return flow_.send(*request);
    }
    std::this_thread::sleep_for(pause);
    return true;
}

}  // namespace trireme::app
