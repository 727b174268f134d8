#include "app/line_outcomes.hpp"

#include "model/events.hpp"

namespace trireme::app {

std::uint64_t LineOutcomes::add(std::uint64_t line) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return pending_.size() < lines_max; });
    Pending& added = pending_.emplace_back();
    added.outcome.line = line;
    return first_tag_ + pending_.size() - 1;
}

void LineOutcomes::refuse(std::uint64_t tag, std::string reason) {
    const std::scoped_lock lock(mutex_);
    pending(tag).outcome.refused = std::move(reason);
    pending(tag).is_known = true;
    changed_.notify_all();
}

void LineOutcomes::close() {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
}

std::optional<LineOutcome> LineOutcomes::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return pending_.empty() ? is_closed_ : pending_.front().is_known; });
    if (pending_.empty()) {
        return std::nullopt;
    }
    LineOutcome outcome = std::move(pending_.front().outcome);
    pending_.pop_front();
    first_tag_ += 1;
    changed_.notify_all();
    return outcome;
}

void LineOutcomes::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    const std::scoped_lock lock(mutex_);
    LineOutcome& line = pending(tag).outcome;
    line.status = outcome.status;
    line.sequence = outcome.sequence;
    line.time = outcome.time;
    for (const EventView& event : outcome.events) {
        line.is_rejected = line.is_rejected || event.type == Rejected::wire_type;
        line.events.emplace_back(event.body.begin(), event.body.end());
    }
    pending(tag).is_known = true;
    changed_.notify_all();
}

}  // namespace trireme::app
