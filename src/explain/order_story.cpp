#include "explain/routing_check.hpp"
#include "explain/story.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace trireme::explain {
namespace {

// What becomes of one order, from its acceptance on.
class OrderStory final : public Story {
public:
    explicit OrderStory(OrderId order) { facts_.order = order; }

    void on_event(const LoggedEvent& logged, const Situation& situation) override {
        if (const auto* const step = std::get_if<StopOut>(&logged.event)) {
            last_stop_out_ = logged;
            last_stop_out_account_ = step->account;
        } else if (const auto* const accepted = std::get_if<OrderAccepted>(&logged.event)) {
            last_order_ = std::max(last_order_, accepted->order);
            if (accepted->order == facts_.order) {
                on_accepted(logged, *accepted, situation);
            }
        }
        if (is_accepted_) {
            std::visit([&](const auto& any) { see(logged, any); }, logged.event);
        }
    }

    Result<Explanation> tell() const override {
        if (!is_accepted_) {
            return fail(ErrorCode::not_found, "no order {} was accepted; the last one was order {}",
                        facts_.order.value(), last_order_.value());
        }
        Explanation explanation{.question = AboutOrder{facts_.order}, .summary = summary(), .order = facts_};
        explanation.routing = routing_;
        explanation.in_force = in_force_;
        events_.put_into(explanation);
        return explanation;
    }

private:
    void on_accepted(const LoggedEvent& logged, const OrderAccepted& accepted, const Situation& situation) {
        is_accepted_ = true;
        facts_.account = accepted.account;
        facts_.client_order_id = accepted.client_order_id;
        facts_.terms = accepted.terms;
        facts_.accepted_at = logged.time;
        facts_.adds_risk = accepted.adds_risk;
        facts_.bid = accepted.bid;
        facts_.ask = accepted.ask;
        facts_.margin_notional = accepted.margin_notional;
        facts_.after = accepted.after;
        facts_.oco = accepted.oco;
        facts_.leaves_lots = accepted.terms.lots;
        terms_ = accepted.terms;
        if (accepted.after) {
            facts_.free_margin = free_margin(*accepted.after);
        }
        if (accepted.routing) {
            routing_ = explain_routing(*accepted.routing, accepted.terms.instrument, situation);
        }
        in_force_ = situation.in_force(accepted.account, std::array{accepted.terms.instrument});
        symbol_ = situation.name_of(accepted.terms.instrument);
        if (last_stop_out_ && last_stop_out_->command == logged.command && last_stop_out_account_ == accepted.account) {
            events_.add(*last_stop_out_);  // which placed it
        }
        events_.add(logged);
    }

    template <class Any>
    void see(const LoggedEvent&, const Any&) {}

    void see(const LoggedEvent& logged, const OrderTriggered& triggered) {
        if (triggered.order == facts_.order) {
            facts_.triggered_at = logged.time;
            events_.add(logged);
        }
    }

    void see(const LoggedEvent& logged, const OrderModified& modified) {
        if (modified.order != facts_.order) {
            return;
        }
        facts_.leaves_lots = modified.leaves_lots;
        facts_.modifications += 1;
        terms_ = modified.terms;
        events_.add(logged);
    }

    void see(const LoggedEvent& logged, const OrderTrailed& trailed) {
        if (trailed.order == facts_.order) {
            events_.add(logged);
        }
    }

    void see(const LoggedEvent& logged, const OrderReduced& reduced) {
        if (reduced.order == facts_.order) {
            facts_.leaves_lots = reduced.leaves_lots;
            events_.add(logged);
        }
    }

    void see(const LoggedEvent& logged, const OrderCancelled& cancelled) {
        if (cancelled.order == facts_.order) {
            facts_.cancelled_for = cancelled.reason;
            facts_.insufficient = cancelled.after;
            end(logged, OrderStatus::cancelled, cancelled.leaves_lots);
        }
    }

    void see(const LoggedEvent& logged, const OrderExpired& expired) {
        if (expired.order == facts_.order) {
            end(logged, OrderStatus::expired, expired.leaves_lots);
        }
    }

    void end(const LoggedEvent& logged, OrderStatus status, Lots leaves_lots) {
        facts_.status = status;
        facts_.leaves_lots = leaves_lots;
        facts_.ended_at = logged.time;
        events_.add(logged);
    }

    void see(const LoggedEvent& logged, const Trade& trade) {
        if (trade.order != facts_.order) {
            return;
        }
        facts_.trades.push_back(facts_of(trade, logged.time));
        facts_.filled = Lots(facts_.filled.value() + trade.lots.value());
        facts_.leaves_lots = trade.leaves_lots;
        facts_.status = OrderStatus::partially_filled;
        if (trade.leaves_lots == Lots()) {
            facts_.status = OrderStatus::filled;
            facts_.ended_at = logged.time;
        }
        awaits_position_ = true;
        events_.add(logged);
    }

    // What a trade does to its position comes right behind it.
    void see(const LoggedEvent& logged, const PositionChanged& changed) {
        if (awaits_position_ && changed.position == facts_.trades.back().position) {
            awaits_position_ = false;
            events_.add(logged);
        }
    }

    void see(const LoggedEvent& logged, const TransactionPosted& posted) {
        if (posted.trade && !facts_.trades.empty() && *posted.trade == facts_.trades.back().trade) {
            events_.add(logged);
        }
    }

    [[nodiscard]] std::string summary() const {
        std::string words =
            fmt::format("Order {} of account {}, a {}, was accepted at {}", facts_.order.value(),
                        facts_.account.value(), in_words(facts_.terms, symbol_), format_timestamp(facts_.accepted_at));
        if (facts_.after) {
            words += fmt::format(": with it {}, free margin {}", in_words(*facts_.after), format(*facts_.free_margin));
        } else {
            words += "; it only reduces, so that no margin is asked for";
        }
        if (routing_) {
            words += "; " + explain::in_words(*routing_);
        }
        words += ". What became of it: " + end_in_words() + ".";
        return words;
    }

    [[nodiscard]] std::string end_in_words() const {
        std::string words = facts_.triggered_at
                                ? fmt::format("its stop was reached at {}; ", format_timestamp(*facts_.triggered_at))
                                : "";
        for (const TradeFacts& trade : facts_.trades) {
            words += fmt::format("{} (reason {}); ", in_words(trade), explain::in_words(trade.reason));
        }
        if (facts_.cancelled_for) {
            words += fmt::format("cancelled at {} with {} lots left (reason {})", format_timestamp(*facts_.ended_at),
                                 format(facts_.leaves_lots), explain::in_words(*facts_.cancelled_for));
            if (facts_.insufficient) {
                words += fmt::format(": filled, it would have left {}", in_words(*facts_.insufficient));
            }
            return words;
        }
        if (facts_.status == OrderStatus::expired) {
            return words + fmt::format("expired at {} with {} lots left", format_timestamp(*facts_.ended_at),
                                       format(facts_.leaves_lots));
        }
        return words + (facts_.status == OrderStatus::filled ? "filled whole" : "it is alive");
    }

    OrderFacts facts_;
    OrderTerms terms_;  // as modified last
    std::optional<RoutingFacts> routing_;
    InForce in_force_;
    std::string symbol_;
    StoryEvents events_;
    bool is_accepted_ = false;
    bool awaits_position_ = false;
    OrderId last_order_;
    std::optional<LoggedEvent> last_stop_out_;
    AccountId last_stop_out_account_;
};

}  // namespace

std::unique_ptr<Story> story_of_order(OrderId order) { return std::make_unique<OrderStory>(order); }

}  // namespace trireme::explain
