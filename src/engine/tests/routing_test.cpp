#include "engine/routing.hpp"

#include "base/tests/random.hpp"
#include "engine/tests/terms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <type_traits>
#include <vector>

namespace trireme::engine {
namespace {

using testing::lots;
using testing::ratio;
using trireme::testing::Random;
using trireme::testing::test_seed;

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

RoutingDecision decide(std::uint32_t version, std::span<const RoutingRule> rules, InstrumentId asked,
                       const RoutingInputs& inputs, std::span<const LpState> available) {
    RoutingTable table;
    table.set_rules(version, rules, available);
    return table.decide(asked, inputs);
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

// The rule as it reads, one rule after the other.
template <class T>
bool is_within(const std::optional<T>& least, const std::optional<T>& most, T value) {
    return (!least || value >= *least) && (!most || value <= *most);
}

std::optional<Int128> amount_of(std::optional<Ratio> bound) {
    return bound ? std::optional(Int128{bound->value()} * 100'000'000) : std::nullopt;
}
std::optional<Int128> wide(std::optional<Lots> bound) {
    return bound ? std::optional<Int128>(bound->value()) : std::nullopt;
}

bool holds_plainly(const RoutingConditions& when, InstrumentId asked, const RoutingInputs& inputs) {
    const bool goes_over_midnight = when.minute_from && when.minute_until && *when.minute_from > *when.minute_until;
    const bool is_in_time =
        goes_over_midnight ? inputs.minute_of_day >= *when.minute_from || inputs.minute_of_day <= *when.minute_until
                           : is_within(when.minute_from, when.minute_until, inputs.minute_of_day);
    const Int128 exposure = inputs.exposure.value();
    const bool has_lp = !when.lp_available || std::ranges::any_of(lps, [&](const LpState& lp) {
        return lp.id == *when.lp_available && lp.available;
    });
    return (!when.client_class || *when.client_class == inputs.client_class) &&
           (!when.routing_class || *when.routing_class == inputs.routing_class) &&
           (!when.instrument || *when.instrument == asked) && is_within(when.lots_min, when.lots_max, inputs.lots) &&
           is_within(amount_of(when.notional_min), amount_of(when.notional_max), inputs.notional.value()) &&
           is_within(when.volatility_min, when.volatility_max, inputs.volatility) &&
           is_within(wide(when.exposure_min), wide(when.exposure_max), exposure < 0 ? -exposure : exposure) && has_lp &&
           is_in_time;
}

// Values that are few, so that rules and orders meet, and now and then the ends of what there is.
template <class T>
T any_of(Random& random) {
    return T(random.one_in(10) ? random.integer<typename T::representation>()
                               : static_cast<typename T::representation>(random.below(12)) * 100'000'000);
}

template <class T>
void state(Random& random, std::optional<T>& bound, std::uint64_t seldom) {
    if (random.one_in(seldom)) {
        if constexpr (std::is_enum_v<T>) {
            bound = static_cast<T>(1 + random.below(4));
        } else if constexpr (std::is_arithmetic_v<T>) {
            bound = static_cast<T>(random.below(sizeof(T) == 1 ? 3 : 1'440));
        } else {
            bound = any_of<T>(random);
        }
    }
}

RoutingRule random_rule(Random& random, std::uint32_t id, std::uint64_t seldom) {
    RoutingRule rule{.id = RoutingRuleId(id), .book = random.one_in(2) ? Book::a : Book::c};
    RoutingConditions& when = rule.when;
    state(random, when.client_class, seldom);
    state(random, when.routing_class, seldom);
    if (random.one_in(seldom)) {
        when.instrument = InstrumentId(static_cast<std::uint32_t>(random.one_in(20) ? UINT32_MAX : random.below(5)));
    }
    state(random, when.lots_min, seldom);
    state(random, when.lots_max, seldom);
    state(random, when.notional_min, seldom);
    state(random, when.notional_max, seldom);
    state(random, when.volatility_min, seldom);
    state(random, when.volatility_max, seldom);
    state(random, when.exposure_min, seldom);
    state(random, when.exposure_max, seldom);
    if (random.one_in(seldom)) {
        when.lp_available = LpId(static_cast<std::uint32_t>(random.below(7)));
    }
    state(random, when.minute_from, seldom);
    state(random, when.minute_until, seldom);
    return rule;
}

RoutingInputs random_order(Random& random) {
    RoutingInputs inputs;
    inputs.client_class = static_cast<ClientClass>(1 + random.below(4));
    inputs.routing_class = static_cast<std::uint8_t>(random.below(3));
    inputs.lots = any_of<Lots>(random);
    inputs.notional = Amount(Int128{any_of<Ratio>(random).value()} * 100'000'000 + Int128{random.below(3)} - 1);
    inputs.volatility = any_of<Ratio>(random);
    inputs.exposure = any_of<Lots>(random);
    inputs.minute_of_day = static_cast<std::uint16_t>(random.below(1'440));
    return inputs;
}

TEST(Routing, DecidesAsOneRuleAfterTheOtherWould) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::size_t by_rule = 0;
    for (int set = 0; set < 300; ++set) {
        std::vector<RoutingRule> rules;
        const std::uint64_t seldom = 1 + random.below(12);
        const auto count = static_cast<std::uint32_t>(random.below(set % 10 == 0 ? routing_rules_max : 70));
        for (std::uint32_t id = 1; id <= count; ++id) {
            rules.push_back(random_rule(random, id, seldom));
        }
        RoutingTable table;
        table.set_rules(5, rules, {});
        table.set_lps(lps);
        for (int order = 0; order < 60; ++order) {
            const RoutingInputs inputs = random_order(random);
            const InstrumentId asked(static_cast<std::uint32_t>(random.below(6)));
            const auto match = std::ranges::find_if(
                rules, [&](const RoutingRule& rule) { return holds_plainly(rule.when, asked, inputs); });
            const RoutingDecision decision = table.decide(asked, inputs);
            RoutingDecision expected{.book = Book::b, .rules_version = 5, .inputs = inputs};
            if (match != rules.end()) {
                expected.book = match->book;
                expected.rule = match->id;
                ++by_rule;
            }
            ASSERT_EQ(decision, expected);
        }
    }
    EXPECT_GT(by_rule, 1'000U);
}

}  // namespace
}  // namespace trireme::engine
