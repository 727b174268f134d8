#include "explain/routing_check.hpp"
#include "explain/story.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace trireme::explain {
namespace {

// How the book of one order was chosen.
class RoutingStory final : public Story {
public:
    explicit RoutingStory(OrderId order) : order_(order) {}

    void on_event(const LoggedEvent& logged, const Situation& situation) override {
        const auto* const accepted = std::get_if<OrderAccepted>(&logged.event);
        if (accepted == nullptr) {
            return;
        }
        last_order_ = std::max(last_order_, accepted->order);
        if (accepted->order != order_) {
            return;
        }
        accepted_ = logged;
        if (accepted->routing) {
            routing_ = explain_routing(*accepted->routing, accepted->terms.instrument, situation);
        }
        in_force_ = situation.in_force(accepted->account, std::array{accepted->terms.instrument});
        symbol_ = situation.name_of(accepted->terms.instrument);
    }

    Result<Explanation> tell() const override {
        if (!accepted_) {
            return fail(ErrorCode::not_found, "no order {} was accepted; the last one was order {}", order_.value(),
                        last_order_.value());
        }
        if (!routing_) {
            return fail(ErrorCode::not_found, "order {} only reduces, and is not routed", order_.value());
        }
        const auto& accepted = std::get<OrderAccepted>(accepted_->event);
        Explanation explanation{.question = AboutRouting{order_}};
        explanation.summary =
            fmt::format("Order {} of account {}, a {}: {}.{}", order_.value(), accepted.account.value(),
                        in_words(accepted.terms, symbol_), explain::in_words(*routing_), passed_over());
        explanation.routing = routing_;
        explanation.in_force = in_force_;
        explanation.events.push_back(*accepted_);
        return explanation;
    }

private:
    // Why the rules before did not match: the first condition of each that does not hold.
    [[nodiscard]] std::string passed_over() const {
        std::string words;
        for (const RuleCheck& rule : routing_->rules) {
            const auto failed = std::ranges::find(rule.conditions, false, &ConditionCheck::holds);
            if (failed != rule.conditions.end()) {
                words += fmt::format(" Rule {} did not match: {} is stated as {}, and was {}.", rule.rule.value(),
                                     failed->condition, failed->stated, failed->found);
            }
        }
        return words;
    }

    OrderId order_;
    OrderId last_order_;
    std::optional<LoggedEvent> accepted_;
    std::optional<RoutingFacts> routing_;
    InForce in_force_;
    std::string symbol_;
};

}  // namespace

std::unique_ptr<Story> story_of_routing(OrderId order) { return std::make_unique<RoutingStory>(order); }

}  // namespace trireme::explain
