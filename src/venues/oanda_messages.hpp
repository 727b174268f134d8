#pragma once

#include "base/inline_text.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"
#include "ports/lp_order.hpp"
#include "venues/units.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What OANDA's v20 interface says, after it was read and checked. Names are those of its definition.
namespace trireme::venues {

// Every change of an account is a transaction, numbered upwards. An order has the id of the transaction that made it.
using OandaTransactionId = Strong<struct OandaTransactionIdTag, std::uint64_t>;
using OandaAccountId = InlineText<struct OandaAccountIdTag, 40>;
// A reason's name in capitals, such as INSUFFICIENT_LIQUIDITY.
using OandaReason = InlineText<struct OandaReasonTag, 80>;

struct OandaLevel {
    Price price{};
    Units units{};

    bool operator==(const OandaLevel&) const = default;
};

struct OandaPrice {
    Symbol instrument{};
    Timestamp time{};
    bool is_tradeable = false;
    std::vector<OandaLevel> bids{};  // best first
    std::vector<OandaLevel> asks{};

    bool operator==(const OandaPrice&) const = default;
};

enum class OandaLineKind : std::uint8_t { price, transaction, heartbeat };

enum class OandaTransactionKind : std::uint8_t {
    order_created,
    order_rejected,
    filled,
    cancelled,
    cancel_rejected,
    other,  // nothing that changes an order
};

// What belongs to other kinds than its own is empty.
struct OandaTransaction {
    OandaTransactionKind kind = OandaTransactionKind::other;
    OandaTransactionId id{};
    Timestamp time{};
    OandaTransactionId order{};  // that it is about; of a new order its own id
    LpOrderName client_name{};   // of that order; empty where it has none, or one that cannot be ours
    Symbol instrument{};
    Units units{};  // of the order, or of the fill; above zero buys, below sells
    Price price{};  // of a limit order, or of the fill
    OandaReason reason{};
    OandaTransactionId replaces{};     // the order in whose place a new one comes, or was to come
    OandaTransactionId replaced_by{};  // the order that comes in place of a cancelled one

    bool operator==(const OandaTransaction&) const = default;
};

// A line of the pricing stream or of the transactions stream. What belongs to other kinds than its own means nothing.
struct OandaLine {
    OandaLineKind kind = OandaLineKind::heartbeat;
    OandaPrice price{};
    OandaTransaction transaction{};
    Timestamp time{};                       // of a heartbeat
    OandaTransactionId last_transaction{};  // of a heartbeat among transactions; else 0
};

// How an instrument is traded in an account.
struct OandaInstrument {
    Symbol name{};
    int price_digits = 0;  // displayPrecision
    int units_digits = 0;  // tradeUnitsPrecision
    Units units_min{};
    Units units_max{};

    bool operator==(const OandaInstrument&) const = default;
};

struct OandaInstruments {
    std::vector<OandaInstrument> instruments{};
    std::uint64_t unnameable = 0;  // whose names are too long for a symbol: not for us
};

enum class OandaOrderState : std::uint8_t { pending, filled, triggered, cancelled };

struct OandaOrder {
    OandaTransactionId id{};
    OandaOrderState state = OandaOrderState::pending;
    Timestamp created{};
    LpOrderName client_name{};  // empty where it has none, or one that cannot be ours
    // Of orders that stand for a trade (stop loss and its kind) these are empty.
    Symbol instrument{};
    Units units{};
    Price price{};
    OandaTransactionId filling{};  // the transaction that filled it; 0: none
    OandaTransactionId cancelling{};
    OandaTransactionId replaced_by{};

    bool operator==(const OandaOrder&) const = default;
};

struct OandaOrders {
    std::vector<OandaOrder> orders{};
    OandaTransactionId last_transaction{};
};

struct OandaPosition {
    Symbol instrument{};
    Units bought{};
    Units sold{};

    bool operator==(const OandaPosition&) const = default;
};

struct OandaTransactions {
    std::vector<OandaTransaction> transactions{};
    OandaTransactionId last_transaction{};
};

// The answer to a new order, a replacement or a cancel, whether it was done or refused.
struct OandaOrderAnswer {
    std::vector<OandaTransaction> transactions{};  // that it led to, in order; those refused without one led to none
    OandaTransactionId last_transaction{};         // 0 where it does not say
    OandaReason error{};                           // errorCode, where there is one
};

}  // namespace trireme::venues
