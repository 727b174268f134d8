#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"

#include <cstdint>
#include <optional>

namespace trireme {

enum class OrderType : std::uint8_t { market = 1, limit, stop, stop_limit, trailing_stop };
TRIREME_DESCRIBE_ENUM(OrderType, market, limit, stop, stop_limit, trailing_stop)

enum class TimeInForce : std::uint8_t { gtc = 1, day, gtd, ioc, fok };
TRIREME_DESCRIBE_ENUM(TimeInForce, gtc, day, gtd, ioc, fok)

// A stop that follows the price at a distance, by whole steps, and never goes back.
struct Trailing {
    Price distance{};
    Price step{};                       // 0 stands for the instrument's tick size
    std::optional<Price> activation{};  // follows from here on; at once where not stated

    bool operator==(const Trailing&) const = default;
};
TRIREME_DESCRIBE(Trailing, (distance, step, activation));

// When a position is closed without being asked again.
struct Protection {
    std::optional<Price> stop_loss{};
    std::optional<Price> take_profit{};
    std::optional<Trailing> trailing{};

    [[nodiscard]] bool empty() const { return !stop_loss && !take_profit && !trailing; }
    bool operator==(const Protection&) const = default;
};
TRIREME_DESCRIBE(Protection, (stop_loss, take_profit, trailing));

// What an order asks for.
struct OrderTerms {
    InstrumentId instrument{};
    Side side = Side::buy;
    OrderType type = OrderType::market;
    TimeInForce time_in_force = TimeInForce::gtc;
    Lots lots{};
    std::optional<Price> price{};           // limit price; of a market order the price that the client saw
    std::optional<Price> stop_price{};      // of a stop, a stop-limit; of a trailing stop where it begins
    std::optional<Price> max_deviation{};   // of a market order, from `price`
    std::optional<Timestamp> expires_at{};  // of time in force GTD
    std::optional<Trailing> trailing{};     // of a trailing stop
    std::optional<PositionId> position{};   // hedging: closes this position instead of opening one
    bool reduce_only = false;               // netting: never more than closes the position
    Protection protection{};                // of the position that it opens or changes

    bool operator==(const OrderTerms&) const = default;
};
TRIREME_DESCRIBE(OrderTerms, (instrument, side, type, time_in_force, lots, price, stop_price, max_deviation, expires_at,
                              trailing, position, reduce_only, protection));

// What was to be ordered.
struct AskedOrders {
    OrderTerms terms{};
    std::optional<OrderTerms> other{};  // of the other order of an OCO pair

    bool operator==(const AskedOrders&) const = default;
};
TRIREME_DESCRIBE(AskedOrders, (terms, other));

enum class OrderStatus : std::uint8_t {
    pending = 1,
    accepted,
    filling,
    partially_filled,
    filled,
    rejected,
    cancelled,
    expired,
    unknown,
};
TRIREME_DESCRIBE_ENUM(OrderStatus, pending, accepted, filling, partially_filled, filled, rejected, cancelled, expired,
                      unknown)

// Why an order ended without being filled whole.
enum class CancelReason : std::uint8_t {
    client = 1,
    immediate_or_cancel,  // what was not filled at once, of IOC and market orders
    fill_or_kill,         // could not be filled whole at once
    no_money,             // when it was triggered, at the price at which it would have been filled
    no_rate,              // the same, without a price for a conversion
    oco,                  // the other order of its pair was filled or ended
    stop_out,
    kill_switch,
    position_closed,  // the position that it would have reduced
    account_status,   // the account may no longer add risk
    split,            // left less than the least volume
};
TRIREME_DESCRIBE_ENUM(CancelReason, client, immediate_or_cancel, fill_or_kill, no_money, no_rate, oco, stop_out,
                      kill_switch, position_closed, account_status, split)

}  // namespace trireme
