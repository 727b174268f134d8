#include "venues/oanda_log.hpp"

#include <algorithm>

namespace trireme::venues {

void OandaTransactionLog::begin_after(OandaTransactionId last) {
    position_ = last;
    told_ = last;
    waiting_.erase(waiting_.begin(), waiting_.upper_bound(last));
    newest_ = waiting_.empty() ? last : waiting_.rbegin()->first;
}

void OandaTransactionLog::know_of(OandaTransactionId last) { newest_ = std::max(newest_, last); }

void OandaTransactionLog::take(const OandaTransaction& transaction) {
    know_of(transaction.id);
    // What there is no room for is asked for again, because it is known of.
    if (transaction.id > position_ && waiting_.size() < waiting_max) {
        waiting_.try_emplace(transaction.id, transaction);
    }
}

void OandaTransactionLog::take_since(const OandaTransactions& answer) {
    OandaTransactionId last = position_;
    for (const OandaTransaction& transaction : answer.transactions) {
        if (waiting_.size() == waiting_max && !waiting_.contains(transaction.id)) {
            break;
        }
        take(transaction);
        last = transaction.id;
    }
    told_ = std::max(told_, last);
    // What was said to exist far beyond it was a lie, and would be asked for forever.
    const OandaTransactionId believed(std::max(answer.last_transaction, position_).value() + ahead_max);
    waiting_.erase(waiting_.upper_bound(believed), waiting_.end());
    newest_ = std::max(answer.last_transaction, newest_ > believed ? OandaTransactionId() : newest_);
}

std::optional<OandaTransaction> OandaTransactionLog::next() {
    const auto first = waiting_.begin();
    const bool is_next =
        first != waiting_.end() && (first->first <= told_ || first->first.value() == position_.value() + 1);
    if (!is_next) {
        position_ = std::max(position_, told_);
        return std::nullopt;
    }
    const OandaTransaction transaction = first->second;
    position_ = transaction.id;
    waiting_.erase(first);
    return transaction;
}

}  // namespace trireme::venues
