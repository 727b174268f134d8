#include "engine/order_form.hpp"
#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace trireme::engine {
namespace {

using testing::answer;
using testing::eurusd;
using testing::order_of;
using testing::price;
using testing::standard_group;

const ClientQuote quote{price("1.08450"), price("1.08460")};

TEST(ClientQuote, LiesOutsideTheMarketByTheMarkup) {
    const Price markup = markup_of(eurusd(), standard_group());
    EXPECT_EQ(point_of(eurusd()), price("0.00001"));
    EXPECT_EQ(markup, price("0.00002"));
    EXPECT_EQ(client_quote(price("1.1"), price("1.10001"), markup), (ClientQuote{price("1.09998"), price("1.10003")}));
}

TEST(ClientQuote, BidStaysAboveZero) {
    EXPECT_EQ(client_quote(Price(5), Price(6), Price(5)), (ClientQuote{Price(1), Price(11)}));
    EXPECT_EQ(client_quote(Price(6), Price(6), Price(5)), (ClientQuote{Price(1), Price(11)}));
    EXPECT_EQ(client_quote(Price(7), Price(7), Price(5)), (ClientQuote{Price(2), Price(12)}));
}

TEST(ClientQuote, BuysAtAskAndSellsAtBid) {
    EXPECT_EQ(entry_price(Side::buy, quote), quote.ask);
    EXPECT_EQ(entry_price(Side::sell, quote), quote.bid);
    EXPECT_EQ(exit_price(Side::buy, quote), quote.bid);
    EXPECT_EQ(exit_price(Side::sell, quote), quote.ask);
}

TEST(CheckTick, NamesTheFirstPriceOffTheTick) {
    const Price off = price("1.000005");
    OrderTerms order = order_of(OrderType::stop_limit);
    order.price = off;
    order.stop_price = off;
    order.trailing = Trailing{.distance = off, .step = Price(), .activation = std::nullopt};
    order.protection = {.stop_loss = off,
                        .take_profit = off,
                        .trailing = Trailing{.distance = Price(), .step = off, .activation = std::nullopt}};
    const std::vector<std::pair<std::string, std::function<void(OrderTerms&)>>> repairs{
        {"price", [](OrderTerms& it) { it.price.reset(); }},
        {"stop_price", [](OrderTerms& it) { it.stop_price = price("1.00001"); }},
        {"trailing", [](OrderTerms& it) { it.trailing->distance = price("0.5"), it.trailing->activation = Price(1); }},
        {"trailing", [](OrderTerms& it) { it.trailing.reset(); }},
        {"stop_loss", [](OrderTerms& it) { it.protection.stop_loss.reset(); }},
        {"take_profit", [](OrderTerms& it) { it.protection.take_profit = price("2"); }},
        {"trailing", [](OrderTerms& it) { it.protection.trailing->step = price("0.00001"); }},
    };
    for (const auto& [field, repair] : repairs) {
        const auto rejection = check_tick(eurusd(), order);
        EXPECT_EQ(answer(rejection), "price_not_tick " + field);
        EXPECT_EQ(rejection->figures.limit_price, price("0.00001"));
        repair(order);
    }
    EXPECT_EQ(answer(check_tick(eurusd(), order)), "");
}

TEST(CheckTick, ShowsThePriceAsked) {
    OrderTerms order = order_of(OrderType::limit);
    order.price = price("1.083001");
    EXPECT_EQ(check_tick(eurusd(), order)->figures.asked_price, price("1.083001"));
}

TEST(CheckTick, DoesNotLookAtWhatAMarketOrderSaw) {
    OrderTerms order = order_of(OrderType::market);
    order.price = price("1.084501");
    order.max_deviation = price("0.000001");
    EXPECT_EQ(answer(check_tick(eurusd(), order)), "");
    order.protection.stop_loss = price("1.000001");
    EXPECT_EQ(answer(check_tick(eurusd(), order)), "price_not_tick stop_loss");
}

std::string side_of_stop(OrderType type, Side side, const char* stop_price) {
    OrderTerms order = order_of(type);
    order.side = side;
    order.stop_price = price(stop_price);
    return answer(check_side(order, quote));
}

TEST(CheckSide, AStopIsStillAhead) {
    for (const OrderType type : {OrderType::stop, OrderType::stop_limit, OrderType::trailing_stop}) {
        EXPECT_EQ(side_of_stop(type, Side::buy, "1.08461"), "");
        EXPECT_EQ(side_of_stop(type, Side::buy, "1.08460"), "price_wrong_side stop_price");
        EXPECT_EQ(side_of_stop(type, Side::sell, "1.08449"), "");
        EXPECT_EQ(side_of_stop(type, Side::sell, "1.08450"), "price_wrong_side stop_price");
    }
}

TEST(CheckSide, ShowsWhatWasAskedAndTheClientsQuote) {
    OrderTerms order = order_of(OrderType::stop);
    order.stop_price = price("1.08");
    EXPECT_EQ(
        check_side(order, quote),
        (Rejection{
            RejectCode::price_wrong_side,
            {.field = FieldName("stop_price"), .asked_price = price("1.08"), .bid = quote.bid, .ask = quote.ask}}));
}

// Checks that stop loss and take profit of the order must lie around `reference`.
void expect_reference(OrderTerms order, const char* reference) {
    const Price at = price(reference);
    const Price below(at.value() - 1);
    const Price above(at.value() + 1);
    const bool is_buy = order.side == Side::buy;
    const auto check = [&](std::optional<Price> stop_loss, std::optional<Price> take_profit) {
        order.protection = {.stop_loss = stop_loss, .take_profit = take_profit, .trailing = std::nullopt};
        return answer(check_side(order, quote));
    };
    EXPECT_EQ(check(is_buy ? below : above, std::nullopt), "");
    EXPECT_EQ(check(at, std::nullopt), "price_wrong_side stop_loss");
    EXPECT_EQ(check(is_buy ? above : below, at), "price_wrong_side stop_loss");
    EXPECT_EQ(check(std::nullopt, is_buy ? above : below), "");
    EXPECT_EQ(check(std::nullopt, at), "price_wrong_side take_profit");
    EXPECT_EQ(check(std::nullopt, is_buy ? below : above), "price_wrong_side take_profit");
}

TEST(CheckSide, ProtectionLiesAroundWhereThePositionBegins) {
    expect_reference(order_of(OrderType::market), "1.08450");
    expect_reference(order_of(OrderType::limit), "1.08300");
    expect_reference(order_of(OrderType::stop), "1.08600");
    expect_reference(order_of(OrderType::stop_limit), "1.08300");
    OrderTerms sell = order_of(OrderType::market);
    sell.side = Side::sell;
    expect_reference(sell, "1.08460");
}

TEST(CheckSide, ProtectionOfATrailingStopLiesAroundWhereItBegins) {
    OrderTerms order = order_of(OrderType::trailing_stop);
    expect_reference(order, "1.08660");
    order.trailing->activation = price("1.08000");
    expect_reference(order, "1.08200");
    order.stop_price = price("1.08700");
    expect_reference(order, "1.08700");
    order = order_of(OrderType::trailing_stop);
    order.side = Side::sell;
    expect_reference(order, "1.08250");
    order.trailing->activation = price("1.09000");
    expect_reference(order, "1.08800");
}

TEST(CheckProtection, OfAPosition) {
    Protection protection{.stop_loss = price("1.08449"), .take_profit = price("1.08451"), .trailing = std::nullopt};
    EXPECT_EQ(answer(check_protection_form(protection)), "");
    EXPECT_EQ(answer(check_protection_tick(eurusd(), protection)), "");
    EXPECT_EQ(answer(check_protection_side(protection, Side::buy, quote.bid, quote)), "");
    EXPECT_EQ(answer(check_protection_side(protection, Side::sell, quote.ask, quote)), "price_wrong_side stop_loss");
    protection.stop_loss = price("1.084495");
    EXPECT_EQ(answer(check_protection_tick(eurusd(), protection)), "price_not_tick stop_loss");
    protection.take_profit = Price();
    EXPECT_EQ(answer(check_protection_form(protection)), "invalid_field take_profit");
}

TEST(CheckCollar, LiesAroundMid) {
    Instrument instrument = eurusd();
    instrument.collar = price("0.01");
    // Mid is 1.084555: half a tick more than 1.08455.
    const Price bid = price("1.08451");
    const Price ask = price("1.08460");
    const auto check = [&](OrderType type, const char* limit, const char* stop) {
        OrderTerms order = order_of(type);
        if (order.price) {
            order.price = price(limit);
        }
        if (order.stop_price) {
            order.stop_price = price(stop);
        }
        return answer(check_collar(instrument, order, bid, ask, quote));
    };
    EXPECT_EQ(check(OrderType::limit, "1.094555", ""), "");
    EXPECT_EQ(check(OrderType::limit, "1.09455501", ""), "price_beyond_collar price");
    EXPECT_EQ(check(OrderType::limit, "1.074555", ""), "");
    EXPECT_EQ(check(OrderType::limit, "1.07455499", ""), "price_beyond_collar price");
    EXPECT_EQ(check(OrderType::stop, "", "1.1"), "price_beyond_collar stop_price");
    EXPECT_EQ(check(OrderType::stop_limit, "1.08", "1.1"), "price_beyond_collar stop_price");
    EXPECT_EQ(check(OrderType::stop_limit, "1.2", "1.1"), "price_beyond_collar price");
    instrument.collar.reset();
    EXPECT_EQ(check(OrderType::stop_limit, "1.2", "1.1"), "");
}

TEST(CheckCollar, LeavesMarketOrdersAlone) {
    Instrument instrument = eurusd();
    instrument.collar = price("0.01");
    OrderTerms order = order_of(OrderType::market);
    order.price = price("2");
    EXPECT_EQ(answer(check_collar(instrument, order, quote.bid, quote.ask, quote)), "");
}

TEST(CheckCollar, ShowsTheCollarAndTheClientsQuote) {
    Instrument instrument = eurusd();
    instrument.collar = price("0.001");
    EXPECT_EQ(check_collar(instrument, order_of(OrderType::limit), price("1.08452"), price("1.08458"), quote),
              (Rejection{RejectCode::price_beyond_collar,
                         {.field = FieldName("price"),
                          .asked_price = price("1.083"),
                          .limit_price = price("0.001"),
                          .bid = quote.bid,
                          .ask = quote.ask}}));
}

TEST(CheckDeviation, HoldsBackFromAWorsePrice) {
    OrderTerms order = order_of(OrderType::market);
    const auto check = [&](Side side, const char* seen) {
        order.side = side;
        order.price = price(seen);
        order.max_deviation = price("0.0001");
        return answer(check_deviation(order, quote));
    };
    EXPECT_EQ(check(Side::buy, "1.08450"), "");
    EXPECT_EQ(check(Side::buy, "1.08449"), "deviation_exceeded");
    EXPECT_EQ(check(Side::buy, "1.2"), "");
    EXPECT_EQ(check(Side::sell, "1.08460"), "");
    EXPECT_EQ(check(Side::sell, "1.08461"), "deviation_exceeded");
    EXPECT_EQ(check(Side::sell, "1"), "");
    EXPECT_EQ(check_deviation(order_of(OrderType::market), quote), std::nullopt);
}

TEST(CheckDeviation, ShowsThePriceThereIs) {
    OrderTerms order = order_of(OrderType::market);
    order.price = price("1.08");
    order.max_deviation = Price();
    EXPECT_EQ(
        check_deviation(order, quote),
        (Rejection{RejectCode::deviation_exceeded,
                   {.asked_price = price("1.08"), .limit_price = quote.ask, .bid = quote.bid, .ask = quote.ask}}));
}

}  // namespace
}  // namespace trireme::engine
