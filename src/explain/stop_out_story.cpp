#include "explain/story.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace trireme::explain {
namespace {

// One stop-out, from the first step to the last. Steps of one command belong together, and what follows a wait belongs
// to it: a wait that was over without a step is not told by any event, but by a second wait.
struct Episode {
    StopOutFacts facts;
    StoryEvents events;
    InForce in_force;
    CommandSequence last_command;
    EventSequence first_event;
    EventSequence last_event;

    [[nodiscard]] bool goes_on_with(const LoggedEvent& logged, const StopOut& step) const {
        const bool waits = facts.steps.back().step == StopOutStep::wait;
        return last_command == logged.command || (waits && step.step != StopOutStep::wait);
    }
};

class StopOutStory final : public Story {
public:
    explicit StopOutStory(const AboutStopOut& question) : question_(question) {}

    void on_event(const LoggedEvent& logged, const Situation& situation) override {
        std::visit(
            [&](const auto& any) {
                if constexpr (requires { any.account_seq; }) {
                    if (any.account == question_.account) {
                        is_known_ = true;
                        on_account_event(logged, any, situation);
                    }
                }
            },
            logged.event);
    }

    Result<Explanation> tell() const override {
        const Episode* const episode = current_ && is_meant(*current_) ? &*current_ : found_ ? &*found_ : nullptr;
        if (episode == nullptr) {
            return fail(ErrorCode::not_found, "account {} has no stop-out{}{}", question_.account.value(), which(),
                        is_known_ ? "" : "; there is no such account");
        }
        Explanation explanation{.question = question_, .summary = summary(*episode), .stop_out = episode->facts};
        explanation.in_force = episode->in_force;
        episode->events.put_into(explanation);
        return explanation;
    }

private:
    template <class Any>
    void on_account_event(const LoggedEvent& logged, const Any& event, const Situation& situation) {
        if constexpr (std::same_as<Any, StopOut>) {
            on_step(logged, event, situation);
            return;
        }
        if (!current_ || current_->last_command != logged.command) {
            if constexpr (std::same_as<Any, MarginCallChanged>) {
                call_ = logged;
            }
            return;
        }
        add(logged);
        see(logged, event);
    }

    void on_step(const LoggedEvent& logged, const StopOut& event, const Situation& situation) {
        if (!current_ || !current_->goes_on_with(logged, event)) {
            finish();
            current_.emplace();
            current_->facts.account = event.account;
            current_->first_event = logged.sequence;
        }
        if (call_ && call_->command == logged.command) {
            current_->first_event = std::min(current_->first_event, call_->sequence);
            current_->events.add(*call_);
        }
        call_.reset();
        std::vector<InstrumentId> instruments;
        for (const Stake& stake : event.valuation.stakes) {
            instruments.push_back(stake.instrument);
        }
        if (current_->facts.steps.empty()) {
            current_->in_force = situation.in_force(event.account, instruments);
        }
        current_->last_command = logged.command;
        current_->facts.steps.push_back({.sequence = logged.sequence,
                                         .time = logged.time,
                                         .step = event.step,
                                         .figures = event.figures,
                                         .position = event.position,
                                         .opposite = event.opposite,
                                         .lots = event.lots,
                                         .choice = event.choice,
                                         .valuation = event.valuation});
        add(logged);
    }

    void add(const LoggedEvent& logged) {
        current_->events.add(logged);
        current_->last_event = logged.sequence;
    }

    template <class Any>
    void see(const LoggedEvent&, const Any&) {}
    void see(const LoggedEvent& logged, const Trade& trade) {
        current_->facts.steps.back().trades.push_back(facts_of(trade, logged.time));
    }
    void see(const LoggedEvent&, const OrderCancelled& cancelled) {
        current_->facts.steps.back().cancelled.push_back(cancelled.order);
    }
    void see(const LoggedEvent&, const MarginCallChanged& changed) {
        current_->facts.end = changed.called ? std::nullopt : std::optional(changed.figures);
    }
    void see(const LoggedEvent&, const TransactionPosted& posted) {
        if (posted.kind == TransactionKind::negative_balance) {
            current_->facts.covered = posted.postings[0].amount;
        }
    }

