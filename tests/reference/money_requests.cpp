#include "reference/checks.hpp"
#include "reference/ledger.hpp"
#include "reference/margin.hpp"
#include "reference/requests.hpp"

#include <algorithm>

// The chapter Money of docs/rules.md.
namespace trireme::reference {
namespace {

Objection check_money(const World& world, AccountId id, Money amount) {
    const Account& account = world.accounts.at(id);
    if (amount.currency != account.terms.currency) {
        return reject(RejectCode::currency_mismatch, {.account = id, .asked_amount = amount});
    }
    if (amount.minor_units > posting_max || amount.minor_units < -posting_max) {
        return reject(RejectCode::out_of_range);
    }
    return std::nullopt;
}

Objection check_positive_money(const World& world, AccountId id, Money amount) {
    if (amount.minor_units <= 0) {
        return reject(RejectCode::amount_not_positive, {.asked_amount = amount});
    }
    return check_money(world, id, amount);
}

Objection check_signed_money(const World& world, AccountId id, Money amount) {
    if (amount.minor_units == 0) {
        return reject(RejectCode::amount_not_positive, {.asked_amount = amount});
    }
    return check_money(world, id, amount);
}

Objection check_room(Money balance, Money amount) {
    return Integer(balance.minor_units) + amount.minor_units > balance_max ? Objection(reject(RejectCode::out_of_range))
                                                                           : std::nullopt;
}

Objection check_named(UserId person) {
    return person == UserId() ? Objection(reject(RejectCode::unnamed_person)) : std::nullopt;
}

// A request that would take more than there is.
Objection check_enough(Money there, Money amount) {
    const Money takeable{std::max<std::int64_t>(there.minor_units, 0), there.currency};
    if (amount.minor_units >= 0 || -amount.minor_units <= takeable.minor_units) {
        return std::nullopt;
    }
    return reject(RejectCode::insufficient_funds, {.asked_amount = amount, .limit_amount = takeable});
}

Money withdrawable(const World& world, const Account& account) {
    const Money free_margin = figures_now(world, account.terms.account).free_margin();
    const Money beyond_credit = plus(free_margin, minus(credit_of(world, account)));
    const std::int64_t least = std::min(cash_of(world, account).minor_units, beyond_credit.minor_units);
    return Money{std::max<std::int64_t>(least, 0), account.terms.currency};
}

struct Way {
    LedgerAccountKind from;
    LedgerAccountKind to;
};

// A person gives a client cash or credit, or takes it back.
template <class Correction>
Outcome correct(World& world, const Correction& request, Money (*balance_of)(const World&, const Account&),
                TransactionKind kind, Way way) {
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_signed_money(world, request.account, request.amount)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_named(request.by)) {
        return std::unexpected(*objection);
    }
    const Money there = balance_of(world, world.accounts.at(request.account));
    if (auto objection = check_enough(there, request.amount)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_room(there, request.amount)) {
        return std::unexpected(*objection);
    }
    transfer(world, request.account, kind, way.from, way.to, request.amount, {.by = request.by});
    count_as_moved(world, request.account, request.amount);
    return Answer{};
}

}  // namespace

Outcome perform(World& world, const Deposit& request) {
    using enum LedgerAccountKind;
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_positive_money(world, request.account, request.amount)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_room(cash_of(world, world.accounts.at(request.account)), request.amount)) {
        return std::unexpected(*objection);
    }
    transfer(world, request.account, TransactionKind::deposit, deposits_in_transit, cash, request.amount);
    count_as_moved(world, request.account, request.amount);
    return Answer{};
}

Outcome perform(World& world, const SettleDeposit& request) {
    using enum LedgerAccountKind;
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_positive_money(world, request.account, request.amount)) {
        return std::unexpected(*objection);
    }
    // What is in transit was taken from this account to be given to clients, so it stands there below zero.
    const Integer in_transit = -house_sum(world, deposits_in_transit, request.amount.currency);
    if (request.amount.minor_units > in_transit) {
        const Money limit{bounded_64(in_transit), request.amount.currency};
        return std::unexpected(
            reject(RejectCode::unknown_deposit, {.asked_amount = request.amount, .limit_amount = limit}));
    }
    transfer(world, request.account, TransactionKind::deposit_settled, bank, deposits_in_transit, request.amount);
    return Answer{};
}

