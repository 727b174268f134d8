#include "engine/definitions.hpp"

#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"
#include "model/bounds.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::engine {
namespace {

using testing::answer;
using testing::eurusd;
using testing::lots;
using testing::price;
using testing::ratio;
using testing::standard_group;

template <class Terms>
struct Flaw {
    std::string_view field;
    std::function<void(Terms&)> make;
};

// A price, volume and ratio just beyond their bounds.
const Price price_beyond(price_max.value() + 1);
const Lots volume_beyond(volume_max.value() + 1);
const Ratio leverage_beyond(leverage_max.value() + 1);

const std::vector<Flaw<Instrument>> instrument_flaws{
    {"id", [](Instrument& it) { it.id = InstrumentId(); }},
    {"symbol", [](Instrument& it) { it.symbol = Symbol(); }},
    {"name", [](Instrument& it) { it.name.assign(256, 'x'); }},
    {"quote", [](Instrument& it) { it.quote = Currency(); }},
    {"quote", [](Instrument& it) { it.quote = it.base; }},
    {"digits", [](Instrument& it) { it.digits = 9; }},
    {"tick_size", [](Instrument& it) { it.tick_size = Price(); }},
    {"tick_size", [](Instrument& it) { it.tick_size = price("-0.00001"); }},
    {"tick_size", [](Instrument& it) { it.tick_size = price("0.000015"); }},
    {"tick_size", [](Instrument& it) { it.tick_size = Price(price_max.value() + 1'000); }},
    {"contract_size", [](Instrument& it) { it.contract_size = Ratio(); }},
    {"contract_size", [](Instrument& it) { it.contract_size = Ratio(contract_size_max.value() + 1); }},
    {"lots_min", [](Instrument& it) { it.lots_min = Lots(); }},
    {"lots_max", [](Instrument& it) { it.lots_max = lots("0.009"); }},
    {"lots_max", [](Instrument& it) { it.lots_max = volume_beyond; }},
    {"lots_step", [](Instrument& it) { it.lots_step = Lots(); }},
    {"lots_step", [](Instrument& it) { it.lots_step = lots("-0.01"); }},
    {"lots_step", [](Instrument& it) { it.lots_step = lots("0.02"); }},
    {"lots_step", [](Instrument& it) { it.lots_max = lots("99.995"); }},
    {"margin_mode",
     [](Instrument& it) {
         it.base = Currency();
         it.margin_mode = MarginMode::forex;
     }},
    {"leverage", [](Instrument& it) { it.leverage = ratio("0.00999999"); }},
    {"leverage", [](Instrument& it) { it.leverage = leverage_beyond; }},
    {"tiers", [](Instrument& it) { it.tiers = {{ratio("1"), ratio("100")}}; }},
    {"tiers", [](Instrument& it) { it.tiers = {{Ratio(), Ratio()}}; }},
    {"tiers",
     [](Instrument& it) {
         it.tiers = {{Ratio(), ratio("100")}, {ratio("5"), ratio("50")}, {ratio("5"), ratio("20")}};
     }},
    {"tiers",
     [](Instrument& it) {
         for (std::int64_t from = 0; from <= 16; ++from) {
             it.tiers.push_back({Ratio(from), ratio("100")});
         }
     }},
    {"commission", [](Instrument& it) { it.commission = {ratio("-1"), Currency("USD"), CommissionSides::both}; }},
    {"commission", [](Instrument& it) { it.commission = {ratio("7"), Currency(), CommissionSides::both}; }},
    {"swap", [](Instrument& it) { it.swap.mode = SwapMode::currency; }},
    {"sessions", [](Instrument& it) { it.sessions = {{60, 60}}; }},
    {"sessions", [](Instrument& it) { it.sessions = {{0, 60}, {59, 120}}; }},
    {"sessions", [](Instrument& it) { it.sessions = {{60, 120}, {0, 60}}; }},
    {"sessions", [](Instrument& it) { it.sessions = {{0, minutes_per_week + 1}}; }},
    {"sessions",
     [](Instrument& it) {
         for (std::uint16_t open = 0; open <= 64; ++open) {
             it.sessions.push_back({open, static_cast<std::uint16_t>(open + 1)});
         }
     }},
    {"holidays", [](Instrument& it) { it.holidays = {{Timestamp(5), Timestamp(5)}}; }},
    {"holidays", [](Instrument& it) { it.holidays = {{Timestamp(5), Timestamp(9)}, {Timestamp(8), Timestamp(10)}}; }},
    {"holidays",
     [](Instrument& it) {
         for (std::int64_t from = 0; from <= 256; ++from) {
             it.holidays.push_back({Timestamp(from), Timestamp(from + 1)});
         }
     }},
    {"quote_age_max", [](Instrument& it) { it.quote_age_max = Duration(); }},
    {"collar", [](Instrument& it) { it.collar = Price(); }},
    {"collar", [](Instrument& it) { it.collar = price_beyond; }},
};

TEST(CheckInstrument, AcceptsWhatIsSoundToItsBounds) {
    EXPECT_EQ(answer(check_instrument(eurusd(), nullptr)), "");
    Instrument rich = eurusd();
    rich.digits = 0;
    rich.tick_size = price("1000000000");
    rich.contract_size = contract_size_max;
    rich.lots_max = volume_max;
    rich.lots_min = volume_max;
    rich.lots_step = volume_max;
    rich.margin_mode = MarginMode::forex;
    rich.leverage = leverage_min;
    rich.tiers = {{Ratio(), leverage_max}, {Ratio(1), ratio("1")}};
    rich.commission = {Ratio(), Currency("USD"), CommissionSides::entry};
    rich.swap = {SwapMode::currency, ratio("-3"), ratio("1"), Currency("USD"), Weekday::wednesday};
    rich.sessions = {{0, 60}, {60, 120}, {500, minutes_per_week}};
    rich.holidays = {{Timestamp(5), Timestamp(9)}, {Timestamp(9), Timestamp(10)}};
    rich.quote_age_max = Duration::nanoseconds(1);
    rich.collar = price_max;
    rich.name.assign(255, 'x');
    EXPECT_EQ(answer(check_instrument(rich, nullptr)), "");
    Instrument share = eurusd();
    share.base = Currency();
    EXPECT_EQ(answer(check_instrument(share, nullptr)), "");
}

TEST(CheckInstrument, NamesTheFieldThatIsNotSound) {
    for (const auto& flaw : instrument_flaws) {
        Instrument flawed = eurusd();
        flaw.make(flawed);
        EXPECT_EQ(answer(check_instrument(flawed, nullptr)), "invalid_field " + std::string(flaw.field));
    }
}

TEST(CheckInstrument, NamesTheFirstOfSeveral) {
    // The flaws stand in the order of the fields, so any two of different fields are answered with the former.
    for (std::size_t later = 1; later < instrument_flaws.size(); ++later) {
        const auto& [first_field, make_first] = instrument_flaws[later - 1];
        if (first_field == "digits" || first_field == instrument_flaws[later].field) {
            continue;
        }
        Instrument flawed = eurusd();
        make_first(flawed);
        instrument_flaws[later].make(flawed);
        EXPECT_EQ(answer(check_instrument(flawed, nullptr)), "invalid_field " + std::string(first_field));
    }
}

TEST(CheckInstrument, ASymbolBelongsToOneInstrument) {
    const Instrument known = eurusd();
    EXPECT_EQ(answer(check_instrument(eurusd(), &known)), "");
    Instrument other = eurusd();
    other.id = InstrumentId(2);
    EXPECT_EQ(answer(check_instrument(other, &known)), "invalid_field symbol");
}

TEST(CheckRedefinition, NamesWhatNeverChanges) {
    const std::vector<Flaw<Instrument>> changes{
        {"type", [](Instrument& it) { it.type = InstrumentType::crypto; }},
        {"base", [](Instrument& it) { it.base = Currency("GBP"); }},
        {"quote", [](Instrument& it) { it.quote = Currency("JPY"); }},
        {"digits", [](Instrument& it) { it.digits = 6; }},
        {"tick_size", [](Instrument& it) { it.tick_size = price("0.00002"); }},
        {"contract_size", [](Instrument& it) { it.contract_size = ratio("1000"); }},
        {"margin_mode", [](Instrument& it) { it.margin_mode = MarginMode::forex; }},
    };
    for (const auto& change : changes) {
        Instrument after = eurusd();
        change.make(after);
        const auto rejection = check_redefinition(eurusd(), after);
        EXPECT_EQ(answer(rejection), "instrument_in_use " + std::string(change.field));
        EXPECT_EQ(rejection->figures.instrument, InstrumentId(1));
    }
}

TEST(CheckRedefinition, LetsEverythingElseChange) {
    Instrument after = eurusd();
    after.symbol = Symbol("EURUSD.x");
    after.name.clear();
    after.lots_min = lots("0.1");
    after.lots_max = lots("10");
    after.lots_step = lots("0.1");
    after.leverage = ratio("30");
    after.tiers = {{Ratio(), ratio("30")}};
    after.hedged_margin = HedgedMargin::sum;
    after.commission = {ratio("7"), Currency("USD"), CommissionSides::both};
    after.swap.mode = SwapMode::points;
    after.sessions = {{0, 60}};
    after.holidays = {{Timestamp(1), Timestamp(2)}};
    after.quote_age_max = Duration::seconds(5);
    after.collar = price("0.01");
    after.fill_mode = FillMode::depth;
    after.active = false;
    EXPECT_EQ(answer(check_redefinition(eurusd(), after)), "");
}

TEST(CheckGroup, NamesTheFieldThatIsNotSound) {
    const std::vector<Flaw<Group>> flaws{
        {"id", [](Group& it) { it.id = GroupId(); }},
        {"name", [](Group& it) { it.name = GroupName(); }},
        {"leverage", [](Group& it) { it.leverage = Ratio(); }},
        {"leverage", [](Group& it) { it.leverage = leverage_beyond; }},
        {"markup_points", [](Group& it) { it.markup_points = 1'000'001; }},
        {"commission", [](Group& it) { it.commission = {ratio("-1"), Currency("USD"), CommissionSides::both}; }},
        {"margin_call_level", [](Group& it) { it.margin_call_level = ratio("-1"); }},
        {"stop_out_level", [](Group& it) { it.stop_out_level = ratio("-1"); }},
        {"stop_out_level", [](Group& it) { it.stop_out_level = ratio("100.00000001"); }},
        {"dividend_tax", [](Group& it) { it.dividend_tax = ratio("-0.1"); }},
        {"dividend_tax", [](Group& it) { it.dividend_tax = ratio("1.00000001"); }},
        {"limits", [](Group& it) { it.limits.open_orders = 0; }},
        {"limits", [](Group& it) { it.limits.lots = Lots(); }},
        {"limits", [](Group& it) { it.limits.exposure = Ratio(); }},
        {"limits", [](Group& it) { it.limits.daily_loss = ratio("-1"); }},
        {"limits", [](Group& it) { it.limits.orders_per_second = 0; }},
    };
    for (const auto& flaw : flaws) {
        Group flawed = standard_group();
        flaw.make(flawed);
        EXPECT_EQ(answer(check_group(flawed)), "invalid_field " + std::string(flaw.field));
    }
}

TEST(CheckGroup, AcceptsWhatIsSoundToItsBounds) {
    EXPECT_EQ(answer(check_group(standard_group())), "");
    Group group = standard_group();
    group.leverage = leverage_max;
    group.markup_points = 1'000'000;
    group.stop_out_level = group.margin_call_level;
    group.dividend_tax = ratio("1");
    group.limits = {1, Lots(1), Ratio(1), Ratio(1), 1};
    EXPECT_EQ(answer(check_group(group)), "");
}

TEST(CheckCalendar, AscendsInTimeAndDate) {
    const auto days = [](std::initializer_list<std::pair<std::int64_t, std::int32_t>> given) {
        SetCalendar calendar;
        for (const auto& [time, date] : given) {
            calendar.rollovers.push_back({Timestamp(time), Date(date)});
        }
        return answer(check_calendar(calendar));
    };
    EXPECT_EQ(days({}), "");
    EXPECT_EQ(days({{1, 1}, {2, 2}, {9, 5}}), "");
    EXPECT_EQ(days({{1, 1}, {1, 2}}), "invalid_field rollovers");
    EXPECT_EQ(days({{1, 1}, {2, 1}}), "invalid_field rollovers");
    EXPECT_EQ(days({{1, 1}, {3, 2}, {2, 3}}), "invalid_field rollovers");
}

TEST(CheckCalendar, HoldsAThousand) {
    SetCalendar calendar;
    for (std::int32_t day = 0; day < 1'000; ++day) {
        calendar.rollovers.push_back({Timestamp(day), Date(day)});
    }
    EXPECT_EQ(answer(check_calendar(calendar)), "");
    calendar.rollovers.push_back({Timestamp(1'000), Date(1'000)});
    EXPECT_EQ(answer(check_calendar(calendar)), "invalid_field rollovers");
}

SetRoutingRules two_rules() {
    SetRoutingRules set;
    set.version = 5;
    set.rules.resize(2);
    set.rules[0].id = RoutingRuleId(2);
    set.rules[1].id = RoutingRuleId(1);
    return set;
}

TEST(CheckRoutingRules, VersionsGoUp) {
    EXPECT_EQ(answer(check_routing_rules(4, two_rules())), "");
    EXPECT_EQ(answer(check_routing_rules(5, two_rules())), "invalid_field version");
}

TEST(CheckRoutingRules, NamesRulesThatAreNotSound) {
    const std::vector<std::function<void(RoutingRule&)>> flaws{
        [](RoutingRule& it) { it.id = RoutingRuleId(2); },
        [](RoutingRule& it) { it.hedge_share = ratio("-0.1"); },
        [](RoutingRule& it) { it.hedge_share = ratio("1.1"); },
        [](RoutingRule& it) { it.when.lots_min = lots("2"), it.when.lots_max = lots("1"); },
        [](RoutingRule& it) { it.when.notional_min = ratio("2"), it.when.notional_max = ratio("1"); },
        [](RoutingRule& it) { it.when.volatility_min = ratio("2"), it.when.volatility_max = ratio("1"); },
        [](RoutingRule& it) { it.when.exposure_min = lots("2"), it.when.exposure_max = lots("1"); },
        [](RoutingRule& it) { it.when.minute_from = minutes_per_day; },
        [](RoutingRule& it) { it.when.minute_until = minutes_per_day; },
    };
    for (const auto& make : flaws) {
        SetRoutingRules set = two_rules();
        make(set.rules[1]);
        EXPECT_EQ(answer(check_routing_rules(0, set)), "invalid_field rules");
    }
}

TEST(CheckRoutingRules, ARangeOfMinutesMayGoOverMidnight) {
    SetRoutingRules set = two_rules();
    set.rules[0].when.minute_from = 1'439;
    set.rules[0].when.minute_until = 0;
    set.rules[0].when.lots_min = set.rules[0].when.lots_max = lots("1");
    set.rules[0].hedge_share = ratio("1");
    EXPECT_EQ(answer(check_routing_rules(0, set)), "");
}

TEST(CheckRoutingRules, HoldsAThousand) {
    SetRoutingRules set;
    set.version = 1;
    for (std::uint32_t id = 1; id <= 1'000; ++id) {
        set.rules.emplace_back().id = RoutingRuleId(id);
    }
    EXPECT_EQ(answer(check_routing_rules(0, set)), "");
    set.rules.emplace_back().id = RoutingRuleId(1'001);
    EXPECT_EQ(answer(check_routing_rules(0, set)), "invalid_field rules");
}

}  // namespace
}  // namespace trireme::engine
