#pragma once

#include "base/inline_text.hpp"
#include "base/timestamp.hpp"
#include "model/side.hpp"
#include "model/texts.hpp"
#include "ports/lp_order.hpp"
#include "venues/units.hpp"

#include <cstdint>
#include <optional>
#include <vector>

// What Delta Exchange says by its v2 interface, after it was read and checked. Its sizes are counts of contracts.
namespace trireme::venues {

using DeltaReason = InlineText<struct DeltaReasonTag, 80>;
using DeltaNumberText = InlineText<struct DeltaNumberTextTag, 28>;

// Prices and sizes are kept as they were written too, because a book's checksum is that of its texts.
struct DeltaLevel {
    Price price{};
    Units contracts{};  // 0 in an update: nothing stands there any more
    DeltaNumberText price_text{};
    DeltaNumberText contracts_text{};

    bool operator==(const DeltaLevel&) const = default;
};

// v2/ticker: the best prices; a side without orders has none.
struct DeltaTicker {
    Symbol symbol{};
    Timestamp time{};
    Price bid{};
    Price ask{};
    Units bid_contracts{};
    Units ask_contracts{};

    bool operator==(const DeltaTicker&) const = default;
};

// l2_updates: a whole book, or what has changed since the message numbered one less.
struct DeltaBookUpdate {
    Symbol symbol{};
    Timestamp time{};
    std::uint64_t sequence = 0;
    bool is_snapshot = false;
    std::uint32_t checksum = 0;  // of the book after it
    std::vector<DeltaLevel> bids{};
    std::vector<DeltaLevel> asks{};

    bool operator==(const DeltaBookUpdate&) const = default;
};

enum class DeltaOrderState : std::uint8_t { open, pending, closed, cancelled };

struct DeltaOrder {
    std::uint64_t id = 0;
    LpOrderName client_name{};  // empty where it has none, or one that cannot be ours
    Symbol symbol{};
    Side side = Side::buy;
    DeltaOrderState state = DeltaOrderState::open;
    Units contracts{};
    Units unfilled{};
    Price price{};         // 0 of a market order
    DeltaReason reason{};  // of a cancel; empty: none

    bool operator==(const DeltaOrder&) const = default;
};

struct DeltaFill {
    LpExecutionId id{};
    std::uint64_t order = 0;
    Symbol symbol{};
    Units contracts{};
    Price price{};
    Timestamp time{};
    std::uint64_t sequence = 0;  // of v2/user_trades, within a symbol; 0 where it does not say

    bool operator==(const DeltaFill&) const = default;
};

enum class DeltaKind : std::uint8_t {
    ticker,
    book_update,
    book_error,  // the symbol is to be subscribed anew
    order,
    fill,
    authenticated,
    refused,  // the authentication
    subscribed,
    heartbeat,
    other,  // well formed, and nothing that is read here
};

// A message of the WebSocket. What belongs to other kinds than its own means nothing.
struct DeltaMessage {
    DeltaKind kind = DeltaKind::other;
    Symbol symbol{};  // of a book_error
    DeltaTicker ticker{};
    DeltaBookUpdate book_update{};
    DeltaOrder order{};
    DeltaFill fill{};
};

struct DeltaProduct {
    std::uint64_t id = 0;
    Symbol symbol{};
    Price tick{};

    bool operator==(const DeltaProduct&) const = default;
};

struct DeltaPosition {
    Symbol symbol{};
    Units contracts{};  // below zero: sold

    bool operator==(const DeltaPosition&) const = default;
};

}  // namespace trireme::venues
