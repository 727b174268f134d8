#include "engine/cash.hpp"

#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

Rejection of_amount(RejectCode code, Money asked) { return {code, {.asked_amount = asked}}; }

std::optional<Rejection> check_person(UserId person) {
    return person == UserId() ? std::optional(Rejection{RejectCode::unnamed_person, {}}) : std::nullopt;
}

// Money that came in or went out is no profit or loss of the day.
void count_as_moved(AccountRecord& account, Money change) {
    const Int128 moved = Int128{account.moved.minor_units} + change.minor_units;
    account.moved.minor_units = static_cast<std::int64_t>(std::clamp<Int128>(moved, -balance_max, balance_max));
}

Rejection out_of_range() { return {RejectCode::out_of_range, {}}; }

enum class Sign : std::uint8_t { positive, either };

// The account of a request for an amount, if there is nothing wrong with either.
Checked<AccountRecord*> account_for(Books& books, AccountId id, Money asked, Sign sign) {
    const auto account = open_account(books, id);
    if (!account) {
        return account;
    }
    const bool is_of_right_sign = sign == Sign::positive ? asked.minor_units > 0 : asked.minor_units != 0;
    if (!is_of_right_sign) {
        return std::unexpected(of_amount(RejectCode::amount_not_positive, asked));
    }
    if (asked.currency != (*account)->currency()) {
        return std::unexpected(Rejection{RejectCode::currency_mismatch, {.account = id, .asked_amount = asked}});
    }
    const bool fits = asked.minor_units >= -posting_max && asked.minor_units <= posting_max;
    return fits ? account : std::unexpected(out_of_range());
}

std::optional<Rejection> check_room(Money balance, Money change) {
    const Int128 after = Int128{balance.minor_units} + change.minor_units;
    return after > balance_max ? std::optional(out_of_range()) : std::nullopt;
}

// What is taken back must be there.
std::optional<Rejection> check_enough(Money balance, Money change) {
    const Money most{std::max<std::int64_t>(balance.minor_units, 0), balance.currency};
    const bool is_enough = change.minor_units >= 0 || -change.minor_units <= most.minor_units;
    return is_enough ? std::nullopt
                     : std::optional(
                           Rejection{RejectCode::insufficient_funds, {.asked_amount = change, .limit_amount = most}});
}

// A correction of a balance by a named person.
Answer correct(Books& books, AccountRecord& account, Money balance, Transaction correction, UserId by) {
    const Money change = correction.legs[0].amount;
    if (auto rejection = check_person(by)) {
        return std::unexpected(*rejection);
    }
    if (auto rejection = check_enough(balance, change)) {
        return std::unexpected(*rejection);
    }
    if (auto rejection = check_room(balance, change)) {
        return std::unexpected(*rejection);
    }
    count_as_moved(account, change);
    correction.by = by;
    books.post(account, correction);
    return 0;
}

// max(0, min(cash, free margin - credit))
Money withdrawable(const AccountRecord& account, const std::optional<Standing>& standing) {
    const Int128 free = standing ? Int128{standing->free_margin().minor_units} - account.credit.minor_units : Int128{0};
    const Int128 most = std::max<Int128>(0, std::min<Int128>(account.cash.minor_units, free));
    return {static_cast<std::int64_t>(most), account.currency()};
}

using enum LedgerAccountKind;

}  // namespace

Answer deposit(Books& books, const Deposit& request) {
    const auto account = account_for(books, request.account, request.amount, Sign::positive);
    if (!account) {
        return std::unexpected(account.error());
    }
    if (auto rejection = check_room((*account)->cash, request.amount)) {
        return std::unexpected(*rejection);
    }
    count_as_moved(**account, request.amount);
    books.post(**account, transfer(TransactionKind::deposit, cash, deposits_in_transit, request.amount));
    return 0;
}

