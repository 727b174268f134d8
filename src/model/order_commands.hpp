#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Requests of one account: the same `client_order_id` with the same content is the same request (docs/rules.md,
// Repeats).
namespace trireme {

// Places an order.
struct PlaceOrder {
    static constexpr std::uint16_t wire_type = 40;
    static constexpr std::string_view wire_name = "place_order";

    AccountId account{};
    ClientOrderId client_order_id{};
    OrderTerms order{};

    bool operator==(const PlaceOrder&) const = default;
};
TRIREME_DESCRIBE(PlaceOrder, (account, client_order_id, order));

// Places two orders of which one cancels the other. Both rest: neither is a market order, nor fills at once.
struct PlaceOco {
    static constexpr std::uint16_t wire_type = 41;
    static constexpr std::string_view wire_name = "place_oco";

    AccountId account{};
    ClientOrderId client_order_id{};
    OrderTerms first{};
    OrderTerms second{};

    bool operator==(const PlaceOco&) const = default;
};
TRIREME_DESCRIBE(PlaceOco, (account, client_order_id, first, second));

// Gives a live order other terms; what is not stated stays.
struct ModifyOrder {
    static constexpr std::uint16_t wire_type = 42;
    static constexpr std::string_view wire_name = "modify_order";

    AccountId account{};
    ClientOrderId client_order_id{};
    OrderId order{};
    std::optional<Lots> lots{};  // what is still to be filled
    std::optional<Price> price{};
    std::optional<Price> stop_price{};
    std::optional<Timestamp> expires_at{};
    std::optional<Protection> protection{};  // replaced as a whole

    bool operator==(const ModifyOrder&) const = default;
};
TRIREME_DESCRIBE(ModifyOrder, (account, client_order_id, order, lots, price, stop_price, expires_at, protection));

// Cancels a live order, and the other one of its pair.
struct CancelOrder {
    static constexpr std::uint16_t wire_type = 43;
    static constexpr std::string_view wire_name = "cancel_order";

    AccountId account{};
    ClientOrderId client_order_id{};
    OrderId order{};

    bool operator==(const CancelOrder&) const = default;
};
TRIREME_DESCRIBE(CancelOrder, (account, client_order_id, order));

// Cancels all live orders, in one instrument where one is stated.
struct CancelOrders {
    static constexpr std::uint16_t wire_type = 44;
    static constexpr std::string_view wire_name = "cancel_orders";

    AccountId account{};
    ClientOrderId client_order_id{};
    std::optional<InstrumentId> instrument{};

    bool operator==(const CancelOrders&) const = default;
};
TRIREME_DESCRIBE(CancelOrders, (account, client_order_id, instrument));

}  // namespace trireme
