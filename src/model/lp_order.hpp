#pragma once

#include "base/describe.hpp"
#include "base/inline_text.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"

#include <cstdint>

// What the house orders at LPs, and what LPs answer, whatever the protocol.
namespace trireme {

// An order of the house at an LP.
using LpOrderId = Strong<struct LpOrderIdTag, std::uint64_t>;
// The LP's name for a fill, a bust or a correction, never used twice by it; FIX calls it ExecID.
using LpExecutionId = InlineText<struct LpExecutionIdTag, 64>;

enum class LpOrderType : std::uint8_t { market = 1, limit };
TRIREME_DESCRIBE_ENUM(LpOrderType, market, limit)

enum class LpReportKind : std::uint8_t {
    accepted = 1,
    filled,  // in whole or part
    rejected,
    cancelled,
    expired,
    replaced,
    cancel_rejected,
    replace_rejected,
    busted,     // a fill is taken back: the one that `refers_to` names
    corrected,  // a fill had other lots or another price than was said
    status,     // the answer to a question
    unknown,    // the same: the LP has no such order
};
TRIREME_DESCRIBE_ENUM(LpReportKind, accepted, filled, rejected, cancelled, expired, replaced, cancel_rejected,
                      replace_rejected, busted, corrected, status, unknown)

enum class LpReason : std::uint8_t {
    none = 1,
    instrument,  // not traded here
    closed,      // outside of sessions, or without a price
    terms,       // a volume, price or time in force that cannot be
    repeated,    // the name was used before
    price,       // the market is not there
    last_look,   // the LP looked again, and the price had moved against it
    volume,      // not so much was there
    busy,        // as many orders as the LP keeps
    finished,    // the order has ended already
    not_found,   // there is no such order
    dealer,      // whatever else the LP says
};
TRIREME_DESCRIBE_ENUM(LpReason, none, instrument, closed, terms, repeated, price, last_look, volume, busy, finished,
                      not_found, dealer)

// What is agreed with an LP.
struct LpTerms {
    Duration answer_within = Duration::seconds(10);  // an order that has not ended by then is of unknown outcome
    Duration retry_after = Duration::seconds(1);     // from an order that was not filled whole to the next

    bool operator==(const LpTerms&) const = default;
};
TRIREME_DESCRIBE(LpTerms, (answer_within, retry_after));

}  // namespace trireme
