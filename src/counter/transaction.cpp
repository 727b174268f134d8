#include "counter/transaction.hpp"

#include "base/integer.hpp"

#include <algorithm>

namespace trireme::counter {

void Transaction::add(Account& account, Money amount) {
    TRIREME_ASSERT(amount.currency == account.balance.currency, "a posting of {} to account {}", format(amount),
                   account.id.value());
    if (amount.minor_units == 0) {
        return;
    }
    TRIREME_ASSERT(count_ < legs_max);
    legs_[count_] = {&account, amount};
    ++count_;
}

std::optional<Rejection> Transaction::check(std::uint32_t rules_version) const {
    for (const Leg& leg : legs()) {
        const Account& account = *leg.account;
        const auto figures = [&] { return RejectFigures{account.id, leg.amount, account.balance, std::nullopt}; };
        const auto balance = checked_add(account.balance.minor_units, leg.amount.minor_units);
        if (!balance) {
            return Rejection{RejectCode::balance_out_of_range, figures()};
        }
        const bool takes = leg.amount.minor_units < 0;
        if (takes && *balance < 0 && !may_go_below_zero(rules_version, account.kind)) {
            return Rejection{RejectCode::insufficient_funds, figures()};
        }
    }
    return std::nullopt;
}

void Transaction::post(TransactionId transaction, RequestId request, std::optional<ScheduleId> schedule,
                       EventSink& events) {
    TRIREME_ASSERT(sums_to_zero(), "transaction {} does not sum to zero", transaction.value());
    std::uint8_t leg_number = 0;
    for (const Leg& leg : legs()) {
        Account& account = *leg.account;
        account.balance.minor_units += leg.amount.minor_units;
        account.last_seq += 1;
        leg_number += 1;
        events.on_event(Posted{
            .account = account.id,
            .account_seq = account.last_seq,
            .transaction = transaction,
            .leg = leg_number,
            .leg_count = static_cast<std::uint8_t>(count_),
            .amount = leg.amount,
            .balance = account.balance,
            .request = request,
            .schedule = schedule,
        });
    }
}

bool Transaction::sums_to_zero() const {
    return std::ranges::all_of(legs(), [&](const Leg& any) {
        Int128 sum = 0;
        for (const Leg& leg : legs()) {
            sum += leg.amount.currency == any.amount.currency ? leg.amount.minor_units : 0;
        }
        return sum == 0;
    });
}

}  // namespace trireme::counter
