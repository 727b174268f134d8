#pragma once

#include "base/result.hpp"
#include "explain/explanation.hpp"
#include "explain/situation.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace trireme::explain {

// Looks at the events of a log, in order, and keeps of them what one question is about.
class Story {
public:
    virtual ~Story() = default;

    // `situation` is what is in force with the event.
    virtual void on_event(const LoggedEvent& logged, const Situation& situation) = 0;

    // Errors: not_found with what was looked for, if the log does not tell it.
    [[nodiscard]] virtual Result<Explanation> tell() const = 0;
};

[[nodiscard]] std::unique_ptr<Story> story_of_order(OrderId order);
[[nodiscard]] std::unique_ptr<Story> story_of_routing(OrderId order);
[[nodiscard]] std::unique_ptr<Story> story_of_reject(const AboutReject& question);
[[nodiscard]] std::unique_ptr<Story> story_of_margin(const AboutMargin& question);
[[nodiscard]] std::unique_ptr<Story> story_of_stop_out(const AboutStopOut& question);

// The events of a story: all, or if there are too many the first and the last of them. A trailing stop can move for
// months.
class StoryEvents {
public:
    static constexpr std::size_t at_each_end_max = 500;

    void add(const LoggedEvent& logged) {
        if (first_.size() < at_each_end_max) {
            first_.push_back(logged);
            return;
        }
        last_.push_back(logged);
        if (last_.size() > at_each_end_max) {
            last_.pop_front();
            left_out_ += 1;
        }
    }

    void put_into(Explanation& explanation) const {
        explanation.events = first_;
        explanation.events.insert(explanation.events.end(), last_.begin(), last_.end());
        explanation.events_left_out = left_out_;
    }

private:
    std::vector<LoggedEvent> first_;
    std::deque<LoggedEvent> last_;
    std::uint64_t left_out_ = 0;
};

}  // namespace trireme::explain
