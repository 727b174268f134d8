#pragma once

#include "base/result.hpp"
#include "explain/explanation.hpp"
#include "explain/question.hpp"

#include <memory>

namespace trireme::explain {

class Situation;
class Story;

// Answers one question from an event log that it is shown once, event by event, in order. It keeps what the question is
// about, and what is in force.
class Explainer {
public:
    explicit Explainer(const Question& question);
    ~Explainer();
    Explainer(Explainer&&) noexcept;
    Explainer& operator=(Explainer&&) noexcept;

    void on_event(const LoggedEvent& logged);

    // From the events so far. Errors: not_found with what was looked for and how far the log reaches.
    [[nodiscard]] Result<Explanation> explain() const;

private:
    std::unique_ptr<Situation> situation_;
    std::unique_ptr<Story> story_;
    EventSequence first_;
    EventSequence last_;
    Timestamp last_time_;
};

}  // namespace trireme::explain
