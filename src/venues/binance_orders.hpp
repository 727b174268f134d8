#pragma once

#include "base/result.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_feed.hpp"
#include "venues/binance_order_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace trireme::venues {

// Our orders at Binance as far as is known. Answers, the user-data stream and questions tell of the same things in any
// order and twice; each fill is reported once, by its trade id, and each order ends once, after its last fill.
class BinanceOrders {
public:
    static constexpr std::size_t ended_orders_max = 10'000;  // that are remembered, so that late news finds them

    struct Order {
        LpOrderName name{};
        LpOrderName wire_name{};  // what Binance calls it: another one after each replacement
        std::uint32_t replacements = 0;
        BinanceFeedTerms::Instrument instrument{};
        Side side = Side::buy;
        TimeInForce time_in_force = TimeInForce::gtc;
        bool price_is_known = false;  // a limit order of this run: it can be replaced
        Lots lots{};
        Lots cumulative{};
        OrderStatus status = OrderStatus::pending;
        std::uint64_t order_id = 0;  // Binance's; 0: not known yet
        Timestamp sent{};
        bool is_answered = false;
        bool is_replacing = false;
        std::optional<OrderStatus> end{};  // told by Binance, and not reported while fills before it are missing
        std::set<std::uint64_t> trades{};

        [[nodiscard]] bool is_live() const {
            return status == OrderStatus::pending || status == OrderStatus::accepted ||
                   status == OrderStatus::partially_filled;
        }
        // It cannot rest: soon after it came it has ended.
        [[nodiscard]] bool is_immediate() const {
            return time_in_force == TimeInForce::ioc || time_in_force == TimeInForce::fok;
        }
    };

    BinanceOrders(LpSlot lp, std::vector<BinanceFeedTerms::Instrument> instruments)
        : lp_(lp), instruments_(std::move(instruments)) {}

    // The order was asked for under its own name; false if that was used before.
    [[nodiscard]] bool add(const LpOrder& order, const BinanceFeedTerms::Instrument& instrument, Timestamp now);
    [[nodiscard]] Order* find(const LpOrderName& name);
    // Binance calls the order so from now on.
    void rename(Order& order, const LpOrderName& wire_name);
    // What its next replacement would be called; nothing where the name has no room for more.
    [[nodiscard]] static std::optional<LpOrderName> next_wire_name(const Order& order);
    // The house's name for what Binance calls so.
    [[nodiscard]] LpOrderName name_of(const LpOrderName& wire_name) const;
    // The order was not sent after all.
    void take_back(const LpOrderName& name) { orders_.erase(name); }
    [[nodiscard]] std::vector<LpOrderName> live() const;

    // What Binance says; true if fills are missing that it counts, so that its trades are to be asked for. What is no
    // order of the feed's instruments is left alone.
    [[nodiscard]] bool take(const BinanceOrderState& state, Timestamp now, LpListener& listener);
    void take_trades(const LpOrderName& name, const std::vector<BinanceFill>& fills, Timestamp now,
                     LpListener& listener);
    // Binance has no such order, and it can no longer come there.
    void report_unknown(Order& order, Timestamp now, LpListener& listener);
    void reject(Order& order, LpReason reason, Timestamp now, LpListener& listener);
    void report(const Order& order, LpReportKind kind, LpReason reason, Timestamp made, Timestamp now,
                LpListener& listener) const;

    struct Counters {
        std::uint64_t fills = 0;
        std::uint64_t repeated_fills = 0;
        std::uint64_t rejects = 0;
        std::uint64_t absurd = 0;    // states that contradict what was asked or was said before
        std::uint64_t not_ours = 0;  // in other instruments

        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] Duration latency() const { return latency_; }

private:
    [[nodiscard]] Order* find_or_adopt(const BinanceOrderState& state, Timestamp now);
    void fill(Order& order, const BinanceFill& fill, Timestamp made, Timestamp now, LpListener& listener);
    void accept(Order& order, Timestamp made, Timestamp now, LpListener& listener);
    void end_if_whole(Order& order, Lots executed, Timestamp made, Timestamp now, LpListener& listener);
    void forget_oldest(const LpOrderName& ended);

    LpSlot lp_;
    std::vector<BinanceFeedTerms::Instrument> instruments_;
    std::map<LpOrderName, Order> orders_;
    std::map<LpOrderName, LpOrderName> names_;  // of what Binance calls otherwise
    std::deque<LpOrderName> ended_;
    Counters counters_{};
    Duration latency_{};
};

// Whole units of the instrument's lots; `invalid_input` where there is no such number.
[[nodiscard]] Result<Units> binance_units_of(Lots lots, Ratio contract_size);
// The same the other way.
[[nodiscard]] Result<Lots> binance_lots_of(Units units, Ratio contract_size);

}  // namespace trireme::venues
