#include "engine/routing.hpp"

#include "engine/tests/terms.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <vector>

namespace trireme::engine {
namespace {

using testing::lots;
using testing::ratio;

const InstrumentId instrument(7);
const std::array<LpState, 2> lps{LpState{LpId(3), true}, LpState{LpId(5), false}};

RoutingInputs order_at_noon() {
    RoutingInputs inputs;
    inputs.client_class = ClientClass::profitable;
    inputs.routing_class = 4;
    inputs.lots = lots("2");
    inputs.notional = Amount(Int128{216'904} * power_of_ten(16));
    inputs.volatility = ratio("0.3");
    inputs.exposure = lots("-50");
    inputs.minute_of_day = 720;
    return inputs;
}

// Whether a rule holds that asks for what `state` states.
bool matches(const std::function<void(RoutingConditions&)>& state, const RoutingInputs& inputs = order_at_noon()) {
    RoutingRule rule;
    rule.id = RoutingRuleId(1);
    state(rule.when);
    rule.book = Book::a;
    return decide(1, std::span(&rule, 1), instrument, inputs, lps).rule.has_value();
}

TEST(Routing, WithoutARuleThatHoldsItIsB) {
    const RoutingDecision decision = decide(0, {}, instrument, order_at_noon(), {});
    EXPECT_EQ(decision.book, Book::b);
    EXPECT_EQ(decision.rule, std::nullopt);
    EXPECT_EQ(decision.hedge_share, Ratio());
    EXPECT_EQ(decision.inputs, order_at_noon());
}

TEST(Routing, TheFirstRuleThatHoldsDecides) {
    std::vector<RoutingRule> rules(3);
    rules[0].id = RoutingRuleId(30);
    rules[0].when.client_class = ClientClass::vip;
    rules[1] = {RoutingRuleId(20), {}, Book::c, ratio("0.4"), LpId(3)};
    rules[2].id = RoutingRuleId(10);
    const RoutingDecision decision = decide(9, rules, instrument, order_at_noon(), lps);
    EXPECT_EQ(decision, (RoutingDecision{Book::c, 9, RoutingRuleId(20), ratio("0.4"), LpId(3), order_at_noon()}));
}

TEST(Routing, AConditionHoldsToBothEndsOfItsRange) {
    EXPECT_TRUE(matches([](RoutingConditions&) {}));
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.client_class = ClientClass::profitable; }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.client_class = ClientClass::vip; }));
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.routing_class = std::uint8_t{4}; }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.routing_class = std::uint8_t{5}; }));
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.instrument = instrument; }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.instrument = InstrumentId(8); }));
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.lots_min = lots("2"), it.lots_max = lots("2"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.lots_min = lots("2.00000001"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.lots_max = lots("1.99999999"); }));
    EXPECT_TRUE(
        matches([](RoutingConditions& it) { it.notional_min = ratio("216904"), it.notional_max = ratio("216904"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.notional_min = ratio("216904.00000001"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.notional_max = ratio("216903.99999999"); }));
    EXPECT_TRUE(
        matches([](RoutingConditions& it) { it.volatility_min = ratio("0.3"), it.volatility_max = ratio("0.3"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.volatility_min = ratio("0.31"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.volatility_max = ratio("0.29"); }));
}

TEST(Routing, ExposureCountsWithoutItsSign) {
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.exposure_min = lots("50"), it.exposure_max = lots("50"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.exposure_min = lots("50.1"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.exposure_max = lots("49.9"); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.exposure_max = lots("-1"); }));
    RoutingInputs extreme = order_at_noon();
    extreme.exposure = Lots(INT64_MIN);
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.exposure_min = lots("1"); }, extreme));
}

TEST(Routing, AnLpMustBeKnownAndAvailable) {
    EXPECT_TRUE(matches([](RoutingConditions& it) { it.lp_available = LpId(3); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.lp_available = LpId(5); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.lp_available = LpId(4); }));
    EXPECT_FALSE(matches([](RoutingConditions& it) { it.lp_available = LpId(6); }));
}

TEST(Routing, ARangeOfMinutesMayGoOverMidnight) {
    const auto at_minute = [](std::uint16_t minute, std::optional<std::uint16_t> from,
                              std::optional<std::uint16_t> until) {
        RoutingInputs inputs = order_at_noon();
        inputs.minute_of_day = minute;
        return matches([&](RoutingConditions& it) { it.minute_from = from, it.minute_until = until; }, inputs);
    };
    EXPECT_TRUE(at_minute(600, 600, 660));
    EXPECT_TRUE(at_minute(660, 600, 660));
    EXPECT_FALSE(at_minute(599, 600, 660));
    EXPECT_FALSE(at_minute(661, 600, 660));
    EXPECT_TRUE(at_minute(1'320, 1'320, 60));
    EXPECT_TRUE(at_minute(0, 1'320, 60));
    EXPECT_TRUE(at_minute(60, 1'320, 60));
    EXPECT_FALSE(at_minute(61, 1'320, 60));
    EXPECT_FALSE(at_minute(1'319, 1'320, 60));
    EXPECT_TRUE(at_minute(1'439, 600, std::nullopt));
    EXPECT_FALSE(at_minute(599, 600, std::nullopt));
    EXPECT_TRUE(at_minute(0, std::nullopt, 660));
    EXPECT_FALSE(at_minute(661, std::nullopt, 660));
}

TEST(Routing, AllThatIsStatedMustHold) {
    EXPECT_TRUE(matches([](RoutingConditions& it) {
        it.instrument = instrument, it.lots_min = lots("1"), it.minute_from = std::uint16_t{700};
    }));
    EXPECT_FALSE(matches([](RoutingConditions& it) {
        it.instrument = instrument, it.lots_min = lots("3"), it.minute_from = std::uint16_t{700};
    }));
}

}  // namespace
}  // namespace trireme::engine
