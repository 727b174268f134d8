#pragma once

#include "app/latency.hpp"
#include "counter/commands.hpp"
#include "ports/clock.hpp"
#include "ports/command_sink.hpp"
#include "runtime/handover.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <random>
#include <thread>

namespace trireme::app {

struct LoadOptions {
    std::uint64_t clients = 100;
    std::uint64_t commands_per_second = 200;  // 0: as many as are answered
    std::uint64_t first_request = 1;          // request ids from here on were never used before
};

// Simulated clients of the counter ledger. Each opens an account in dollars and one in euros and gets money from the
// bank; then, at random, they send it to each other, now or some seconds ahead, and exchange it.
//
// One thread sends for all of them; outcomes come in on the runtime's threads. The sink must outlive it.
class ClientLoad final : public OutcomeReceiver {
public:
    static constexpr std::size_t in_flight_max = 1024;

    ClientLoad(CommandSink& sink, Clock& clock, const LoadOptions& options);
    ~ClientLoad() override;

    // Stops sending and waits until all that was sent is answered. The runtime must still be there to answer.
    void stop();

    struct Counts {
        std::uint64_t durable = 0;
        std::uint64_t rejected = 0;
        std::uint64_t overloaded = 0;
        std::uint64_t in_flight = 0;
    };
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] LatencyHistogram& latencies() { return latencies_; }

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

private:
    struct InFlight {
        std::uint64_t slot = 0;
        std::chrono::steady_clock::time_point sent_at;
        bool is_setup = false;
    };

    void run();
    void open_accounts();
    void trade();
    [[nodiscard]] counter::Command next_command();
    // Sends, waiting for room. False if the engine takes nothing more or `stop` was called.
    bool send(const counter::Command& command, bool is_setup);
    [[nodiscard]] InFlight* wait_for_slot();

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    [[nodiscard]] RequestId next_request() { return RequestId(next_request_++); }

    CommandSink& sink_;
    Clock& clock_;
    LoadOptions options_;
    std::mt19937_64 random_;
    std::uint64_t next_request_;
    ByteBuffer encoded_;

    std::array<InFlight, in_flight_max> in_flight_;
    runtime::Handover<InFlight, in_flight_max> free_;
    LatencyHistogram latencies_;
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> answered_ = 0;
    std::atomic<std::uint64_t> durable_ = 0;
    std::atomic<std::uint64_t> rejected_ = 0;
    std::atomic<std::uint64_t> overloaded_ = 0;
    std::atomic<bool> is_stopping_ = false;
    std::thread thread_;
};

}  // namespace trireme::app
