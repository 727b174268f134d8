#include "engine/order_form.hpp"

#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"
#include "model/bounds.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace trireme::engine {
namespace {

using testing::answer;
using testing::at;
using testing::eurusd;
using testing::lots;
using testing::order_of;
using testing::price;

constexpr std::array all_types{OrderType::market, OrderType::limit, OrderType::stop, OrderType::stop_limit,
                               OrderType::trailing_stop};

using Change = std::function<void(OrderTerms&)>;

std::string form_of(OrderType type, const Change& change) {
    OrderTerms order = order_of(type);
    change(order);
    return answer(check_form(order));
}

TEST(CheckForm, AcceptsEachTypeWithWhatItNeeds) {
    for (const OrderType type : all_types) {
        EXPECT_EQ(answer(check_form(order_of(type))), "");
    }
}

TEST(CheckForm, ATimeInForceSuitsTheType) {
    const auto suits = [](OrderType type, TimeInForce time_in_force) {
        return form_of(type, [&](OrderTerms& order) {
                   order.time_in_force = time_in_force;
                   if (time_in_force == TimeInForce::gtd) {
                       order.expires_at = at("2026-03-05T00:00:00Z");
                   }
               }) != "invalid_field time_in_force";
    };
    for (const OrderType type : all_types) {
        const bool is_market = type == OrderType::market;
        const bool may_be_immediate = is_market || type == OrderType::limit;
        EXPECT_TRUE(suits(type, TimeInForce::gtc));
        EXPECT_TRUE(suits(type, TimeInForce::day));
        EXPECT_EQ(suits(type, TimeInForce::gtd), !is_market);
        EXPECT_EQ(suits(type, TimeInForce::ioc), may_be_immediate);
        EXPECT_EQ(suits(type, TimeInForce::fok), may_be_immediate);
    }
}

// What each type says to a field that is stated, and to one that is not.
struct Presence {
    std::string field;
    Change state;
    Change leave_out;
    std::vector<OrderType> needed_by;
    std::vector<OrderType> allowed_for;
};

TEST(CheckForm, NamesFieldsThatAreMissingOrTooMany) {
    const std::vector<Presence> fields{
        {"price",
         [](OrderTerms& it) { it.price = price("1.1"); },
         [](OrderTerms& it) { it.price.reset(); },
         {OrderType::limit, OrderType::stop_limit},
         {OrderType::market}},
        {"stop_price",
         [](OrderTerms& it) { it.stop_price = price("1.1"); },
         [](OrderTerms& it) { it.stop_price.reset(); },
         {OrderType::stop, OrderType::stop_limit},
         {OrderType::trailing_stop}},
        {"trailing",
         [](OrderTerms& it) { it.trailing = Trailing{price("0.001"), Price(), std::nullopt}; },
         [](OrderTerms& it) { it.trailing.reset(); },
         {OrderType::trailing_stop},
         {}},
    };
    for (const auto& [field, state, leave_out, needed_by, allowed_for] : fields) {
        for (const OrderType type : all_types) {
            const bool is_needed = std::ranges::count(needed_by, type) > 0;
            const bool is_allowed = is_needed || std::ranges::count(allowed_for, type) > 0;
            EXPECT_EQ(form_of(type, leave_out), is_needed ? "required_field " + field : "");
            EXPECT_EQ(form_of(type, state), is_allowed ? "" : "unexpected_field " + field);
        }
    }
}

TEST(CheckForm, ADeviationIsAMarketOrdersAndNeedsAPrice) {
    const auto deviate = [](OrderTerms& it) { it.max_deviation = Price(); };
    const auto deviate_from_price = [](OrderTerms& it) {
        it.max_deviation = price("0.001");
        it.price = price("1.1");
    };
    EXPECT_EQ(form_of(OrderType::market, deviate), "required_field price");
    EXPECT_EQ(form_of(OrderType::market, deviate_from_price), "");
    EXPECT_EQ(form_of(OrderType::limit, deviate_from_price), "unexpected_field max_deviation");
    EXPECT_EQ(form_of(OrderType::stop, deviate), "unexpected_field max_deviation");
}

TEST(CheckForm, AnExpiryBelongsToGtd) {
    const auto expire = [](OrderTerms& it) { it.expires_at = at("2026-03-05T00:00:00Z"); };
    const auto promise = [](OrderTerms& it) { it.time_in_force = TimeInForce::gtd; };
    for (const OrderType type : all_types) {
        EXPECT_EQ(form_of(type, expire), "unexpected_field expires_at");
    }
    EXPECT_EQ(form_of(OrderType::limit, promise), "required_field expires_at");
}

TEST(CheckForm, NamesValuesThatMakeNoSense) {
    const Price beyond(price_max.value() + 1);
    const auto trail = [](Price distance, Price step, std::optional<Price> activation) {
        return [=](OrderTerms& it) { it.trailing = Trailing{distance, step, activation}; };
    };
    const auto protect = [](auto change) { return [=](OrderTerms& it) { change(it.protection); }; };
    const auto check = [](OrderType type, const Change& change, const std::string& field) {
        EXPECT_EQ(form_of(type, change), field.empty() ? "" : "invalid_field " + field);
    };
    check(OrderType::market, [](OrderTerms& it) { it.lots = Lots(); }, "lots");
    check(OrderType::market, [](OrderTerms& it) { it.lots = lots("-1"); }, "lots");
    check(OrderType::limit, [](OrderTerms& it) { it.price = Price(); }, "price");
    check(OrderType::limit, [&](OrderTerms& it) { it.price = beyond; }, "price");
    check(OrderType::limit, [](OrderTerms& it) { it.price = price_max; }, "");
    check(OrderType::stop, [](OrderTerms& it) { it.stop_price = price("-1"); }, "stop_price");
    check(
        OrderType::market,
        [](OrderTerms& it) {
            it.price = price("1");
            it.max_deviation = price("-0.1");
        },
        "max_deviation");
    check(OrderType::trailing_stop, trail(Price(), Price(), std::nullopt), "trailing");
    check(OrderType::trailing_stop, trail(beyond, Price(), std::nullopt), "trailing");
    check(OrderType::trailing_stop, trail(Price(1), Price(-1), std::nullopt), "trailing");
    check(OrderType::trailing_stop, trail(Price(1), beyond, std::nullopt), "trailing");
    check(OrderType::trailing_stop, trail(Price(1), Price(), Price()), "trailing");
    check(OrderType::trailing_stop, trail(price_max, price_max, price_max), "");
    check(OrderType::market, protect([](Protection& it) { it.stop_loss = Price(); }), "stop_loss");
    check(OrderType::market, protect([&](Protection& it) { it.take_profit = beyond; }), "take_profit");
    check(OrderType::market, protect([](Protection& it) { it.trailing = Trailing(); }), "trailing");
}

TEST(CheckForm, WhatReducesHasNoProtection) {
    const auto protect = [](OrderTerms& it) { it.protection.stop_loss = price("1"); };
    const auto close = [](OrderTerms& it) { it.position = PositionId(1); };
    const auto reduce = [](OrderTerms& it) { it.reduce_only = true; };
    const auto both = [](const Change& one, const Change& other) {
        return [=](OrderTerms& it) {
            one(it);
            other(it);
        };
    };
    EXPECT_EQ(form_of(OrderType::limit, close), "");
    EXPECT_EQ(form_of(OrderType::limit, reduce), "");
    EXPECT_EQ(form_of(OrderType::limit, protect), "");
    EXPECT_EQ(form_of(OrderType::limit, both(close, reduce)), "unexpected_field reduce_only");
    EXPECT_EQ(form_of(OrderType::limit, both(close, protect)), "unexpected_field protection");
    EXPECT_EQ(form_of(OrderType::limit, both(reduce, protect)), "unexpected_field protection");
}

TEST(CheckForm, NamesTheFirstFieldInTheOrderOfTheDescription) {
    // Wrong in every field; made right one after another.
    OrderTerms order = order_of(OrderType::limit);
    order.lots = Lots();
    order.price.reset();
    order.stop_price = price("1");
    order.max_deviation = price("1");
    order.expires_at = at("2026-03-05T00:00:00Z");
    order.trailing = Trailing();
    order.position = PositionId(1);
    order.reduce_only = true;
    order.protection = {.stop_loss = Price(), .take_profit = Price(), .trailing = Trailing()};
    const std::vector<std::pair<std::string, Change>> repairs{
        {"invalid_field lots", [](OrderTerms& it) { it.lots = lots("1"); }},
        {"required_field price", [](OrderTerms& it) { it.price = price("1"); }},
        {"unexpected_field stop_price", [](OrderTerms& it) { it.stop_price.reset(); }},
        {"unexpected_field max_deviation", [](OrderTerms& it) { it.max_deviation.reset(); }},
        {"unexpected_field expires_at", [](OrderTerms& it) { it.expires_at.reset(); }},
        {"unexpected_field trailing", [](OrderTerms& it) { it.trailing.reset(); }},
        {"unexpected_field reduce_only", [](OrderTerms& it) { it.reduce_only = false; }},
        {"unexpected_field protection", [](OrderTerms& it) { it.position.reset(); }},
        {"invalid_field stop_loss", [](OrderTerms& it) { it.protection.stop_loss.reset(); }},
        {"invalid_field take_profit", [](OrderTerms& it) { it.protection.take_profit.reset(); }},
        {"invalid_field trailing", [](OrderTerms& it) { it.protection.trailing.reset(); }},
        {"", [](OrderTerms&) {}},
    };
    for (const auto& [expected, repair] : repairs) {
        EXPECT_EQ(answer(check_form(order)), expected);
        repair(order);
    }
}

Rejection volume(RejectCode code, const char* asked, const char* limit) {
    return {code, {.asked_lots = lots(asked), .limit_lots = lots(limit)}};
}

TEST(CheckVolume, KeepsToLeastMostAndStep) {
    const Instrument instrument = eurusd();
    const auto check = [&](const char* asked) { return check_volume(instrument, lots(asked)); };
    EXPECT_EQ(check("0.01"), std::nullopt);
    EXPECT_EQ(check("100"), std::nullopt);
    EXPECT_EQ(check("0.009"), volume(RejectCode::volume_too_small, "0.009", "0.01"));
    EXPECT_EQ(check("100.01"), volume(RejectCode::volume_too_large, "100.01", "100"));
    EXPECT_EQ(check("0.015"), volume(RejectCode::volume_not_step, "0.015", "0.01"));
}

TEST(CheckVolume, AllThatIsOpenCanBeClosed) {
    const Instrument instrument = eurusd();
    const auto check = [&](const char* asked, const char* open) {
        return check_closing_volume(instrument, lots(asked), lots(open));
    };
    EXPECT_EQ(check("0.005", "0.005"), std::nullopt);
    EXPECT_EQ(check("250", "250"), std::nullopt);
    EXPECT_EQ(check("0.01", "1"), std::nullopt);
    EXPECT_EQ(check("0.006", "0.005"), volume(RejectCode::volume_too_large, "0.006", "0.005"));
    EXPECT_EQ(check("0.005", "1"), volume(RejectCode::volume_too_small, "0.005", "0.01"));
    EXPECT_EQ(check("0.995", "1"), volume(RejectCode::volume_not_step, "0.995", "0.01"));
    EXPECT_EQ(check("150", "250"), volume(RejectCode::volume_too_large, "150", "100"));
}

TEST(CheckExpiry, LiesAhead) {
    const Timestamp now = at("2026-03-05T00:00:00Z");
    EXPECT_EQ(check_expiry(std::nullopt, now), std::nullopt);
    EXPECT_EQ(check_expiry(now.plus(Duration::nanoseconds(1)), now), std::nullopt);
    EXPECT_EQ(check_expiry(now, now), (Rejection{RejectCode::expiry_passed, {.time = now}}));
}

}  // namespace
}  // namespace trireme::engine
