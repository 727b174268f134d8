#pragma once

#include "base/describe.hpp"
#include "base/result.hpp"
#include "model/account.hpp"
#include "model/commands.hpp"
#include "model/group.hpp"
#include "model/hedge.hpp"
#include "model/instrument.hpp"
#include "model/ledger.hpp"
#include "model/lp_order.hpp"
#include "model/order.hpp"
#include "model/reject.hpp"
#include "model/routing.hpp"

#include <cstdint>
#include <optional>
#include <vector>

// All that the engine knows, as snapshots hold it and the state hash covers it: every list ascending by its id, and
// nothing that follows from something else. Indexes, sums, bands and triggers are made from it.
namespace trireme::engine {

struct InstrumentState {
    Instrument terms{};
    Price bid{};  // 0 before the first quote
    Price ask{};
    Timestamp quoted_at{};
    BookSide bids{};  // what is left of the last book update
    BookSide asks{};
    Ratio volatility{};
    bool halted = false;
    HedgePolicy hedge_policy{};

    bool operator==(const InstrumentState&) const = default;
};
TRIREME_DESCRIBE(InstrumentState, (terms, bid, ask, quoted_at, bids, asks, volatility, halted, hedge_policy));

struct AccountState {
    AccountTerms terms{};
    std::uint64_t last_seq = 0;  // of the latest event in the account's stream
    Money cash{};
    Money credit{};
    bool halted = false;
    bool margin_called = false;
    bool stop_out_waits = false;
    Money baseline{};              // equity at the last rollover
    Money moved{};                 // put in (positive) or taken out since
    std::int64_t rate_second = 0;  // since 1970, in which orders were last counted
    std::uint32_t rate_count = 0;  // how many in it

    bool operator==(const AccountState&) const = default;
};
TRIREME_DESCRIBE(AccountState, (terms, last_seq, cash, credit, halted, margin_called, stop_out_waits, baseline, moved,
                                rate_second, rate_count));

// A live order.
struct OrderState {
    OrderId id{};
    AccountId account{};
    OrderTerms terms{};  // as accepted or last modified; `lots` is all of it, `stop_price` where it stands now
    Lots leaves_lots{};
    bool adds_risk = false;
    bool triggered = false;        // a stop-limit whose stop was reached
    bool trails = false;           // a trailing stop that follows
    Price reserved_at{};           // at which its margin is reserved; 0 for one that reduces
    std::optional<OrderId> oco{};  // the other order of its pair
    std::optional<Timestamp> expires_at{};
    std::optional<PositionId> position{};  // that its trades so far opened or changed
    Amount commission_exact{};             // for its trades so far, in account currency
    Money commission_posted{};
    Route route{};  // of what it opens

    bool operator==(const OrderState&) const = default;
};
TRIREME_DESCRIBE(OrderState, (id, account, terms, leaves_lots, adds_risk, triggered, trails, reserved_at, oco,
                              expires_at, position, commission_exact, commission_posted, route));

// An open position.
struct PositionState {
    PositionId id{};
    AccountId account{};
    InstrumentId instrument{};
    Side side = Side::buy;
    Lots lots{};
    PriceLots cost{};
    Timestamp opened_at{};
    Protection protection{};
    std::optional<Price> trailing_stop{};  // where it stands, once it follows
    std::optional<Date> swapped_for{};     // the latest
    Amount commission_exact{};             // for closing parts of it, in account currency
    Money commission_posted{};
    std::vector<RoutedVolume> volumes{};  // the oldest first; none where all of it is carried by B

    bool operator==(const PositionState&) const = default;
};
TRIREME_DESCRIBE(PositionState, (id, account, instrument, side, lots, cost, opened_at, protection, trailing_stop,
                                 swapped_for, commission_exact, commission_posted, volumes));

// A ledger account of the house.
struct HouseBalance {
    LedgerAccountKind account = LedgerAccountKind::trading_pnl;
    Currency currency{};
    HouseSum minor_units{};
    LpId lp{};  // whose it is, of an LP's account

    bool operator==(const HouseBalance&) const = default;
};
TRIREME_DESCRIBE(HouseBalance, (account, currency, minor_units, lp));

struct WithdrawalState {
    WithdrawalId id{};
    AccountId account{};
    Money amount{};
    UserId requested_by{};

    bool operator==(const WithdrawalState&) const = default;
};
TRIREME_DESCRIBE(WithdrawalState, (id, account, amount, requested_by));

// A request that came before, in the order in which they came.
struct RememberedRequest {
    AccountId account{};
    ClientOrderId client_order_id{};
    std::uint64_t fingerprint = 0;  // of the command and its content
    RequestOutcome outcome{};
    Timestamp at{};