    void finish() {
        if (current_ && is_meant(*current_)) {
            found_ = std::move(current_);
        }
        current_.reset();
    }

    [[nodiscard]] bool is_meant(const Episode& episode) const {
        if (question_.sequence &&
            (*question_.sequence < episode.first_event || *question_.sequence > episode.last_event)) {
            return false;
        }
        return !question_.position || std::ranges::any_of(episode.facts.steps, [&](const StopOutStepFacts& step) {
            return step.position == question_.position || step.opposite == question_.position;
        });
    }

    [[nodiscard]] std::string which() const {
        std::string words;
        if (question_.position) {
            words += fmt::format(" of position {}", question_.position->value());
        }
        if (question_.sequence) {
            words += fmt::format(" with event {}", question_.sequence->value());
        }
        return words;
    }

    static std::string choice_in_words(const StopOutStepFacts& step, const InForce& in_force) {
        if (!step.choice || !step.choice->chosen) {
            return "";
        }
        const bool by_loss = step.step == StopOutStep::close_position && in_force.group &&
                             in_force.group->stop_out_order == StopOutOrder::largest_loss;
        std::string words = fmt::format(", chosen for its {} of {}", by_loss ? "own profit" : "own margin",
                                        format(step.choice->chosen->measure));
        if (step.choice->next) {
            words += fmt::format(" (next: position {} with {})", step.choice->next->position.value(),
                                 format(step.choice->next->measure));
        }
        return words;
    }

    static std::string in_words(const StopOutStepFacts& step, const InForce& in_force) {
        switch (step.step) {
            case StopOutStep::release_orders:
                return fmt::format("{} orders that add risk are cancelled", step.cancelled.size());
            case StopOutStep::close_position:
                return fmt::format("{} lots of position {} are closed{}", format(step.lots), step.position->value(),
                                   choice_in_words(step, in_force));
            case StopOutStep::close_pair:
                return fmt::format("{} lots of positions {} and {} are closed by each other{}", format(step.lots),
                                   step.position->value(), step.opposite->value(), choice_in_words(step, in_force));
            case StopOutStep::wait: break;
        }
        return fmt::format(
            "of {} positions none can be closed: {} cannot be traded, {} find no volume, {} would not "
            "raise the level",
            step.choice->positions, step.choice->not_tradable, step.choice->no_volume, step.choice->not_helpful);
    }

    static std::string summary(const Episode& episode) {
        const StopOutFacts& facts = episode.facts;
        std::string words =
            fmt::format("Account {} was at {}", facts.account.value(), explain::in_words(facts.steps.front().figures));
        if (episode.in_force.group) {
            words +=
                fmt::format(", at or below its stop-out level of {} %", format(episode.in_force.group->stop_out_level));
        }
        words += ".";
        for (const StopOutStepFacts& step : facts.steps) {
            words += fmt::format(" At {}: {}", explain::in_words(step.figures), in_words(step, episode.in_force));
            for (const TradeFacts& trade : step.trades) {
                words += "; " + explain::in_words(trade);
            }
            words += ".";
        }
        if (facts.covered) {
            words += fmt::format(" A negative balance of {} was covered.", format(*facts.covered));
        }
        if (facts.end) {
            words += fmt::format(" Then it was above its margin-call level: {}.", explain::in_words(*facts.end));
        }
        return words;
    }

    AboutStopOut question_;
    std::optional<LoggedEvent> call_;  // the last margin call, which may begin an episode
    std::optional<Episode> current_;
    std::optional<Episode> found_;  // the latest of those before that is meant
    bool is_known_ = false;
};

}  // namespace

std::unique_ptr<Story> story_of_stop_out(const AboutStopOut& question) {
    return std::make_unique<StopOutStory>(question);
}

}  // namespace trireme::explain
