#pragma once

#include "base/timestamp.hpp"
#include "engine/brokerage_engine.hpp"
#include "explain/logged_event.hpp"
#include "scenarios/invariants.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trireme::scenarios {

// Whether the engine goes on as it is, or after each command as one that was made from its stored state.
enum class Restoring { never, after_each_command };

// What a command or the clock brought about.
struct Response {
    std::vector<Event> events;
    std::size_t timer_count = 0;
    std::optional<std::string> broken;  // what must always hold and does not
};

// An engine with a clock. Inserts what is due before any later command, as the runtime does, and checks after each
// command that what must always hold does.
class TestedEngine {
public:
    explicit TestedEngine(Restoring restoring) : restoring_(restoring) {}

    // `time` is not before now.
    [[nodiscard]] Response move_to(Timestamp time);
    // And what is due at once after it.
    [[nodiscard]] Response apply(const Command& command);

    [[nodiscard]] Timestamp now() const { return now_; }
    [[nodiscard]] const engine::BrokerageEngine& engine() const { return engine_; }
    [[nodiscard]] std::uint64_t state_hash() const;
    // All that it said, as an event log holds it.
    [[nodiscard]] const std::vector<explain::LoggedEvent>& log() const { return log_; }

private:
    void run_timers(Response& response);
    void apply_at(Timestamp time, const Command& command, Response& response);
    [[nodiscard]] std::optional<std::string> go_on_from_stored_state();

    engine::BrokerageEngine engine_;
    Invariants invariants_;
    Restoring restoring_;
    Timestamp now_;
    Timestamp last_time_;
    CommandSequence last_command_;
    std::vector<explain::LoggedEvent> log_;
};

}  // namespace trireme::scenarios
