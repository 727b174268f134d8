#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/margin_figures.hpp"
#include "model/order.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// An event with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without
// gaps.
namespace trireme {

// The order lives. `after` is how the account would stand with it filled (market) or reserved.
struct OrderAccepted {
    static constexpr std::uint16_t wire_type = 30;
    static constexpr std::string_view wire_name = "order_accepted";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    OrderId order{};
    OrderTerms terms{};
    std::optional<OrderId> oco{};  // the other order of its pair
    std::optional<Timestamp> expires_at{};
    bool adds_risk = false;
    Amount margin_notional{};                  // of the lots that add risk, in margin currency
    std::optional<MarginFigures> after{};      // of what adds risk
    std::optional<RoutingDecision> routing{};  // of what adds risk
    Price bid{};                               // that the client was shown
    Price ask{};

    bool operator==(const OrderAccepted&) const = default;
};
TRIREME_DESCRIBE(OrderAccepted, (account, account_seq, client_order_id, order, terms, oco, expires_at, adds_risk,
                                 margin_notional, after, routing, bid, ask));

// A stop was reached by this quote.
struct OrderTriggered {
    static constexpr std::uint16_t wire_type = 31;
    static constexpr std::string_view wire_name = "order_triggered";

    AccountId account{};
    std::uint64_t account_seq = 0;
    OrderId order{};
    Price bid{};
    Price ask{};

    bool operator==(const OrderTriggered&) const = default;
};
TRIREME_DESCRIBE(OrderTriggered, (account, account_seq, order, bid, ask));

// Its terms from here on.
struct OrderModified {
    static constexpr std::uint16_t wire_type = 32;
    static constexpr std::string_view wire_name = "order_modified";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    OrderId order{};
    OrderTerms terms{};
    std::optional<Timestamp> expires_at{};
    Amount margin_notional{};
    std::optional<MarginFigures> after{};
    Lots leaves_lots{};
    std::optional<RoutingDecision> routing{};  // of an order that grew

    bool operator==(const OrderModified&) const = default;
};
TRIREME_DESCRIBE(OrderModified, (account, account_seq, client_order_id, order, terms, expires_at, margin_notional,
                                 after, leaves_lots, routing));

// The stop of a trailing stop order followed the price.
struct OrderTrailed {
    static constexpr std::uint16_t wire_type = 33;
    static constexpr std::string_view wire_name = "order_trailed";

    AccountId account{};
    std::uint64_t account_seq = 0;
    OrderId order{};
    Price stop_price{};

    bool operator==(const OrderTrailed&) const = default;
};
TRIREME_DESCRIBE(OrderTrailed, (account, account_seq, order, stop_price));

// Less of it is left because the other order of its pair was filled in part.
struct OrderReduced {
    static constexpr std::uint16_t wire_type = 34;
    static constexpr std::string_view wire_name = "order_reduced";

    AccountId account{};
    std::uint64_t account_seq = 0;
    OrderId order{};
    Lots leaves_lots{};

    bool operator==(const OrderReduced&) const = default;
};
TRIREME_DESCRIBE(OrderReduced, (account, account_seq, order, leaves_lots));

struct OrderCancelled {
    static constexpr std::uint16_t wire_type = 35;
    static constexpr std::string_view wire_name = "order_cancelled";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};  // of the cancelling request, where there was one
    OrderId order{};
    CancelReason reason = CancelReason::client;
    Lots leaves_lots{};
    std::optional<MarginFigures> after{};  // that did not suffice, of no_money

    bool operator==(const OrderCancelled&) const = default;
};
TRIREME_DESCRIBE(OrderCancelled, (account, account_seq, client_order_id, order, reason, leaves_lots, after));

struct OrderExpired {
    static constexpr std::uint16_t wire_type = 36;
    static constexpr std::string_view wire_name = "order_expired";

    AccountId account{};
    std::uint64_t account_seq = 0;
    OrderId order{};
    Lots leaves_lots{};

    bool operator==(const OrderExpired&) const = default;
};
TRIREME_DESCRIBE(OrderExpired, (account, account_seq, order, leaves_lots));

}  // namespace trireme
