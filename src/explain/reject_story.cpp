#include "explain/reject_reason.hpp"
#include "explain/routing_check.hpp"
#include "explain/story.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <variant>

namespace trireme::explain {
namespace {

// Earlier rejects that are named; a client that asks the same thing for ever does not fill the memory.
constexpr std::size_t earlier_max = 100;

// The id by which the client called what the event answers; empty where there is none.
ClientOrderId client_order_id_of(const Event& event) {
    return std::visit(
        [](const auto& any) {
            if constexpr (requires { any.client_order_id; }) {
                return any.client_order_id;
            } else {
                return ClientOrderId();
            }
        },
        event);
}

AccountId account_of(const Event& event) {
    return std::visit(
        [](const auto& any) {
            if constexpr (requires { any.account_seq; }) {
                return any.account;
            } else {
                return AccountId();
            }
        },
        event);
}

class RejectStory final : public Story {
public:
    explicit RejectStory(const AboutReject& question) : question_(question) {}

    void on_event(const LoggedEvent& logged, const Situation& situation) override {
        const auto* const rejected = std::get_if<Rejected>(&logged.event);
        if (question_.sequence) {
            if (logged.sequence == *question_.sequence) {
                found_there_ = name_of(logged.event);
                if (rejected != nullptr) {
                    take(logged, *rejected, situation);
                }
            }
            return;
        }
        const bool is_about_it = account_of(logged.event) == question_.account &&
                                 client_order_id_of(logged.event) == question_.client_order_id;
        if (!is_about_it) {
            return;
        }
        if (rejected != nullptr) {
            take(logged, *rejected, situation);
        } else {
            found_there_ = fmt::format("{}, event {}", name_of(logged.event), logged.sequence.value());
        }
        if (!first_use_) {
            first_use_ = logged.sequence;
        }
    }

    Result<Explanation> tell() const override {
        if (!logged_) {
            return fail_to_find();
        }
        Explanation explanation{.question = question_};
        explanation.reject = facts_;
        explanation.summary = fmt::format("{} at {} was refused ({}), because {}.", what_was_asked(),
                                          format_timestamp(facts_.time), in_words(facts_.code), facts_.reason);
        if (routing_) {
            explanation.summary += fmt::format(" There {}.", in_words(*routing_));
        }
        explanation.routing = routing_;
        explanation.in_force = in_force_;
        explanation.events.push_back(*logged_);
        return explanation;
    }

private:
    void take(const LoggedEvent& logged, const Rejected& rejected, const Situation& situation) {
        if (logged_ && facts_.earlier.size() < earlier_max) {
            facts_.earlier.push_back(facts_.sequence);
        }
        logged_ = logged;
        facts_.sequence = logged.sequence;
        facts_.time = logged.time;
        facts_.code = rejected.code;
        facts_.command = command_name(rejected.command);
        facts_.reason = reason_in_words(rejected, situation);
        facts_.figures = rejected.figures;
        facts_.asked = rejected.asked;
        facts_.first_use = first_use_;
        std::vector<InstrumentId> instruments;
        if (rejected.asked) {
            instruments.push_back(rejected.asked->terms.instrument);
        } else if (rejected.figures.instrument) {
            instruments.push_back(*rejected.figures.instrument);
        }
        in_force_ = situation.in_force(rejected.account, instruments);
        symbol_ = instruments.empty() ? "" : situation.name_of(instruments.front());
        routing_.reset();
        if (rejected.figures.routing && rejected.figures.instrument) {
            routing_ = explain_routing(*rejected.figures.routing, *rejected.figures.instrument, situation);
        }
    }

    [[nodiscard]] std::string what_was_asked() const {
        const AccountId account = account_of(logged_->event);
        std::string words = facts_.command;
        if (account != AccountId()) {
            words += fmt::format(" of account {}", account.value());
        }
        if (facts_.asked) {
            words += fmt::format(", a {},", in_words(facts_.asked->terms, symbol_));
        }
        return words;
    }

    [[nodiscard]] std::unexpected<Error> fail_to_find() const {
        if (question_.sequence) {
            return fail(ErrorCode::not_found, "event {} is no reject: it is {}", question_.sequence->value(),
                        found_there_.empty() ? "not in the log" : found_there_);
        }
        const std::string instead =
            found_there_.empty() ? "" : fmt::format("; what it was answered with last is {}", found_there_);
        return fail(ErrorCode::not_found, "account {} has no reject of `{}`{}",
                    question_.account.value_or(AccountId()).value(), question_.client_order_id.view(), instead);
    }

    AboutReject question_;
    std::optional<LoggedEvent> logged_;
    std::optional<EventSequence> first_use_;
    std::string found_there_;  // instead of a reject
    RejectFacts facts_;
    std::optional<RoutingFacts> routing_;
    InForce in_force_;
    std::string symbol_;
};

}  // namespace

std::unique_ptr<Story> story_of_reject(const AboutReject& question) { return std::make_unique<RejectStory>(question); }

}  // namespace trireme::explain
