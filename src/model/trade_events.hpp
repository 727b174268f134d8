#pragma once

#include "base/describe.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/order.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// An event with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without
// gaps.
namespace trireme {

enum class TradeReason : std::uint8_t {
    client = 1,
    triggered,  // an order that had waited for its price
    stop_loss,
    take_profit,
    trailing_stop,
    close_by,
    stop_out,
    split,  // of a volume too small to be held
};
TRIREME_DESCRIBE_ENUM(TradeReason, client, triggered, stop_loss, take_profit, trailing_stop, close_by, stop_out, split)

enum class PositionChange : std::uint8_t {
    opened = 1,
    increased,
    reduced,
    closed,
    modified,  // its protection was replaced
    trailed,
    split,
};
TRIREME_DESCRIBE_ENUM(PositionChange, opened, increased, reduced, closed, modified, trailed, split)

// An execution. Several follow each other where an order closes and opens, or takes several levels of a book.
struct Trade {
    static constexpr std::uint16_t wire_type = 40;
    static constexpr std::string_view wire_name = "trade";

    AccountId account{};
    std::uint64_t account_seq = 0;
    TradeId trade{};
    OrderId order{};
    PositionId position{};
    InstrumentId instrument{};
    Side side = Side::buy;
    bool opens = false;  // or closes
    TradeReason reason = TradeReason::client;
    Lots lots{};
    Price price{};
    Price bid{};  // after the group's markup
    Price ask{};
    Price slippage{};    // how much worse than asked; negative if better
    Lots leaves_lots{};  // of the order
    Book book = Book::b;
    std::optional<Money> profit{};  // of what closes, in account currency

    bool operator==(const Trade&) const = default;
};
TRIREME_DESCRIBE(Trade, (account, account_seq, trade, order, position, instrument, side, opens, reason, lots, price,
                         bid, ask, slippage, leaves_lots, book, profit));

// The position from here on; closed when no lots are left.
struct PositionChanged {
    static constexpr std::uint16_t wire_type = 41;
    static constexpr std::string_view wire_name = "position_changed";

    AccountId account{};
    std::uint64_t account_seq = 0;
    PositionId position{};
    InstrumentId instrument{};
    Side side = Side::buy;
    PositionChange change = PositionChange::opened;
    Lots lots{};
    PriceLots cost{};  // open price x lots, exactly
    Protection protection{};
    std::optional<Price> trailing_stop{};  // where it stands

    bool operator==(const PositionChanged&) const = default;
};
TRIREME_DESCRIBE(PositionChanged,
                 (account, account_seq, position, instrument, side, change, lots, cost, protection, trailing_stop));

}  // namespace trireme
