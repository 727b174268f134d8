#pragma once

#include "base/describe.hpp"
#include "base/inline_list.hpp"
#include "base/integer.hpp"
#include "base/strong.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

// The accounts of the double-entry ledger. A positive balance is what the account's holder is owed; every transaction
// sums to zero per currency.
namespace trireme {

enum class LedgerAccountKind : std::uint8_t {
    // The client's.
    cash = 1,
    credit,
    // The house's, one per currency.
    trading_pnl,
    markup_revenue,
    commission,
    swap,
    dividends,
    bonus_cost,
    adjustments,
    negative_balance_cover,
    conversion,
    bank,
    deposits_in_transit,
    withdrawals_pending,
    // The house's, one per LP and currency.
    lp_clearing,  // what the LP and the house owe each other of hedges
};
TRIREME_DESCRIBE_ENUM(LedgerAccountKind, cash, credit, trading_pnl, markup_revenue, commission, swap, dividends,
                      bonus_cost, adjustments, negative_balance_cover, conversion, bank, deposits_in_transit,
                      withdrawals_pending, lp_clearing)

// Kinds count from 1 up without a gap.
inline constexpr std::size_t ledger_account_kinds =
    boost::mp11::mp_size<boost::describe::describe_enumerators<LedgerAccountKind>>::value;
static_assert(ledger_account_kinds == static_cast<std::size_t>(LedgerAccountKind::lp_clearing));

[[nodiscard]] constexpr bool is_clients(LedgerAccountKind kind) {
    return kind == LedgerAccountKind::cash || kind == LedgerAccountKind::credit;
}

[[nodiscard]] constexpr bool is_lps(LedgerAccountKind kind) { return kind == LedgerAccountKind::lp_clearing; }

enum class TransactionKind : std::uint8_t {
    deposit = 1,
    deposit_settled,
    withdrawal_requested,
    withdrawal_paid,
    withdrawal_returned,
    credit,
    adjustment,
    commission,
    trade,  // what a closed volume won or lost
    markup,
    swap,
    dividend,
    negative_balance,
    hedge,  // what the house won or lost at an LP
};
TRIREME_DESCRIBE_ENUM(TransactionKind, deposit, deposit_settled, withdrawal_requested, withdrawal_paid,
                      withdrawal_returned, credit, adjustment, commission, trade, markup, swap, dividend,
                      negative_balance, hedge)

// A balance of the house: minor units in 128 bits, because all clients' money meets here.
using HouseSum = Strong<struct HouseSumTag, Int128>;

// One leg of a transaction. Cash and credit are those of the account that the transaction concerns.
struct Posting {
    LedgerAccountKind account = LedgerAccountKind::cash;
    Money amount{};                  // added
    std::optional<Money> balance{};  // after it, of the client's
    LpId lp{};                       // whose it is, of an LP's account

    bool operator==(const Posting&) const = default;
};
TRIREME_DESCRIBE(Posting, (account, amount, balance, lp));

inline constexpr std::size_t postings_max = 4;
using Postings = InlineList<Posting, postings_max>;

}  // namespace trireme
