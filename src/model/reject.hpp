#pragma once

#include "base/describe.hpp"
#include "base/inline_text.hpp"
#include "base/timestamp.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/routing.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>

// Why a command was refused. Codes are stable: none is ever renumbered or given another meaning. docs/rules.md says of
// each rule which codes it answers with; behind each code stand the figures that come with it.
namespace trireme {

enum class RejectCode : std::uint8_t {
    // Repeats
    conflict = 1,  // this id stood for something else before; client_order_id of the event

    // Account
    unknown_account = 10,  // account
    account_closed,        // account
    account_suspended,     // account
    account_close_only,    // account; what was asked would add risk
    trading_halted,        // the kill switch for everything is on
    account_halted,        // account; its kill switch is on
    account_exists,        // account
    account_not_empty,     // account; positions, orders or money are left
    unknown_group,         // group
    hedging_only,          // account; it is netting
    netting_only,          // account; it is hedging

    // Instrument and session
    unknown_instrument = 30,  // instrument
    instrument_inactive,      // instrument
    instrument_halted,        // instrument; its kill switch is on
    instrument_in_use,        // instrument; field, which can never change
    market_closed,            // instrument

    // Quote
    off_quotes = 40,  // instrument; time of the last quote if there was one
    no_liquidity,     // instrument; the book has no volume on that side

    // Form and volume
    required_field = 50,  // field
    unexpected_field,     // field
    invalid_field,        // field
    volume_too_small,     // asked_lots, limit_lots
    volume_too_large,     // asked_lots, limit_lots
    volume_not_step,      // asked_lots, limit_lots: the step
    expiry_passed,        // time: the expiry asked for

    // Price
    price_not_tick = 60,  // field, asked_price, limit_price: the tick size
    price_wrong_side,     // field, asked_price, bid, ask; of protection limit_price: what it must lie around
    price_beyond_collar,  // field, asked_price, bid, ask, limit_price: the collar
    deviation_exceeded,   // asked_price, limit_price: the price there is; bid, ask

    // Limits
    too_many_orders = 70,  // asked_count, limit_count
    lots_limit,            // asked_lots, limit_lots
    exposure_limit,        // asked_amount, limit_amount
    daily_loss_limit,      // asked_amount: the loss so far; limit_amount; equity, baseline, moved
    order_rate_limit,      // asked_count, limit_count: per second

    // Margin and money
    no_money = 80,  // equity, used_margin, asked_amount: free margin after it; limit_amount: free margin before it
    no_rate,        // instrument; no price leads from its currency to the account's
    out_of_range,   // what was asked is more than the ledger can count
    amount_not_positive,  // asked_amount
    currency_mismatch,    // asked_amount; account
    insufficient_funds,   // asked_amount, limit_amount: what could be taken; of a withdrawal equity, used_margin
    unknown_withdrawal,   // asked_count: its id
    unknown_deposit,      // asked_amount, limit_amount: what is in transit
    same_person,          // user: who asked and who approves must differ

    // Routing
    book_not_available = 100,  // instrument; routing: to a book that executes nothing yet

    // Orders and positions
    unknown_order = 110,  // order
    unknown_position,     // position
    wrong_side,           // position; an order that closes it is on the opposite side
    same_side,            // position; two that close each other are on opposite sides
    nothing_to_close,     // account
    nothing_changed,      // order or position

    // Desk and engine
    already_applied = 130,    // asked_count: id of the corporate action
    unnamed_person,           // a person must be named
    too_many,                 // asked_count, limit_count
    unknown_rules_version,    // limit_count: the latest known
    rules_version_goes_back,  // limit_count: the one in force
    nothing_due,              // a timer came early
    unknown_lp_order,         // asked_count: its id; none of unknown outcome
};
TRIREME_DESCRIBE_ENUM(RejectCode, conflict, unknown_account, account_closed, account_suspended, account_close_only,
                      trading_halted, account_halted, account_exists, account_not_empty, unknown_group, hedging_only,
                      netting_only, unknown_instrument, instrument_inactive, instrument_halted, instrument_in_use,
                      market_closed, off_quotes, no_liquidity, required_field, unexpected_field, invalid_field,
                      volume_too_small, volume_too_large, volume_not_step, expiry_passed, price_not_tick,
                      price_wrong_side, price_beyond_collar, deviation_exceeded, too_many_orders, lots_limit,
                      exposure_limit, daily_loss_limit, order_rate_limit, no_money, no_rate, out_of_range,
                      amount_not_positive, currency_mismatch, insufficient_funds, unknown_withdrawal, unknown_deposit,
                      same_person, book_not_available, unknown_order, unknown_position, wrong_side, same_side,
                      nothing_to_close, nothing_changed, already_applied, unnamed_person, too_many,
                      unknown_rules_version, rules_version_goes_back, nothing_due, unknown_lp_order)

// A field of a command, as its description names it.
using FieldName = InlineText<struct FieldNameTag, 32>;

// The facts that led to a reject, as far as they apply to its code. (Each has a default, so that an initialiser names
// those that apply and no compiler misses the others.)
struct RejectFigures {
    std::optional<AccountId> account = {};
    std::optional<GroupId> group = {};
    std::optional<InstrumentId> instrument = {};
    std::optional<OrderId> order = {};
    std::optional<PositionId> position = {};
    std::optional<UserId> user = {};
    std::optional<FieldName> field = {};
    std::optional<Lots> asked_lots = {};
    std::optional<Lots> limit_lots = {};
    std::optional<Price> asked_price = {};
    std::optional<Price> limit_price = {};
    std::optional<Price> bid = {};  // after the group's markup
    std::optional<Price> ask = {};
    std::optional<std::uint64_t> asked_count = {};
    std::optional<std::uint64_t> limit_count = {};
    std::optional<Money> asked_amount = {};
    std::optional<Money> limit_amount = {};
    std::optional<Money> equity = {};
    std::optional<Money> used_margin = {};
    std::optional<Timestamp> time = {};
    std::optional<Money> baseline = {};  // equity at the last rollover
    std::optional<Money> moved = {};     // in or out since, by deposits, withdrawals, credit and adjustments
    std::optional<RoutingDecision> routing = {};

    bool operator==(const RejectFigures&) const = default;
};
TRIREME_DESCRIBE(RejectFigures, (account, group, instrument, order, position, user, field, asked_lots, limit_lots,
                                 asked_price, limit_price, bid, ask, asked_count, limit_count, asked_amount,
                                 limit_amount, equity, used_margin, time, baseline, moved, routing));

struct Rejection {
    RejectCode code = RejectCode::conflict;
    RejectFigures figures{};

    bool operator==(const Rejection&) const = default;
};
TRIREME_DESCRIBE(Rejection, (code, figures));

// What became of a request: a rejection, or the first order, position or withdrawal that it made or changed.
struct RequestOutcome {
    std::optional<RejectCode> rejected{};
    std::uint64_t id = 0;

    bool operator==(const RequestOutcome&) const = default;
};
TRIREME_DESCRIBE(RequestOutcome, (rejected, id));

}  // namespace trireme
