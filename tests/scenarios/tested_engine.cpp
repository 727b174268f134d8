#include "scenarios/tested_engine.hpp"

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace trireme::scenarios {
namespace {

// Far more than any scenario needs: timers that come back for ever are a bug to report and not to wait for.
constexpr std::size_t timers_at_once_max = 100'000;

class CollectingSink final : public EventSink {
public:
    CollectingSink(std::vector<Event>& events, Invariants& invariants) : events_(events), invariants_(invariants) {}

    void on_event(const Event& event) override {
        events_.push_back(event);
        invariants_.on_event(event);
    }

private:
    std::vector<Event>& events_;
    Invariants& invariants_;
};

}  // namespace

Response TestedEngine::move_to(Timestamp time) {
    TRIREME_ASSERT(time >= now_, "time does not go back");
    now_ = time;
    Response response;
    run_timers(response);
    return response;
}

Response TestedEngine::apply(const Command& command) {
    Response response;
    apply_at(now_, command, response);
    run_timers(response);
    return response;
}

void TestedEngine::run_timers(Response& response) {
    while (!response.broken) {
        const auto due = engine_.next_timer();
        if (!due || *due > now_) {
            return;
        }
        if (response.timer_count == timers_at_once_max) {
            response.broken = "timers do not come to an end";
            return;
        }
        response.timer_count += 1;
        // A timer bears the time at which it was due, however late the machine comes to it.
        apply_at(std::max(*due, last_time_), engine::BrokerageEngine::timer_command(), response);
    }
}

void TestedEngine::apply_at(Timestamp time, const Command& command, Response& response) {
    last_time_ = time;
    last_command_ = CommandSequence(last_command_.value() + 1);
    const std::size_t before = response.events.size();
    CollectingSink sink(response.events, invariants_);
    engine_.apply(time, command, sink);
    for (const Event& event : std::span(response.events).subspan(before)) {
        log_.push_back({EventSequence(log_.size() + 1), last_command_, time, event});
    }
    response.broken = invariants_.broken_after(engine_.state());
    if (!response.broken && restoring_ == Restoring::after_each_command) {
        response.broken = go_on_from_stored_state();
    }
}

std::optional<std::string> TestedEngine::go_on_from_stored_state() {
    const engine::EngineState state = engine_.state();
    ByteBuffer bytes;
    codec::encode(bytes, state);
    auto stored = codec::decode<engine::EngineState>(bytes);
    if (!stored) {
        return fmt::format("the state cannot be read back: {}", stored.error().message);
    }
    auto restored = engine::BrokerageEngine::from_state(*std::move(stored));
    if (!restored) {
        return fmt::format("there is no engine of that state: {}", restored.error().message);
    }
    if (restored->state() != state || restored->next_timer() != engine_.next_timer()) {
        return "an engine made from the state has another one";
    }
    engine_ = *std::move(restored);
    return std::nullopt;
}

std::uint64_t TestedEngine::state_hash() const { return codec::hash_state(engine_.state()); }

}  // namespace trireme::scenarios
