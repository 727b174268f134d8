#include "engine/fingerprint.hpp"

#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"
#include "model/commands.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

namespace trireme::engine {
namespace {

using testing::lots;
using testing::order_of;
using testing::price;

PlaceOrder placed() {
    PlaceOrder request;
    request.account = AccountId(7);
    request.client_order_id = ClientOrderId("order-1");
    request.order = order_of(OrderType::stop_limit);
    request.order.protection.stop_loss = price("1.08");
    return request;
}

TEST(Fingerprint, IsTheSameForTheSameContent) { EXPECT_EQ(fingerprint(placed()), fingerprint(placed())); }

TEST(Fingerprint, IsAnotherForAnyOtherContent) {
    const std::vector<std::function<void(PlaceOrder&)>> changes{
        [](PlaceOrder&) {},
        [](PlaceOrder& it) { it.account = AccountId(8); },
        [](PlaceOrder& it) { it.client_order_id = ClientOrderId("order-2"); },
        [](PlaceOrder& it) { it.order.instrument = InstrumentId(2); },
        [](PlaceOrder& it) { it.order.side = Side::sell; },
        [](PlaceOrder& it) { it.order.type = OrderType::stop; },
        [](PlaceOrder& it) { it.order.time_in_force = TimeInForce::day; },
        [](PlaceOrder& it) { it.order.lots = lots("1.01"); },
        [](PlaceOrder& it) { it.order.price.reset(); },
        [](PlaceOrder& it) { it.order.price = Price(); },
        // The values of two fields change places.
        [](PlaceOrder& it) { std::swap(it.order.price, it.order.stop_price); },
        [](PlaceOrder& it) { it.order.max_deviation = Price(); },
        [](PlaceOrder& it) { it.order.expires_at = Timestamp(); },
        [](PlaceOrder& it) { it.order.trailing = Trailing(); },
        [](PlaceOrder& it) { it.order.trailing = Trailing{price("0.001"), Price(), std::nullopt}; },
        [](PlaceOrder& it) { it.order.trailing = Trailing{Price(), price("0.001"), std::nullopt}; },
        [](PlaceOrder& it) { it.order.position = PositionId(); },
        [](PlaceOrder& it) { it.order.reduce_only = true; },
        [](PlaceOrder& it) { it.order.protection = Protection(); },
        [](PlaceOrder& it) { std::swap(it.order.protection.stop_loss, it.order.protection.take_profit); },
        // The order's trailing and its protection's are different things.
        [](PlaceOrder& it) { it.order.protection.trailing = Trailing(); },
    };
    std::set<std::uint64_t> fingerprints;
    for (const auto& change : changes) {
        PlaceOrder request = placed();
        change(request);
        fingerprints.insert(fingerprint(request));
    }
    EXPECT_EQ(fingerprints.size(), changes.size());
}

TEST(Fingerprint, TellsCommandsOfTheSameContentApart) {
    const Deposit deposit{AccountId(7), ClientOrderId("a"), Money{100, Currency("USD")}};
    const SettleDeposit settle{AccountId(7), ClientOrderId("a"), Money{100, Currency("USD")}};
    EXPECT_NE(fingerprint(deposit), fingerprint(settle));
    EXPECT_EQ(wire_type_of(fingerprint(deposit)), Deposit::wire_type);
    EXPECT_EQ(wire_type_of(fingerprint(settle)), SettleDeposit::wire_type);
}

TEST(Fingerprint, TellsCurrenciesApart) {
    const auto deposit = [](Money amount) { return fingerprint(Deposit{AccountId(7), ClientOrderId("a"), amount}); };
    EXPECT_NE(deposit({100, Currency("USD")}), deposit({100, Currency("EUR")}));
    EXPECT_NE(deposit({100, Currency("USD")}), deposit({101, Currency("USD")}));
}

// States hold fingerprints: these must be what they were in the first release.
TEST(Fingerprint, NeverChanges) {
    PlaceOrder request = placed();
    EXPECT_EQ(fingerprint(request), 18251801924062383656U);
    request.client_order_id = ClientOrderId("0194e8a2-6f3c-7b51-9d0e-3c2f1a5b7e46");
    EXPECT_EQ(fingerprint(request), 14888513690359637800U);
    EXPECT_EQ(fingerprint(Deposit{AccountId(7), ClientOrderId("a"), Money{100, Currency("USD")}}), 522043296004477500U);
}

struct Short {
    static constexpr std::uint16_t wire_type = 200;

    std::uint32_t count = 0;
    std::optional<Price> price;

    bool operator==(const Short&) const = default;
};
TRIREME_DESCRIBE(Short, (count, price));

// The same with fields that a later release appends.
struct Longer {
    static constexpr std::uint16_t wire_type = 200;

    std::uint32_t count = 0;
    std::optional<Price> price;
    std::uint32_t weight = 1;
    std::vector<Price> levels;

    bool operator==(const Longer&) const = default;
};
TRIREME_DESCRIBE(Longer, (count, price, weight, levels));

TEST(Fingerprint, StaysWhenAFieldIsAppended) {
    EXPECT_EQ(fingerprint(Short{3, Price(5)}), fingerprint(Longer{3, Price(5), 1, {}}));
    EXPECT_NE(fingerprint(Short{3, Price(5)}), fingerprint(Longer{3, Price(5), 0, {}}));
    EXPECT_NE(fingerprint(Short{3, Price(5)}), fingerprint(Longer{3, Price(5), 1, {Price()}}));
}

}  // namespace
}  // namespace trireme::engine
