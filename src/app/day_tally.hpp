#pragma once

#include "explain/logged_event.hpp"
#include "explain/situation.hpp"
#include "model/events.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace trireme::app {

// Whose orders: the clients', by type, or those that the engine placed itself to close positions.
enum class OrderKind : std::uint8_t { market = 1, limit, stop, stop_limit, trailing_stop, exit };
TRIREME_DESCRIBE_ENUM(OrderKind, market, limit, stop, stop_limit, trailing_stop, exit)

struct OrderCounts {
    std::uint64_t accepted = 0;
    std::uint64_t filled = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t expired = 0;
    std::uint64_t rejected = 0;
};

struct RejectCount {
    std::uint64_t count = 0;
    EventSequence first{};
    AccountId account{};
    std::string reason;  // of the first, in words
};

struct TransactionSum {
    std::uint64_t count = 0;
    Int128 clients = 0;  // minor units that cash and credit got
};

// Counts what the events of a day tell, each shown once and in order.
class DayTally {
public:
    void on_event(const explain::LoggedEvent& logged);

    std::map<OrderKind, OrderCounts> orders;
    std::map<TimeInForce, std::uint64_t> times_in_force;
    std::map<CancelReason, std::uint64_t> cancels;
    std::map<TradeReason, std::uint64_t> closing_trades;
    std::map<RejectCode, RejectCount> rejects;
    std::map<std::pair<TransactionKind, Currency>, TransactionSum> transactions;
    std::map<std::pair<LedgerAccountKind, Currency>, Int128> postings;
    std::uint64_t oco_pairs = 0;
    std::uint64_t brackets = 0;
    std::uint64_t modified = 0;
    std::uint64_t triggered = 0;
    std::uint64_t trades = 0;
    std::uint64_t positions_opened = 0;
    std::uint64_t margin_calls = 0;
    std::uint64_t stop_out_closes = 0;
    std::set<AccountId> stopped_out;
    std::uint64_t withdrawals_requested = 0;
    std::uint64_t withdrawals_paid = 0;
    std::uint64_t withdrawals_returned = 0;
    std::uint64_t rollovers = 0;

private:
    void count(const OrderAccepted& event);
    void count(const Trade& event);
    void count(const OrderCancelled& event);
    void count(const OrderExpired& event);
    void count(const TransactionPosted& event);
    void count(const StopOut& event);
    void count_reject(const explain::LoggedEvent& logged, const Rejected& event);
    // The order has ended.
    OrderCounts& end(OrderId order);

    struct LiveKind {
        OrderKind kind = OrderKind::market;
        TimeInForce time_in_force = TimeInForce::gtc;
    };

    explain::Situation situation_{std::nullopt};
    std::map<OrderId, LiveKind> live_;
};

}  // namespace trireme::app
