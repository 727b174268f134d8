#pragma once

#include "model/events.hpp"
#include "reference/amounts.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace trireme::reference {

// What must hold of any stream of events, whichever engine said it and whatever the rules are: money is only moved,
// numbers have no gaps, nothing is filled that was not accepted. It believes nothing but the events.
class EventAudit {
public:
    // The first promise that is broken, in words.
    [[nodiscard]] std::optional<std::string> check(std::span<const Event> events);

    // The lots that clients are short less those that they are long, from all trades so far.
    [[nodiscard]] std::int64_t house_exposure(InstrumentId instrument) const;

private:
    struct OrderSeen {
        Lots leaves;
        bool lives = true;
    };
    struct PositionSeen {
        InstrumentId instrument;
        Side side = Side::buy;
        Lots lots;
    };
    using Problem = std::optional<std::string>;

    template <class E>
    [[nodiscard]] Problem see(const E& event);
    [[nodiscard]] Problem see_sequence(AccountId account, std::uint64_t sequence);
    [[nodiscard]] Problem see_accepted(const OrderAccepted& event);
    [[nodiscard]] Problem see_modified(const OrderModified& event);
    [[nodiscard]] Problem see_end(OrderId order);
    [[nodiscard]] Problem see_trade(const Trade& event);
    [[nodiscard]] Problem see_position(const PositionChanged& event);
    [[nodiscard]] Problem see_transaction(const TransactionPosted& event);
    [[nodiscard]] Problem see_valuation(AccountId account, const MarginFigures& figures, const Valuation& valuation);

    std::map<AccountId, std::uint64_t> sequences_;
    std::map<OrderId, OrderSeen> orders_;
    std::map<PositionId, PositionSeen> positions_;
    std::map<std::pair<AccountId, LedgerAccountKind>, std::int64_t> balances_;
    TradeId last_trade_;
    TransactionId last_transaction_;
    OrderId last_order_;
};

}  // namespace trireme::reference
