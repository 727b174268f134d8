#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_order.hpp"
#include "venues/oanda_listing.hpp"
#include "venues/oanda_messages.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace trireme::venues {

// A transaction's id as the name of the fill that it is.
[[nodiscard]] LpExecutionId execution_of(OandaTransactionId id);

// The house's orders at OANDA, and what the account's transactions mean for them. Only transactions change an order, in
// their order and each once, as OandaTransactionLog hands them out; so nothing is told twice, and no end before a fill
// that led to it. Without sockets and without a clock.
//
// OANDA replaces an order by a new one, and goes on with a new one after a partial fill; the house's name stays, in the
// client extensions, and so does the order here.
class OandaDealing {
public:
    struct Order {
        LpOrder asked{};
        OandaTransactionId id{};  // of its last order at OANDA; 0 until that is known
        OrderStatus status = OrderStatus::pending;
        Lots cumulative{};  // of what was filled since it is known here
        Timestamp sent{};
        std::optional<Duration> latency{};  // from sending to the first report

        [[nodiscard]] Lots leaves() const;
    };

    OandaDealing(const OandaListing& listing, std::size_t ended_max) : listing_(&listing), ended_max_(ended_max) {}

    // An order on its way, of a name that was not used before.
    void begin(const LpOrder& order, Timestamp now);
    // An order that rests there already, from before the house's start. Those without a name that can be ours, or in
    // other instruments, are not ours.
    void learn(const OandaOrder& order);
    // Nothing for an order that is not known, or was forgotten after its end.
    [[nodiscard]] const Order* find(const LpOrderName& name) const;

    // Adds what the transaction means; nothing if it is not about an order of ours.
    void apply(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);

    // The answers that no transaction brings.
    [[nodiscard]] LpReport refused(const LpOrderName& name, LpReason reason, Timestamp received);
    [[nodiscard]] LpReport never_arrived(const LpOrderName& name, Timestamp received);
    // About an order that stays what it is, such as `status` or `cancel_rejected`.
    [[nodiscard]] LpReport about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp received) const;

private:
    void apply_created(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);
    void apply_rejected(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);
    void apply_filled(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);
    void apply_cancelled(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);
    void apply_cancel_rejected(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports);
    // The order that the transaction names by its client's name or, where it has none, by its id.
    [[nodiscard]] Order* of(const LpOrderName& name, OandaTransactionId id);
    void move_to(Order& order, OandaTransactionId id);
    void end(Order& order, OrderStatus status);
    [[nodiscard]] LpReport report(Order& order, LpReportKind kind, LpReason reason, Timestamp received);

    const OandaListing* listing_;
    std::size_t ended_max_;
    std::map<LpOrderName, Order> orders_;
    std::map<OandaTransactionId, LpOrderName> names_;  // of the orders of the last ids
    std::deque<LpOrderName> ended_;                    // the oldest first
};

}  // namespace trireme::venues
