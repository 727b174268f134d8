#include "scenarios/invariants.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {

void PostingsSumToZero::on_event(const Event& event) {
    const auto* const transaction = std::get_if<TransactionPosted>(&event);
    if (transaction == nullptr) {
        return;
    }
    std::map<Currency, Int128> sums;
    for (const Posting& posting : transaction->postings) {
        sums[posting.amount.currency] += posting.amount.minor_units;
    }
    for (const auto& [currency, sum] : sums) {
        if (sum != 0) {
            broken_ = fmt::format("transaction {} does not sum to zero in {}", transaction->transaction.value(),
                                  format(currency));
        }
    }
}

void BalancesAreTheirPostings::on_event(const Event& event) {
    const auto* const transaction = std::get_if<TransactionPosted>(&event);
    if (transaction == nullptr) {
        return;
    }
    for (const Posting& posting : transaction->postings) {
        if (is_clients(posting.account)) {
            on_clients_posting(*transaction, posting);
        } else {
            house_[{posting.account, posting.amount.currency, posting.lp}] += posting.amount.minor_units;
        }
    }
}

void BalancesAreTheirPostings::on_clients_posting(const TransactionPosted& transaction, const Posting& posting) {
    Int128& balance = clients_[{transaction.account, posting.account}];
    balance += posting.amount.minor_units;
    if (!posting.balance || posting.balance->minor_units != balance) {
        broken_ = fmt::format("transaction {} states a balance of account {} which is not the sum of its postings",
                              transaction.transaction.value(), transaction.account.value());
    }
}

std::optional<std::string> BalancesAreTheirPostings::broken(const EngineState& state) const {
    const auto posted = [&](AccountId account, LedgerAccountKind kind) {
        const auto found = clients_.find({account, kind});
        return found == clients_.end() ? Int128{0} : found->second;
    };
    for (const engine::AccountState& account : state.accounts) {
        const AccountId id = account.terms.account;
        if (account.cash.minor_units != posted(id, LedgerAccountKind::cash) ||
            account.credit.minor_units != posted(id, LedgerAccountKind::credit)) {
            return fmt::format("account {} has {} and a credit of {}, which are not the sums of its postings",
                               id.value(), format(account.cash), format(account.credit));
        }
    }
    if (state.house.size() != house_.size()) {
        return fmt::format("{} accounts of the house were posted to, and {} are kept", house_.size(),
                           state.house.size());
    }
    for (const engine::HouseBalance& balance : state.house) {
        const auto found = house_.find({balance.account, balance.currency, balance.lp});
        if (found == house_.end() || found->second != balance.minor_units.value()) {
            return fmt::format("an account of the house in {} is not the sum of its postings",
                               format(balance.currency));
        }
    }
    return broken_;
}

}  // namespace trireme::scenarios
