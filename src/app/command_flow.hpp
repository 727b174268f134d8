#pragma once

#include "app/latency.hpp"
#include "model/commands.hpp"
#include "ports/command_sink.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace trireme::app {

// Sends commands to the engine and keeps account of what becomes of them. One thread sends; outcomes come in on the
// runtime's threads. The sink must outlive it.
class CommandFlow final : public OutcomeReceiver {
public:
    static constexpr std::size_t in_flight_max = 1024;

    explicit CommandFlow(CommandSink& sink) : sink_(sink) {}
    // Waits until all that was sent is answered. The runtime must still be there to answer.
    ~CommandFlow() override;

    // Sends, waiting for room. False if the engine takes nothing more or `stop` was called.
    bool send(const Command& command);

    // Lets nothing more be sent. Any thread.
    void stop() { is_stopping_.store(true, std::memory_order_release); }
    [[nodiscard]] bool is_stopping() const { return is_stopping_.load(std::memory_order_acquire); }

    struct Counts {
        std::uint64_t rejected = 0;
        std::uint64_t overloaded = 0;
        std::uint64_t no_room = 0;
        std::uint64_t in_flight = 0;
    };
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] std::uint64_t sent() const { return sent_.load(std::memory_order_relaxed); }
    // Of the durable commands so far, the one that came last in the journal.
    [[nodiscard]] std::uint64_t last_sequence() const { return last_sequence_.load(std::memory_order_acquire); }
    // Until all that was sent is answered.
    void wait_until_answered() const;
    [[nodiscard]] LatencyHistogram& latencies() { return latencies_; }

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

private:
    struct Slot {
        std::chrono::steady_clock::time_point sent_at;
        std::atomic<bool> is_taken = false;
    };

    // The slot that is next in turn, once its last command is answered: outcomes come nearly in order.
    [[nodiscard]] Slot* wait_for_slot();

    CommandSink& sink_;
    ByteBuffer encoded_;
    std::array<Slot, in_flight_max> slots_;
    LatencyHistogram latencies_;
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> answered_ = 0;
    std::atomic<std::uint64_t> rejected_ = 0;
    std::atomic<std::uint64_t> overloaded_ = 0;
    std::atomic<std::uint64_t> no_room_ = 0;
    std::atomic<std::uint64_t> last_sequence_ = 0;
    std::atomic<bool> is_stopping_ = false;
};

}  // namespace trireme::app
