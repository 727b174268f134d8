#include "counter/invariants.hpp"

#include <fmt/format.h>

namespace trireme::counter {

void TransactionsBalance::on_event(const Event& event) {
    if (const auto* const posted = std::get_if<Posted>(&event)) {
        on_leg(*posted);
    } else if (legs_seen_ != legs_expected_) {
        broken_ = fmt::format("transaction {} is interrupted", transaction_.value());
    }
}

void TransactionsBalance::on_leg(const Posted& posted) {
    if (legs_seen_ == legs_expected_) {
        transaction_ = posted.transaction;
        legs_seen_ = 0;
        legs_expected_ = posted.leg_count;
    }
    legs_seen_ += 1;
    if (posted.transaction != transaction_ || posted.leg != legs_seen_ || posted.leg_count != legs_expected_) {
        broken_ = fmt::format("leg {} of {} of transaction {} comes as leg {} of transaction {}", posted.leg,
                              posted.leg_count, posted.transaction.value(), legs_seen_, transaction_.value());
    }
    sums_[posted.amount.currency] += posted.amount.minor_units;
}

std::optional<std::string> TransactionsBalance::broken() {
    if (legs_seen_ != legs_expected_) {
        return fmt::format("transaction {} has {} of its {} legs", transaction_.value(), legs_seen_, legs_expected_);
    }
    for (const auto& [currency, sum] : sums_) {
        if (sum != 0) {
            return fmt::format("transaction {} does not sum to zero in {}", transaction_.value(), format(currency));
        }
    }
    sums_.clear();
    return broken_;
}

BalancesAreTheirPostings::BalancesAreTheirPostings(const CounterState& state) {
    for (const Account& account : state.accounts) {
        balances_.emplace(account.id, account.balance);
    }
}

void BalancesAreTheirPostings::on_event(const Event& event) {
    if (const auto* const opened = std::get_if<AccountOpened>(&event)) {
        balances_.emplace(opened->account, Money{0, opened->currency});
    }
    if (const auto* const posted = std::get_if<Posted>(&event)) {
        Money& balance = balances_[posted->account];
        balance.minor_units += posted->amount.minor_units;
        if (balance != posted->balance) {
            broken_ = fmt::format("account {} has {} by its postings, and {} after leg {} of transaction {}",
                                  posted->account.value(), format(balance), format(posted->balance), posted->leg,
                                  posted->transaction.value());
        }
    }
}

std::optional<std::string> BalancesAreTheirPostings::broken(const CounterState& state) const {
    if (state.accounts.size() != balances_.size()) {
        return fmt::format("{} accounts were opened, and {} are there", balances_.size(), state.accounts.size());
    }
    for (const Account& account : state.accounts) {
        const auto found = balances_.find(account.id);
        if (found == balances_.end() || found->second != account.balance) {
            return fmt::format("account {} has {}, which is not the sum of its postings", account.id.value(),
                               format(account.balance));
        }
    }
    return broken_;
}

StreamsAreGapless::StreamsAreGapless(const CounterState& state) {
    for (const Account& account : state.accounts) {
        last_seq_.emplace(account.id, account.last_seq);
    }
}

void StreamsAreGapless::on_event(const Event& event) {
    std::visit(
        [&](const auto& any) {
            if constexpr (requires { any.account_seq; }) {
                if (any.account == AccountId()) {
                    return;
                }
                std::uint64_t& last = last_seq_[any.account];
                last += 1;
                if (any.account_seq != last) {
                    broken_ = fmt::format("the stream of account {} has event {} where {} should be",
                                          any.account.value(), any.account_seq, last);
                }
            }
        },
        event);
}

std::optional<std::string> StreamsAreGapless::broken(const CounterState& state) const {
    for (const Account& account : state.accounts) {
        const auto found = last_seq_.find(account.id);
        if (found == last_seq_.end() || found->second != account.last_seq) {
            return fmt::format("account {} counts {} events, which are not those of its stream", account.id.value(),
                               account.last_seq);
        }
    }
    return broken_;
}

std::optional<std::string> Invariants::broken_before(Timestamp time, const Command& command,
                                                     const CounterState& state) {
    if (state.scheduled.empty() || std::holds_alternative<TimerDue>(command)) {
        return std::nullopt;
    }
    const auto& [id, order] = state.scheduled.back();
    if (order.due > time) {
        return std::nullopt;
    }
    return fmt::format("the scheduled transfer {} was due at {} and waits while a command of {} is applied", id.value(),
                       format_timestamp(order.due), format_timestamp(time));
}

void Invariants::on_event(const Event& event) {
    transactions_.on_event(event);
    balances_.on_event(event);
    streams_.on_event(event);
}

std::optional<std::string> Invariants::broken_after(const CounterState& state) {
    if (auto broken = transactions_.broken()) {
        return broken;
    }
    if (auto broken = balances_.broken(state)) {
        return broken;
    }
    if (auto broken = streams_.broken(state)) {
        return broken;
    }
    if (const auto checked = check_state(state); !checked) {
        return checked.error().message;
    }
    return std::nullopt;
}

}  // namespace trireme::counter