    bool operator==(const RememberedRequest&) const = default;
};
TRIREME_DESCRIBE(RememberedRequest, (account, client_order_id, fingerprint, outcome, at));

enum class WorkKind : std::uint8_t { swaps = 1, baselines, dividend, split_positions, split_orders, kill_switch };
TRIREME_DESCRIBE_ENUM(WorkKind, swaps, baselines, dividend, split_positions, split_orders, kill_switch)

// Work over many that is done in slices (time.slices).
struct WorkState {
    WorkKind kind = WorkKind::swaps;
    Timestamp since{};
    std::uint64_t next_id = 0;  // the first that may still be to do
    Rollover rollover{};
    std::optional<PayDividend> dividend{};
    std::optional<SplitInstrument> split{};
    std::optional<SetKillSwitch> kill_switch{};
    std::vector<AccountId> to_examine{};  // when a split is done; ascending

    bool operator==(const WorkState&) const = default;
};
TRIREME_DESCRIBE(WorkState, (kind, since, next_id, rollover, dividend, split, kill_switch, to_examine));

struct LpState {
    LpId id{};
    bool available = false;
    LpTerms terms{};

    bool operator==(const LpState&) const = default;
};
TRIREME_DESCRIBE(LpState, (id, available, terms));

// What the house has at an LP in an instrument, to hedge its clients' volume.
struct HedgeState {
    InstrumentId instrument{};
    LpId lp{};
    Lots held{};                            // longs less shorts
    PriceLots cost{};                       // of what is held: positive of longs, negative of shorts
    std::optional<Timestamp> not_before{};  // the next order
    bool waits = false;                     // for a price, or for the LP
    bool is_due = false;                    // to be settled when the work under way is done

    bool operator==(const HedgeState&) const = default;
};
TRIREME_DESCRIBE(HedgeState, (instrument, lp, held, cost, not_before, waits, is_due));

struct LpFill {
    LpExecutionId execution{};
    Lots lots{};
    Price price{};
    bool is_taken_back = false;

    bool operator==(const LpFill&) const = default;
};
TRIREME_DESCRIBE(LpFill, (execution, lots, price, is_taken_back));

// How the LP says that an order ended of which not all fills have been told.
struct LpOrderEnd {
    OrderStatus status = OrderStatus::filled;
    LpReason reason = LpReason::none;
    Lots cumulative{};

    bool operator==(const LpOrderEnd&) const = default;
};
TRIREME_DESCRIBE(LpOrderEnd, (status, reason, cumulative));

// An order at an LP: live, or ended not long ago, so that late reports of it are known for what they are.
struct LpOrderState {
    LpOrderId id{};
    LpId lp{};
    InstrumentId instrument{};
    Side side = Side::buy;
    Lots lots{};
    Lots filled{};
    PriceLots value{};      // price x lots of what is filled
    Lots told_by_status{};  // of what is filled, and no fill has told of yet
    OrderStatus status = OrderStatus::pending;
    std::optional<Timestamp> answer_due{};  // when its outcome becomes unknown
    std::optional<Timestamp> ended_at{};
    std::optional<LpOrderEnd> end{};  // that waits for fills
    std::vector<LpFill> fills{};

    bool operator==(const LpOrderState&) const = default;
};
TRIREME_DESCRIBE(LpOrderState, (id, lp, instrument, side, lots, filled, value, told_by_status, status, answer_due,
                                ended_at, end, fills));

struct EngineState {
    Timestamp time{};  // of the last command
    std::uint32_t rules_version = 1;
    bool halted = false;
    OrderId last_order{};
    PositionId last_position{};
    TradeId last_trade{};
    TransactionId last_transaction{};
    WithdrawalId last_withdrawal{};
    std::vector<InstrumentState> instruments{};
    std::vector<Group> groups{};
    std::vector<AccountState> accounts{};
    std::vector<OrderState> orders{};
    std::vector<PositionState> positions{};
    std::vector<HouseBalance> house{};  // by kind, currency code, LP; only those that were ever posted to
    std::vector<WithdrawalState> withdrawals{};
    std::vector<Rollover> rollovers{};
    std::uint32_t routing_version = 0;
    std::vector<RoutingRule> routing_rules{};
    std::vector<LpState> lps{};
    std::vector<CorporateActionId> corporate_actions{};
    std::optional<WorkState> work{};
    std::vector<RememberedRequest> requests{};
    LpOrderId last_lp_order{};
    std::vector<HedgeState> hedges{};  // by instrument, then LP
    std::vector<LpOrderState> lp_orders{};

    bool operator==(const EngineState&) const = default;
};
TRIREME_DESCRIBE(EngineState,
                 (time, rules_version, halted, last_order, last_position, last_trade, last_transaction, last_withdrawal,
                  instruments, groups, accounts, orders, positions, house, withdrawals, rollovers, routing_version,
                  routing_rules, lps, corporate_actions, work, requests, last_lp_order, hedges, lp_orders));

// Whether the state is one that commands can lead to, as far as a look at it can tell. `corrupt`, saying where, if not.
[[nodiscard]] Result<void> check_state(const EngineState& state);

}  // namespace trireme::engine
