#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "explain/logged_event.hpp"
#include "explain/question.hpp"
#include "model/account.hpp"
#include "model/group.hpp"
#include "model/instrument.hpp"
#include "model/routing.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The answer to a question: recorded facts. Whatever stands here stands in an event, but for texts, and for sums that
// say so.
namespace trireme::explain {

// One condition of a routing rule beside the fact that it was held against.
struct ConditionCheck {
    std::string condition{};  // as RoutingConditions calls it
    std::string stated{};
    std::string found{};
    bool holds = false;

    bool operator==(const ConditionCheck&) const = default;
};
TRIREME_DESCRIBE(ConditionCheck, (condition, stated, found, holds));

struct RuleCheck {
    RoutingRuleId rule{};
    Book book = Book::b;
    bool holds = false;
    std::vector<ConditionCheck> conditions{};  // all that the rule states

    bool operator==(const RuleCheck&) const = default;
};
TRIREME_DESCRIBE(RuleCheck, (rule, book, holds, conditions));

struct RoutingFacts {
    Book book = Book::b;
    std::uint32_t rules_version = 0;
    std::optional<RoutingRuleId> matched{};
    Ratio hedge_share{};
    LpId lp{};
    RoutingInputs inputs{};
    bool rules_known = false;        // the log holds the rules of that version
    std::vector<RuleCheck> rules{};  // up to the one that matched
    bool agrees = true;              // the rules, held against the inputs again, lead to what was recorded

    bool operator==(const RoutingFacts&) const = default;
};
TRIREME_DESCRIBE(RoutingFacts, (book, rules_version, matched, hedge_share, lp, inputs, rules_known, rules, agrees));

struct TradeFacts {
    TradeId trade{};
    Timestamp time{};
    PositionId position{};
    bool opens = false;
    TradeReason reason = TradeReason::client;
    Lots lots{};
    Price price{};
    Price bid{};
    Price ask{};
    Price slippage{};
    std::optional<Money> profit{};

    bool operator==(const TradeFacts&) const = default;
};
TRIREME_DESCRIBE(TradeFacts, (trade, time, position, opens, reason, lots, price, bid, ask, slippage, profit));

struct OrderFacts {
    OrderId order{};
    AccountId account{};
    ClientOrderId client_order_id{};
    OrderTerms terms{};  // as accepted
    Timestamp accepted_at{};
    bool adds_risk = false;
    Price bid{};  // that the client was shown
    Price ask{};
    Amount margin_notional{};
    std::optional<MarginFigures> after{};
    std::optional<Money> free_margin{};  // equity less used margin
    std::optional<OrderId> oco{};
    OrderStatus status = OrderStatus::accepted;
    std::uint64_t modifications = 0;
    std::optional<Timestamp> triggered_at{};
    Lots filled{};  // the sum of its trades
    Lots leaves_lots{};
    std::vector<TradeFacts> trades{};
    std::optional<CancelReason> cancelled_for{};
    std::optional<MarginFigures> insufficient{};  // that did not suffice when it was to be filled
    std::optional<Timestamp> ended_at{};

    bool operator==(const OrderFacts&) const = default;
};
TRIREME_DESCRIBE(OrderFacts, (order, account, client_order_id, terms, accepted_at, adds_risk, bid, ask, margin_notional,
                              after, free_margin, oco, status, modifications, triggered_at, filled, leaves_lots, trades,
                              cancelled_for, insufficient, ended_at));

struct RejectFacts {
    EventSequence sequence{};
    Timestamp time{};
    RejectCode code = RejectCode::conflict;
    std::string command{};  // by its wire name
    std::string reason{};
    RejectFigures figures{};
    std::optional<AskedOrders> asked{};
    std::optional<EventSequence> first_use{};  // of the same client_order_id, before
    std::vector<EventSequence> earlier{};      // rejects of the same client_order_id

    bool operator==(const RejectFacts&) const = default;
};
TRIREME_DESCRIBE(RejectFacts, (sequence, time, code, command, reason, figures, asked, first_use, earlier));

struct LiveOrder {
    OrderId order{};
    OrderTerms terms{};
    Amount
        margin_notional{};  // as recorded when it was accepted or last modified; of what is left its part is reserved
    Lots leaves_lots{};

    bool operator==(const LiveOrder&) const = default;
};
TRIREME_DESCRIBE(LiveOrder, (order, terms, margin_notional, leaves_lots));

struct MarginFacts {
    EventSequence sequence{};  // of the event that says the figures
    Timestamp time{};
    std::string event{};       // its wire name
    bool is_supposed = false;  // how the account would stand with what was asked for
    MarginFigures figures{};
    Money free_margin{};  // equity less used margin
    std::optional<Valuation> valuation{};
    std::optional<Amount> equity_unrounded{};  // the sums of the valuation
    std::optional<Amount> used_margin_unrounded{};
    // Without a valuation, how the account stood when the event came:
    std::optional<Money> cash{};
    std::optional<Money> credit{};
    std::vector<PositionChanged> positions{};
    std::vector<LiveOrder> orders{};

    bool operator==(const MarginFacts&) const = default;
};
TRIREME_DESCRIBE(MarginFacts, (sequence, time, event, is_supposed, figures, free_margin, valuation, equity_unrounded,
                               used_margin_unrounded, cash, credit, positions, orders));

struct StopOutStepFacts {
    EventSequence sequence{};
    Timestamp time{};
    StopOutStep step = StopOutStep::release_orders;
    MarginFigures figures{};  // that called for it
    std::optional<PositionId> position{};
    std::optional<PositionId> opposite{};
    Lots lots{};
    std::optional<StopOutChoice> choice{};
    Valuation valuation{};
    std::vector<OrderId> cancelled{};
    std::vector<TradeFacts> trades{};

    bool operator==(const StopOutStepFacts&) const = default;
};
TRIREME_DESCRIBE(StopOutStepFacts,
                 (sequence, time, step, figures, position, opposite, lots, choice, valuation, cancelled, trades));

struct StopOutFacts {
    AccountId account{};
    std::vector<StopOutStepFacts> steps{};
    std::optional<MarginFigures> end{};  // above the margin-call level again
    std::optional<Money> covered{};      // of a negative balance

    bool operator==(const StopOutFacts&) const = default;
};
TRIREME_DESCRIBE(StopOutFacts, (account, steps, end, covered));

// What held when the decision was taken, as far as the log says it.
struct InForce {
    std::uint32_t engine_rules = 1;  // version of the engine's rules
    std::optional<AccountTerms> account{};
    std::optional<Group> group{};
    std::vector<Instrument> instruments{};  // that the question is about
    bool trading_halted = false;            // kill switches
    bool account_halted = false;
    std::vector<InstrumentId> halted_instruments{};

    bool operator==(const InForce&) const = default;
};
TRIREME_DESCRIBE(InForce,
                 (engine_rules, account, group, instruments, trading_halted, account_halted, halted_instruments));

struct Explanation {
    Question question{};
    std::string summary{};
    std::optional<OrderFacts> order{};
    std::optional<RejectFacts> reject{};
    std::optional<MarginFacts> margin{};
    std::optional<StopOutFacts> stop_out{};
    std::optional<RoutingFacts> routing{};
    InForce in_force{};
    std::vector<LoggedEvent> events{};
    std::uint64_t events_left_out = 0;  // between the first and the last of a story that is too long

    bool operator==(const Explanation&) const = default;
};
TRIREME_DESCRIBE(Explanation,
                 (question, summary, order, reject, margin, stop_out, routing, in_force, events, events_left_out));

}  // namespace trireme::explain
