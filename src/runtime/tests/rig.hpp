#pragma once

#include "ports/clock.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/tests/tally_core.hpp"
#include "simulation/simulated_storage.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace trireme::runtime {

// A clock that stands still until it is set.
class SetClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return Timestamp(now_ns_.load()); }
    void set(std::int64_t now_ns) { now_ns_.store(now_ns); }

private:
    std::atomic<std::int64_t> now_ns_ = 1'000;
};

// Remembers every outcome; any thread may wait for a number of them.
class OutcomeLog : public OutcomeReceiver {
public:
    struct Entry {
        std::uint64_t tag;
        OutcomeStatus status;
        std::uint64_t sequence;
        Timestamp time;
        std::vector<std::uint64_t> event_sequences;
    };

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

    [[nodiscard]] std::vector<Entry> entries() const;
    [[nodiscard]] std::size_t count_of(OutcomeStatus status) const;
    // Fails the test if they do not come within a minute.
    void wait_for(std::size_t count);

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Entry> entries_;
};

// Small sizes, so that few commands fill batches and segments.
[[nodiscard]] BootOptions small_boot_options();

// A pipeline on a simulated disk, driven by hand.
class Rig {
public:
    // Fails the test if there is nothing to start from.
    void start(const CoreKind& kind = tally_kind());
    [[nodiscard]] Result<void> try_start(const CoreKind& kind = tally_kind());
    // Ends it as a clean stop does.
    void stop();
    // Ends it as a kill of the process does, and makes the storage ready for the next start.
    void crash();

    void submit(ByteView command) { submit_not_before(Timestamp::earliest(), command); }
    void submit_not_before(Timestamp time, ByteView command);
    // Runs all stages until nothing is waiting; prepares segments as they are needed.
    void pump();
    void submit_and_pump(ByteView command) {
        submit(command);
        pump();
    }

    // All events through a stream of the log, with their bodies' first eight bytes.
    struct SeenEvent {
        std::uint64_t sequence;
        Timestamp time;
        std::uint64_t command_sequence;
        std::uint64_t account;
        std::uint64_t account_sequence;
        std::uint16_t type;
        std::uint64_t body;

        bool operator==(const SeenEvent&) const = default;
    };
    [[nodiscard]] std::vector<SeenEvent> events_after(std::uint64_t sequence);

    [[nodiscard]] Pipeline& pipeline() { return *pipeline_; }
    [[nodiscard]] EventLog& events() { return pipeline_->events(); }

    simulation::SimulatedStorage storage{1};
    SetClock clock;
    BootOptions boot_options = small_boot_options();
    std::size_t queue_capacity = 1024;
    OutcomeLog outcomes;

private:
    std::unique_ptr<Pipeline> pipeline_;
    std::uint64_t next_tag_ = 1;
};

// Reads a stream to where it says that there is nothing yet.
[[nodiscard]] std::vector<Rig::SeenEvent> drain(EventStream& stream);

}  // namespace trireme::runtime