Outcome perform(World& world, const RequestWithdrawal& request) {
    using enum LedgerAccountKind;
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_positive_money(world, request.account, request.amount)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_named(request.requested_by)) {
        return std::unexpected(*objection);
    }
    const Money limit = withdrawable(world, world.accounts.at(request.account));
    if (request.amount.minor_units > limit.minor_units) {
        const Figures figures = figures_now(world, request.account);
        return std::unexpected(reject(RejectCode::insufficient_funds, {.asked_amount = request.amount,
                                                                       .limit_amount = limit,
                                                                       .equity = figures.equity,
                                                                       .used_margin = figures.used_margin}));
    }
    world.last_withdrawal = WithdrawalId(world.last_withdrawal.value() + 1);
    const WithdrawalId id = world.last_withdrawal;
    world.withdrawals.emplace(id, WithdrawalState{id, request.account, request.amount, request.requested_by});
    say(world, WithdrawalRequested{.account = request.account,
                                   .client_order_id = request.client_order_id,
                                   .withdrawal = id,
                                   .amount = request.amount,
                                   .requested_by = request.requested_by});
    transfer(world, request.account, TransactionKind::withdrawal_requested, cash, withdrawals_pending, request.amount,
             {.by = request.requested_by});
    count_as_moved(world, request.account, minus(request.amount));
    return Answer{id.value(), {}};
}

Outcome perform(World& world, const DecideWithdrawal& request) {
    using enum LedgerAccountKind;
    if (auto objection = check_account(world, request.account, Suspended::may)) {
        return std::unexpected(*objection);
    }
    const auto found = world.withdrawals.find(request.withdrawal);
    if (found == world.withdrawals.end() || found->second.account != request.account) {
        return std::unexpected(reject(RejectCode::unknown_withdrawal, {.asked_count = request.withdrawal.value()}));
    }
    if (auto objection = check_named(request.decided_by)) {
        return std::unexpected(*objection);
    }
    const WithdrawalState withdrawal = found->second;
    if (withdrawal.requested_by == request.decided_by) {
        return std::unexpected(reject(RejectCode::same_person, {.user = request.decided_by}));
    }
    const Money there = cash_of(world, world.accounts.at(request.account));
    if (auto objection = request.approved ? std::nullopt : check_room(there, withdrawal.amount)) {
        return std::unexpected(*objection);
    }
    world.withdrawals.erase(found);
    say(world, WithdrawalDecided{.account = request.account,
                                 .client_order_id = request.client_order_id,
                                 .withdrawal = withdrawal.id,
                                 .approved = request.approved,
                                 .amount = withdrawal.amount,
                                 .decided_by = request.decided_by});
    if (request.approved) {
        transfer(world, request.account, TransactionKind::withdrawal_paid, withdrawals_pending, bank, withdrawal.amount,
                 {.by = request.decided_by});
    } else {
        transfer(world, request.account, TransactionKind::withdrawal_returned, withdrawals_pending, cash,
                 withdrawal.amount, {.by = request.decided_by});
        count_as_moved(world, request.account, withdrawal.amount);
    }
    return Answer{withdrawal.id.value(), {}};
}

Outcome perform(World& world, const GrantCredit& request) {
    using enum LedgerAccountKind;
    return correct(world, request, credit_of, TransactionKind::credit, {.from = bonus_cost, .to = credit});
}

Outcome perform(World& world, const AdjustBalance& request) {
    using enum LedgerAccountKind;
    return correct(world, request, cash_of, TransactionKind::adjustment, {.from = adjustments, .to = cash});
}

}  // namespace trireme::reference