Answer settle_deposit(Books& books, const SettleDeposit& request) {
    const auto account = account_for(books, request.account, request.amount, Sign::positive);
    if (!account) {
        return std::unexpected(account.error());
    }
    const Int128 in_transit = -books.ledger.house_balance(deposits_in_transit, request.amount.currency);
    if (request.amount.minor_units > in_transit) {
        const Money most{static_cast<std::int64_t>(in_transit), request.amount.currency};
        return std::unexpected(
            Rejection{RejectCode::unknown_deposit, {.asked_amount = request.amount, .limit_amount = most}});
    }
    books.post(**account, transfer(TransactionKind::deposit_settled, deposits_in_transit, bank, request.amount));
    return 0;
}

Answer request_withdrawal(Books& books, const RequestWithdrawal& request) {
    const auto account = account_for(books, request.account, request.amount, Sign::positive);
    if (!account) {
        return std::unexpected(account.error());
    }
    if (auto rejection = check_person(request.requested_by)) {
        return std::unexpected(*rejection);
    }
    const auto standing = books.margin.standing(**account);
    const Money most = withdrawable(**account, standing);
    if (request.amount.minor_units > most.minor_units) {
        Rejection rejection{RejectCode::insufficient_funds, {.asked_amount = request.amount, .limit_amount = most}};
        if (standing) {
            rejection.figures.equity = standing->equity;
            rejection.figures.used_margin = standing->used_margin;
        }
        return std::unexpected(rejection);
    }
    books.last_withdrawal = WithdrawalId(books.last_withdrawal.value() + 1);
    const WithdrawalId id = books.last_withdrawal;
    books.withdrawals[id] = {id, request.account, request.amount, request.requested_by};
    (*account)->withdrawal_count += 1;
    count_as_moved(**account, negative(request.amount));
    books.emit(**account, WithdrawalRequested{.client_order_id = request.client_order_id,
                                              .withdrawal = id,
                                              .amount = request.amount,
                                              .requested_by = request.requested_by});
    Transaction out =
        transfer(TransactionKind::withdrawal_requested, cash, withdrawals_pending, negative(request.amount));
    out.by = request.requested_by;
    books.post(**account, out);
    return id.value();
}

Answer decide_withdrawal(Books& books, const DecideWithdrawal& request) {
    const auto account = open_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto found = books.withdrawals.find(request.withdrawal);
    if (found == books.withdrawals.end() || found->second.account != request.account) {
        return std::unexpected(Rejection{RejectCode::unknown_withdrawal, {.asked_count = request.withdrawal.value()}});
    }
    if (auto rejection = check_person(request.decided_by)) {
        return std::unexpected(*rejection);
    }
    const WithdrawalState withdrawal = found->second;
    if (withdrawal.requested_by == request.decided_by) {
        return std::unexpected(Rejection{RejectCode::same_person, {.user = request.decided_by}});
    }
    if (!request.approved) {
        if (auto rejection = check_room((*account)->cash, withdrawal.amount)) {
            return std::unexpected(*rejection);
        }
        count_as_moved(**account, withdrawal.amount);
    }
    books.withdrawals.erase(found);
    (*account)->withdrawal_count -= 1;
    books.emit(**account, WithdrawalDecided{.client_order_id = request.client_order_id,
                                            .withdrawal = withdrawal.id,
                                            .approved = request.approved,
                                            .amount = withdrawal.amount,
                                            .decided_by = request.decided_by});
    Transaction end =
        request.approved
            ? transfer(TransactionKind::withdrawal_paid, withdrawals_pending, bank, negative(withdrawal.amount))
            : transfer(TransactionKind::withdrawal_returned, cash, withdrawals_pending, withdrawal.amount);
    end.by = request.decided_by;
    books.post(**account, end);
    return withdrawal.id.value();
}

Answer grant_credit(Books& books, const GrantCredit& request) {
    const auto account = account_for(books, request.account, request.amount, Sign::either);
    if (!account) {
        return std::unexpected(account.error());
    }
    return correct(books, **account, (*account)->credit,
                   transfer(TransactionKind::credit, credit, bonus_cost, request.amount), request.by);
}

Answer adjust_balance(Books& books, const AdjustBalance& request) {
    const auto account = account_for(books, request.account, request.amount, Sign::either);
    if (!account) {
        return std::unexpected(account.error());
    }
    return correct(books, **account, (*account)->cash,
                   transfer(TransactionKind::adjustment, cash, adjustments, request.amount), request.by);
}

}  // namespace trireme::engine
