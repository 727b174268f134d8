#pragma once

#include "base/inline_text.hpp"
#include "base/timestamp.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"
#include "model/texts.hpp"
#include "ports/lp_quote.hpp"

#include <cstdint>
#include <string_view>

// What the house asks of an LP, and what the LP answers, whatever the protocol.
namespace trireme {

// The house's own name for an order at an LP, never used twice; FIX calls it ClOrdID.
using LpOrderName = ClientOrderId;
// The LP's name for a fill, a bust or a correction, never used twice by it; FIX calls it ExecID.
using LpExecutionId = InlineText<struct LpExecutionIdTag, 64>;

enum class LpOrderType : std::uint8_t { market, limit };

struct LpOrder {
    LpOrderName name{};
    InstrumentSlot instrument{};
    Side side = Side::buy;
    LpOrderType type = LpOrderType::limit;
    TimeInForce time_in_force = TimeInForce::ioc;  // of market orders IOC or FOK
    Lots lots{};
    Price price{};               // of a limit order
    std::uint64_t quote_id = 0;  // the LP's, of the quote that the order is an answer to; 0: none
};

// Another volume and price for what an order has left. It keeps its name.
struct LpReplace {
    LpOrderName name{};
    Lots lots{};  // in all, what was filled included
    Price price{};
};

enum class LpReportKind : std::uint8_t {
    accepted,
    filled,  // in whole or part; `leaves` says which
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

enum class LpReason : std::uint8_t {
    none,
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

[[nodiscard]] constexpr std::string_view name_of(LpReason reason) {
    switch (reason) {
        case LpReason::none: return "none";
        case LpReason::instrument: return "instrument";
        case LpReason::closed: return "closed";
        case LpReason::terms: return "terms";
        case LpReason::repeated: return "repeated";
        case LpReason::price: return "price";
        case LpReason::last_look: return "last_look";
        case LpReason::volume: return "volume";
        case LpReason::busy: return "busy";
        case LpReason::finished: return "finished";
        case LpReason::not_found: return "not_found";
        case LpReason::dealer: return "dealer";
    }
    return "invalid";
}

struct LpReport {
    LpReportKind kind = LpReportKind::accepted;
    LpOrderName name{};
    OrderStatus status = OrderStatus::unknown;  // of the order after it
    LpExecutionId execution{};                  // of a fill, a bust or a correction
    LpExecutionId refers_to{};                  // of a bust or a correction: the fill that it is about
    Lots lots{};                                // of the fill; of a correction the right ones
    Price price{};                              // likewise
    Lots cumulative{};
    Lots leaves{};
    LpReason reason = LpReason::none;
    Timestamp made{};      // by the LP's clock
    Timestamp received{};  // by ours
};

// What the LP has of ours in an instrument, by its own account.
struct LpPosition {
    InstrumentSlot instrument{};
    Lots bought{};  // net of what was sold where the LP nets; both where it keeps the two apart
    Lots sold{};
};

}  // namespace trireme
