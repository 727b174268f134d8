#pragma once

#include "model/commands.hpp"
#include "model/events.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/snapshot_follower.hpp"
#include "simulation/simulated_clock.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace trireme::stress {

// Counts what became of commands and keeps the events of those that were asked for.
class Answers final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

    // From now on.
    void keep_events() { keeps_events_ = true; }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

    [[nodiscard]] std::uint64_t durable() const { return durable_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    [[nodiscard]] bool in_order() const { return in_order_; }

private:
    bool keeps_events_ = false;
    std::vector<Event> events_;
    std::uint64_t durable_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t last_tag_ = 0;
    bool in_order_ = true;
};

// What a run came to, by which two are compared.
struct EndOfRun {
    std::uint64_t sequence = 0;
    std::uint64_t event_hash = 0;  // over all events, in order
    std::uint64_t state_hash = 0;

    bool operator==(const EndOfRun&) const = default;
};

// The brokerage engine behind the real pipeline, its stages run by hand.
class StressRig {
public:
    explicit StressRig(journal::Storage& storage, std::size_t queue_capacity = 4096);

    // Fails the test if the storage cannot be started from.
    void start(const std::optional<runtime::FollowerOptions>& follower = std::nullopt);
    // As a clean stop.
    [[nodiscard]] EndOfRun stop();

    // Hands it in, for a later `pump`.
    Admission send(const Command& command);
    // Runs all stages until nothing is waiting.
    void pump();
    // Commands that nobody asks about one by one.
    void do_all(std::span<const Command> commands);
    // The events that the command leads to.
    [[nodiscard]] std::vector<Event> ask(const Command& command);

    // Everything is answered, each as durable and in order.
    void expect_all_answered() const;

    [[nodiscard]] simulation::SimulatedClock& clock() { return clock_; }
    [[nodiscard]] runtime::Pipeline& pipeline() { return *pipeline_; }
    [[nodiscard]] std::uint64_t taken() const { return taken_; }
    [[nodiscard]] const Answers& answers() const { return answers_; }

private:
    void follow();

    journal::Storage& storage_;
    std::size_t queue_capacity_;
    simulation::SimulatedClock clock_;
    std::unique_ptr<runtime::Pipeline> pipeline_;
    std::unique_ptr<runtime::SnapshotFollower> follower_;
    Answers answers_;
    std::uint64_t taken_ = 0;
};

// Stops the rig, starts another from the journal alone, and expects it to come to the same. Returns that.
EndOfRun expect_equal_replay(StressRig& rig, journal::Storage& storage);

// What the process holds on its heap; 0 where that is not known, as under a sanitizer.
[[nodiscard]] std::size_t heap_bytes();

}  // namespace trireme::stress
