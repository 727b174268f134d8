#include "engine/state.hpp"

#include "engine/brokerage_engine.hpp"
#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace trireme::engine {
namespace {

using testing::at;
using testing::eurusd;
using testing::lots;
using testing::order_of;
using testing::price;
using testing::standard_group;

constexpr Currency usd("USD");
constexpr AccountId alice(1);
constexpr AccountId bob(2);

class Ignored final : public EventSink {
public:
    void on_event(const Event&) override {}
};

// One position of Alice's with an order that closes it, and a pair of orders of Bob's.
EngineState sound_state() {
    BrokerageEngine engine;
    Ignored events;
    Timestamp now = at("2026-09-01T10:00:00Z");
    const auto apply = [&](const Command& command) {
        now = now.plus(Duration::seconds(1));
        engine.apply(now, command, events);
    };
    apply(DefineGroup{standard_group()});
    apply(DefineInstrument{eurusd()});
    apply(Quotes{{{InstrumentId(1), price("1.08450"), price("1.08460")}}});
    for (const AccountId account : {alice, bob}) {
        apply(OpenAccount{AccountTerms{.account = account, .owner = UserId(1), .group = GroupId(1), .currency = usd}});
        apply(Deposit{account, ClientOrderId("deposit"), Money{100'000'00, usd}});
    }
    apply(PlaceOrder{alice, ClientOrderId("open"), order_of(OrderType::market)});
    OrderTerms exit = order_of(OrderType::limit);
    exit.side = Side::sell;
    exit.price = price("1.09000");
    exit.position = PositionId(1);
    apply(PlaceOrder{alice, ClientOrderId("exit"), exit});
    apply(PlaceOco{bob, ClientOrderId("pair"), order_of(OrderType::limit), order_of(OrderType::stop)});
    return engine.state();
}

class EngineStateTest : public ::testing::Test {
protected:
    // What is said of the state once `spoil` has changed it; empty where nothing is found wrong.
    [[nodiscard]] std::string said_of(const std::function<void(EngineState&)>& spoil) const {
        EngineState state = sound_;
        spoil(state);
        const auto engine = BrokerageEngine::from_state(state);
        return engine ? "" : engine.error().message;
    }

    const EngineState sound_ = sound_state();
};

TEST_F(EngineStateTest, ASoundOneIsTakenAsItIs) {
    ASSERT_EQ(sound_.positions.size(), 1U);
    ASSERT_EQ(sound_.orders.size(), 3U);
    const auto engine = BrokerageEngine::from_state(sound_);
    ASSERT_TRUE(engine);
    EXPECT_EQ(engine->state(), sound_);
}

TEST_F(EngineStateTest, AnOrderThatReducesNeedsItsPosition) {
    const std::string gone = "order 2 reduces a position that is not there";
    EXPECT_EQ(said_of([](EngineState& state) { state.positions.clear(); }), gone);
    EXPECT_EQ(said_of([](EngineState& state) { state.positions[0].account = bob; }), gone);
    EXPECT_EQ(said_of([](EngineState& state) { state.positions[0].side = Side::sell; }), gone);
    EXPECT_EQ(said_of([](EngineState& state) { state.orders[0].terms.position.reset(); }), "");
    EXPECT_EQ(said_of([](EngineState& state) {
                  state.orders[0].terms.position.reset();
                  state.positions[0].account = bob;
              }),
              gone);
}

TEST_F(EngineStateTest, ALiveOrderStatesWhatItsTypeHas) {
    const std::string impossible = "order 3 cannot be a live order";  // a limit order that adds risk
    const auto with = [&](const std::function<void(OrderState&)>& spoil) {
        return said_of([&](EngineState& state) { spoil(state.orders[1]); });
    };
    EXPECT_EQ(with([](OrderState& order) { order.terms.price.reset(); }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.terms.price = Price(); }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.terms.stop_price = price("1.08000"); }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.terms.max_deviation = price("0.00010"); }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.terms.trailing = Trailing{price("0.00100")}; }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.reserved_at = Price(); }), impossible);
    EXPECT_EQ(with([](OrderState& order) { order.commission_posted.currency = Currency("EUR"); }), impossible);
    EXPECT_EQ(said_of([](EngineState& state) { state.positions[0].commission_posted.currency = Currency("EUR"); }),
              "position 1 cannot be an open position");
}

TEST_F(EngineStateTest, APairIsOneFromEitherSide) {
    const std::string one_sided = "order 3 is paired with order 4, and not that with it";
    EXPECT_EQ(said_of([](EngineState& state) { state.orders.pop_back(); }), one_sided);
    EXPECT_EQ(said_of([](EngineState& state) { state.orders[2].oco.reset(); }), one_sided);
    EXPECT_EQ(said_of([](EngineState& state) { state.orders[2].account = alice; }), one_sided);
    EXPECT_EQ(said_of([](EngineState& state) { state.orders[1].oco = OrderId(2); }),
              "order 3 is paired with order 2, and not that with it");
}

TEST_F(EngineStateTest, WorkIsAboutWhatIsThere) {
    const std::string unsound = "the work under way cannot be that of this state";
    const auto with = [](const WorkState& work) { return [=](EngineState& state) { state.work = work; }; };
    EXPECT_EQ(said_of(with({.kind = WorkKind::swaps})), "");
    EXPECT_EQ(said_of(with({.kind = WorkKind::dividend})), unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::swaps, .dividend = PayDividend{}})), unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::dividend, .dividend = PayDividend{.instrument = InstrumentId(7)}})),
              unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::kill_switch, .kill_switch = SetKillSwitch{.account = AccountId(7)}})),
              unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::kill_switch, .kill_switch = SetKillSwitch{.account = bob}})), "");
    const SplitInstrument split{.instrument = InstrumentId(1), .numerator = 2, .denominator = 1};
    EXPECT_EQ(said_of(with({.kind = WorkKind::split_orders, .split = split, .to_examine = {alice, bob}})), "");
    EXPECT_EQ(said_of(with({.kind = WorkKind::split_orders, .split = split, .to_examine = {alice, alice}})), unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::split_orders, .split = split, .to_examine = {AccountId(7)}})), unsound);
    EXPECT_EQ(said_of(with({.kind = WorkKind::swaps, .to_examine = {alice}})), unsound);
}

TEST_F(EngineStateTest, IdsDoNotRunOut) {
    const std::string run_out = "the ids of orders or positions have run out";
    EXPECT_EQ(said_of([](EngineState& state) { state.last_order = OrderId(UINT64_MAX); }), run_out);
    EXPECT_EQ(said_of([](EngineState& state) { state.last_position = PositionId(UINT64_MAX); }), run_out);
}

TEST_F(EngineStateTest, ARequestIsRememberedOnce) {
    EXPECT_EQ(said_of([](EngineState& state) { state.requests.push_back(state.requests.front()); }),
              "the request deposit of account 1 is remembered twice");
}

}  // namespace
}  // namespace trireme::engine
