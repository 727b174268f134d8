#include "explain/explainer.hpp"

#include "codec/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace trireme::explain {
namespace {

constexpr AccountId alice(1);
constexpr InstrumentId eurusd(1);
constexpr Currency usd("USD");
constexpr std::int64_t ns_per_second = 1'000'000'000;

// An event log as it grows: command n comes at second n.
class Log {
public:
    void command() { ++command_; }

    template <class Any>
    void say(Any event) {
        if constexpr (requires { event.account_seq; }) {
            event.account = alice;
        }
        events_.push_back({EventSequence(events_.size() + 1), CommandSequence(command_),
                           Timestamp(static_cast<std::int64_t>(command_) * ns_per_second), std::move(event)});
    }

    [[nodiscard]] Result<Explanation> explain(const Question& question) const {
        Explainer explainer(question);
        for (const LoggedEvent& logged : events_) {
            explainer.on_event(logged);
        }
        return explainer.explain();
    }

private:
    std::uint64_t command_ = 1;
    std::vector<LoggedEvent> events_;
};

Money dollars(std::int64_t whole) { return {whole * 100, usd}; }
Lots lots(std::int64_t whole) { return Lots(whole * 100'000'000); }
Ratio percent(std::int64_t whole) { return Ratio(whole * 100'000'000); }

Log with_alice() {
    Log log;
    log.say(InstrumentDefined{{.id = eurusd, .symbol = Symbol("EURUSD"), .quote = usd}});
    log.say(GroupDefined{{.id = GroupId(1), .stop_out_level = percent(50)}});
    log.say(AccountOpened{.terms = {.account = alice, .group = GroupId(1), .currency = usd}});
    return log;
}

OrderAccepted accepted(std::uint64_t order, std::int64_t whole_lots) {
    return {.order = OrderId(order),
            .terms = {.instrument = eurusd, .lots = lots(whole_lots)},
            .adds_risk = true,
            .after = MarginFigures{dollars(900), dollars(400), percent(225)},
            .routing = RoutingDecision{.inputs = {.lots = lots(whole_lots)}}};
}

Trade trade(std::uint64_t order, std::uint64_t id, std::int64_t whole_lots, std::int64_t leaves) {
    return {.trade = TradeId(id),
            .order = OrderId(order),
            .position = PositionId(1),
            .instrument = eurusd,
            .opens = true,
            .lots = lots(whole_lots),
            .price = Price(108'000'000),
            .leaves_lots = lots(leaves)};
}

std::string error_of(const Result<Explanation>& explanation) {
    return explanation ? "explained" : explanation.error().message;
}

void expect_contains(const std::string& text, std::string_view part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(ExplainOrder, TellsWhatBecameOfIt) {
    Log log = with_alice();
    log.command();
    log.say(accepted(1, 3));
    log.say(trade(1, 1, 2, 1));
    log.say(PositionChanged{.position = PositionId(1), .lots = lots(2)});
    log.say(TransactionPosted{.kind = TransactionKind::commission, .trade = TradeId(1)});
    log.say(accepted(2, 1));  // another's events are none of its own
    log.say(trade(2, 2, 1, 0));
    log.say(TransactionPosted{.kind = TransactionKind::commission, .trade = TradeId(2)});
    log.command();
    log.say(OrderCancelled{.order = OrderId(1), .reason = CancelReason::kill_switch, .leaves_lots = lots(1)});

    const auto told = log.explain(AboutOrder{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->order->status, OrderStatus::cancelled);
    EXPECT_EQ(told->order->filled, lots(2));
    EXPECT_EQ(told->order->leaves_lots, lots(1));
    EXPECT_EQ(told->order->free_margin, dollars(500));
    EXPECT_EQ(told->order->trades.size(), 1U);
    EXPECT_EQ(told->events.size(), 5U);
    EXPECT_EQ(told->in_force.instruments.size(), 1U);
    EXPECT_EQ(told->in_force.group->stop_out_level, percent(50));
    expect_contains(told->summary, "market order to buy 3 lots of EURUSD");
    expect_contains(told->summary, "free margin 500.00 USD");
    expect_contains(told->summary, "What became of it: trade 1: 2 lots at 1.08 (reason client); cancelled at ");
    expect_contains(told->summary, "reason kill_switch");
}

TEST(ExplainOrder, TellsTheStopOutThatPlacedIt) {
    Log log = with_alice();
    log.command();
    log.say(StopOut{.step = StopOutStep::close_position, .position = PositionId(1)});
    log.say(OrderAccepted{.order = OrderId(1), .terms = {.position = PositionId(1)}});
    const auto told = log.explain(AboutOrder{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    ASSERT_EQ(told->events.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<StopOut>(told->events[0].event));
}

TEST(ExplainOrder, KeepsTheEndsOfALongStory) {
    Log log = with_alice();
    log.say(accepted(1, 1));
    for (std::int64_t moves = 0; moves < 5'000; ++moves) {
        log.say(OrderTrailed{.order = OrderId(1), .stop_price = Price(1 + moves)});
    }
    const auto told = log.explain(AboutOrder{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->events.size(), 1'000U);
    EXPECT_EQ(told->events_left_out, 4'001U);
    EXPECT_TRUE(std::holds_alternative<OrderAccepted>(told->events.front().event));
    EXPECT_EQ(std::get<OrderTrailed>(told->events.back().event).stop_price, Price(5'000));
}

TEST(ExplainOrder, SaysHowFarTheLogReaches) {
    Log log = with_alice();
    log.say(accepted(1, 1));
    EXPECT_EQ(error_of(log.explain(AboutOrder{OrderId(7)})),
              "no order 7 was accepted; the last one was order 1; the event log reaches from event 1 to event 4, of "
              "1970-01-01T00:00:01Z");
    EXPECT_EQ(error_of(Log().explain(AboutOrder{OrderId(7)})),
              "no order 7 was accepted; the last one was order 0; the event log is empty");
}

TEST(ExplainReject, TakesTheLatestOfItsName) {
    Log log = with_alice();
    const ClientOrderId ticket("ticket-1");
    log.say(Rejected{.client_order_id = ticket,
                     .command = 40,
                     .code = RejectCode::no_money,
                     .figures = {.asked_amount = dollars(-84),
                                 .limit_amount = dollars(1'000),
                                 .equity = dollars(1'000),
                                 .used_margin = dollars(1'084)},
                     .asked = AskedOrders{.terms = {.instrument = eurusd, .lots = lots(1)}}});
    const auto first = log.explain(AboutReject{.account = alice, .client_order_id = ticket});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->reject->command, "place_order");
    expect_contains(first->summary, "place_order of account 1, a market order to buy 1 lots of EURUSD, at ");
    expect_contains(first->summary,
                    "it would leave equity 1000.00 USD for a used margin of 1084.00 USD: a free margin of -84.00 USD, "
                    "after 1000.00 USD before");

    log.say(Rejected{.client_order_id = ticket, .command = 40, .code = RejectCode::conflict});
    const auto second = log.explain(AboutReject{.account = alice, .client_order_id = ticket});
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->reject->code, RejectCode::conflict);
    EXPECT_EQ(second->reject->first_use, EventSequence(4));
    EXPECT_EQ(second->reject->earlier, std::vector{EventSequence(4)});

    const auto by_event = log.explain(AboutReject{.sequence = EventSequence(4)});
    ASSERT_TRUE(by_event) << by_event.error().message;
    EXPECT_EQ(by_event->reject->code, RejectCode::no_money);
    EXPECT_TRUE(by_event->in_force.account.has_value());
}

TEST(ExplainReject, SaysWhatCameInstead) {
    Log log = with_alice();
    OrderAccepted order = accepted(1, 1);
    order.client_order_id = ClientOrderId("ticket-1");
    log.say(order);
    expect_contains(error_of(log.explain(AboutReject{.account = alice, .client_order_id = ClientOrderId("ticket-1")})),
                    "account 1 has no reject of `ticket-1`; what it was answered with last is order_accepted, event 4");
    expect_contains(error_of(log.explain(AboutReject{.sequence = EventSequence(4)})),
                    "event 4 is no reject: it is order_accepted");
    expect_contains(error_of(log.explain(AboutReject{.sequence = EventSequence(9)})),
                    "event 9 is no reject: it is not in the log");
}

TEST(ExplainReject, HasWordsForEveryCode) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RejectCode>>([](auto code) {
        Log log = with_alice();
        log.say(Rejected{.client_order_id = ClientOrderId("x"), .code = code.value});
        const auto told = log.explain(AboutReject{.sequence = EventSequence(4)});
        ASSERT_TRUE(told) << told.error().message;
        EXPECT_FALSE(told->reject->reason.empty()) << code.name;
        EXPECT_EQ(told->reject->reason.find_first_of("{}[]"), std::string::npos) << code.name;
    });
}

TEST(ExplainReject, LeavesOutWhatItsEventDoesNotSay) {
    const auto reason_of = [](const RejectFigures& figures) {
        Log log = with_alice();
        log.say(Rejected{.code = RejectCode::price_wrong_side, .figures = figures});
        return log.explain(AboutReject{.sequence = EventSequence(4)}).value().reject->reason;
    };
    RejectFigures figures{.field = FieldName("stop_loss"), .asked_price = Price(100'000'000), .bid = Price(1)};
    EXPECT_EQ(reason_of(figures), "stop_loss 1 is on the wrong side, with bid 0.00000001 and ask (unknown)");
    figures.limit_price = Price(200'000'000);
    EXPECT_EQ(reason_of(figures), "stop_loss 1 is on the wrong side of 2, with bid 0.00000001 and ask (unknown)");
}

Valuation valuation(std::int64_t cash, Amount profit, Amount margin) {
    return {.cash = dollars(cash),
            .credit = dollars(0),
            .stakes = {{.instrument = eurusd, .profit = profit, .margin = margin}}};
}

TEST(ExplainMargin, AddsUpWhatWasRecorded) {
    Log log = with_alice();
    const Amount third = Amount(Int128{10'000'000'000'000'000} / 3);
    log.say(MarginCallChanged{.called = true,
                              .figures = {dollars(100), dollars(200), percent(50)},
                              .valuation = valuation(100, third, third)});
    log.say(accepted(1, 1));
    const auto call = log.explain(AboutMargin{.account = alice, .until = EventSequence(4)});
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_FALSE(call->margin->is_supposed);
    EXPECT_EQ(format(*call->margin->equity_unrounded), "100.3333333333333333");
    EXPECT_EQ(format(*call->margin->used_margin_unrounded), "0.3333333333333333");
    EXPECT_EQ(call->margin->free_margin, dollars(-100));
    expect_contains(call->summary, "profit in EURUSD 0.3333333333333333");

    const auto latest = log.explain(AboutMargin{.account = alice});
    ASSERT_TRUE(latest) << latest.error().message;
    EXPECT_TRUE(latest->margin->is_supposed);
    EXPECT_EQ(latest->margin->event, "order_accepted");
    EXPECT_FALSE(latest->margin->valuation.has_value());
}

TEST(ExplainMargin, TellsHowTheAccountStoodWithoutAValuation) {
    Log log = with_alice();
    TransactionPosted deposit{.kind = TransactionKind::deposit};
    deposit.postings.push_back({LedgerAccountKind::cash, dollars(5), dollars(5)});
    log.say(deposit);
    log.say(PositionChanged{.position = PositionId(1), .instrument = eurusd, .lots = lots(2)});
    log.say(PositionChanged{.position = PositionId(2), .instrument = eurusd, .lots = lots(1)});
    log.say(PositionChanged{.position = PositionId(2), .change = PositionChange::closed});
    log.say(accepted(1, 1));
    log.say(accepted(2, 1));
    const auto told = log.explain(AboutMargin{.account = alice});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->margin->cash, dollars(5));
    ASSERT_EQ(told->margin->positions.size(), 1U);
    EXPECT_EQ(told->margin->positions[0].position, PositionId(1));
    ASSERT_EQ(told->margin->orders.size(), 1U);
    EXPECT_EQ(told->margin->orders[0].order, OrderId(1));
}

TEST(ExplainMargin, SaysThatThereIsNone) {
    expect_contains(error_of(with_alice().explain(AboutMargin{.account = alice})),
                    "no event says margin figures of account 1; the event log");
    expect_contains(error_of(with_alice().explain(AboutMargin{.account = AccountId(9)})),
                    "no event says margin figures of account 9; there is no such account");
}

StopOut closing(std::uint64_t position) {
    return {.step = StopOutStep::close_position, .position = PositionId(position), .choice = StopOutChoice{}};
}

TEST(ExplainStopOut, KeepsStopOutsApart) {
    Log log = with_alice();
    log.command();
    log.say(MarginCallChanged{.called = true});
    log.say(closing(1));
    log.say(trade(1, 1, 1, 0));
    log.say(closing(2));
    log.command();
    log.say(accepted(5, 1));
    log.command();
    log.say(closing(3));
    log.say(MarginCallChanged{.called = false, .figures = {dollars(7), dollars(0), std::nullopt}});

    const auto latest = log.explain(AboutStopOut{.account = alice});
    ASSERT_TRUE(latest) << latest.error().message;
    ASSERT_EQ(latest->stop_out->steps.size(), 1U);
    EXPECT_EQ(latest->stop_out->steps[0].position, PositionId(3));
    EXPECT_EQ(latest->stop_out->end->equity, dollars(7));

    const auto first = log.explain(AboutStopOut{.account = alice, .position = PositionId(2)});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->stop_out->steps.size(), 2U);
    EXPECT_EQ(first->stop_out->steps[0].trades.size(), 1U);
    EXPECT_FALSE(first->stop_out->end.has_value());
    EXPECT_EQ(first->events.size(), 4U);

    const auto by_event = log.explain(AboutStopOut{.account = alice, .sequence = EventSequence(6)});
    ASSERT_TRUE(by_event) << by_event.error().message;
    EXPECT_EQ(by_event->stop_out->steps.size(), 2U);
    expect_contains(error_of(log.explain(AboutStopOut{.account = alice, .position = PositionId(8)})),
                    "account 1 has no stop-out of position 8");
}

TEST(ExplainStopOut, GoesOnAfterAWait) {
    Log log = with_alice();
    const StopOut wait{.step = StopOutStep::wait, .choice = StopOutChoice{.positions = 1, .not_tradable = 1}};
    log.say(wait);
    log.command();
    log.say(wait);  // above the level in between, which no event tells
    log.command();
    log.say(closing(1));
    const auto told = log.explain(AboutStopOut{.account = alice});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->stop_out->steps.size(), 2U);
    expect_contains(told->summary, "of 1 positions none can be closed: 1 cannot be traded");
}

RoutingRulesSet rules() {
    RoutingRulesSet set{.version = 2};
    set.rules.push_back({.id = RoutingRuleId(4), .when = {.lots_min = lots(5), .volatility_max = percent(1)}});
    set.rules.push_back(
        {.id = RoutingRuleId(9), .when = {.minute_from = 23 * 60, .minute_until = 60}, .book = Book::b});
    return set;
}

TEST(ExplainRouting, ShowsTheRulesBefore) {
    Log log = with_alice();
    log.say(rules());
    OrderAccepted order = accepted(1, 3);
    order.routing =
        RoutingDecision{.rules_version = 2, .rule = RoutingRuleId(9), .inputs = {.lots = lots(3), .minute_of_day = 30}};
    log.say(order);
    const auto told = log.explain(AboutRouting{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_TRUE(told->routing->rules_known);
    EXPECT_TRUE(told->routing->agrees);
    ASSERT_EQ(told->routing->rules.size(), 2U);
    const std::vector<ConditionCheck> passed{{"lots_min", "5", "3", false}, {"volatility_max", "1", "0", true}};
    EXPECT_EQ(told->routing->rules[0].conditions, passed);
    EXPECT_TRUE(told->routing->rules[1].holds);
    expect_contains(told->summary, "routing rule 9 of version 2 sent it to book b");
    expect_contains(told->summary, "Rule 4 did not match: lots_min is stated as 5, and was 3.");
}

TEST(ExplainRouting, SaysWhenTheLogContradictsItself) {
    Log log = with_alice();
    log.say(rules());
    OrderAccepted order = accepted(1, 3);
    order.routing = RoutingDecision{.rules_version = 2, .rule = RoutingRuleId(4), .inputs = {.lots = lots(3)}};
    log.say(order);
    const auto told = log.explain(AboutRouting{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_FALSE(told->routing->agrees);
}

TEST(ExplainRouting, SaysWhenTheRulesAreNotInTheLog) {
    Log log = with_alice();
    OrderAccepted order = accepted(1, 3);
    order.routing = RoutingDecision{.rules_version = 2, .rule = RoutingRuleId(9)};
    log.say(order);
    log.say(OrderAccepted{.order = OrderId(2)});
    const auto told = log.explain(AboutRouting{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_FALSE(told->routing->rules_known);
    EXPECT_EQ(told->routing->matched, RoutingRuleId(9));
    expect_contains(error_of(log.explain(AboutRouting{OrderId(2)})), "order 2 only reduces, and is not routed");
}

TEST(Explanations, AreJson) {
    Log log = with_alice();
    log.say(accepted(1, 3));
    const auto told = log.explain(AboutOrder{OrderId(1)});
    ASSERT_TRUE(told) << told.error().message;
    const auto json = codec::to_json(*told);
    EXPECT_EQ(codec::to_json_text(told->question), R"({"type":"order","order":1})");
    EXPECT_FALSE(json.get_object().contains("reject"));
    const auto back = codec::from_json<Explanation>(json);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, *told);
}

}  // namespace
}  // namespace trireme::explain
