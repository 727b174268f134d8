#pragma once

#include "base/result.hpp"
#include "ports/lp_order.hpp"
#include "venues/binance_messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What Binance says of our orders and balances, read strictly. Errors as in binance_parser.hpp.
namespace trireme::venues {

struct BinanceFill {
    std::uint64_t trade_id = 0;
    Price price{};
    Units units{};

    bool operator==(const BinanceFill&) const = default;
};

// The state of an order, as the answer to an order, cancellation or question, and as an executionReport.
struct BinanceOrderState {
    Symbol symbol{};
    LpOrderName name{};            // clientOrderId, or origClientOrderId of what was cancelled
    std::string execution_type{};  // x, of executionReport: NEW, CANCELED, REJECTED, TRADE, EXPIRED...
    OrderStatus status = OrderStatus::unknown;
    std::uint64_t order_id = 0;
    Units ordered{};
    Units executed{};
    Timestamp time{};
    std::vector<BinanceFill> fills{};  // of an order's answer, and the one of a report of type TRADE

    bool operator==(const BinanceOrderState&) const = default;
};

struct BinanceFailure {
    std::int64_t code = 0;
    std::string message{};

    bool operator==(const BinanceFailure&) const = default;
};

struct BinanceBalance {
    std::string asset{};
    Units free{};
    Units locked{};

    bool operator==(const BinanceBalance&) const = default;
};

// /api/v3/order, whatever its method.
[[nodiscard]] Result<BinanceOrderState> parse_binance_order(std::string_view text);
// /api/v3/openOrders.
[[nodiscard]] Result<std::vector<BinanceOrderState>> parse_binance_orders(std::string_view text);
// /api/v3/myTrades.
[[nodiscard]] Result<std::vector<BinanceFill>> parse_binance_trades(std::string_view text);
// /api/v3/account.
[[nodiscard]] Result<std::vector<BinanceBalance>> parse_binance_balances(std::string_view text);
// The body of an answer that is no success: {"code": -2013, "msg": "..."}.
[[nodiscard]] Result<BinanceFailure> parse_binance_failure(std::string_view text);
// A number that stands alone in an answer, as `serverTime` does in /api/v3/time.
[[nodiscard]] Result<Timestamp> parse_binance_server_time(std::string_view text);
[[nodiscard]] Result<std::string> parse_binance_listen_key(std::string_view text);
// A frame of the user-data stream; nothing if it is no executionReport.
[[nodiscard]] Result<std::optional<BinanceOrderState>> parse_binance_user_frame(std::string_view text);

}  // namespace trireme::venues
