#include "explain/explainer.hpp"

#include "explain/story.hpp"

#include <fmt/format.h>

namespace trireme::explain {
namespace {

std::unique_ptr<Story> story_of(const AboutOrder& question) { return story_of_order(question.order); }
std::unique_ptr<Story> story_of(const AboutRouting& question) { return story_of_routing(question.order); }
std::unique_ptr<Story> story_of(const AboutReject& question) { return story_of_reject(question); }
std::unique_ptr<Story> story_of(const AboutMargin& question) { return story_of_margin(question); }
std::unique_ptr<Story> story_of(const AboutStopOut& question) { return story_of_stop_out(question); }

// The account that the question is about, where it says so.
std::optional<AccountId> account_of(const AboutMargin& question) { return question.account; }
std::optional<AccountId> account_of(const AboutStopOut& question) { return question.account; }
std::optional<AccountId> account_of(const AboutReject& question) { return question.account; }
template <class Any>
std::optional<AccountId> account_of(const Any&) {
    return std::nullopt;
}

}  // namespace

Explainer::Explainer(const Question& question)
    : situation_(std::make_unique<Situation>(std::visit([](const auto& any) { return account_of(any); }, question))),
      story_(std::visit([](const auto& any) { return story_of(any); }, question)) {}
Explainer::~Explainer() = default;
Explainer::Explainer(Explainer&&) noexcept = default;
Explainer& Explainer::operator=(Explainer&&) noexcept = default;

void Explainer::on_event(const LoggedEvent& logged) {
    first_ = first_ == EventSequence() ? logged.sequence : first_;
    last_ = logged.sequence;
    last_time_ = logged.time;
    situation_->on_event(logged.event);
    story_->on_event(logged, *situation_);
}

Result<Explanation> Explainer::explain() const {
    auto told = story_->tell();
    if (told) {
        return told;
    }
    if (last_ == EventSequence()) {
        return fail(ErrorCode::not_found, "{}; the event log is empty", told.error().message);
    }
    return fail(ErrorCode::not_found, "{}; the event log reaches from event {} to event {}, of {}",
                told.error().message, first_.value(), last_.value(), format_timestamp(last_time_));
}

}  // namespace trireme::explain
