#pragma once

#include "venues/oanda_messages.hpp"

#include <cstddef>
#include <map>
#include <optional>

namespace trireme::venues {

// An account's transactions, each handed out once and in the order of their ids, whichever way they came: by the
// stream, in the answer to an order, or in the answer to a question for all since an id. Ids go up by one; a later one
// waits until what is between has come, or until an answer has said that there is nothing between.
class OandaTransactionLog {
public:
    static constexpr std::size_t waiting_max = 10'000;
    // By how many the stream may be ahead of an answer.
    static constexpr std::uint64_t ahead_max = 1'000;

    // All up to `last` is done with; what was taken beyond it stays.
    void begin_after(OandaTransactionId last);

    void take(const OandaTransaction& transaction);
    // The answer to a question for all transactions since `position` or an earlier one.
    void take_since(const OandaTransactions& answer);
    // Something said that the account has so many.
    void know_of(OandaTransactionId last);

    // The next one, if it is here.
    [[nodiscard]] std::optional<OandaTransaction> next();
    // The last that was handed out.
    [[nodiscard]] OandaTransactionId position() const { return position_; }
    // Whether nothing is known to be missing. Else one is to ask for all since `position`.
    [[nodiscard]] bool is_complete() const { return position_ >= newest_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    OandaTransactionId position_{};
    OandaTransactionId told_{};    // up to here all that exist wait, or were handed out
    OandaTransactionId newest_{};  // that is known to exist
    std::map<OandaTransactionId, OandaTransaction> waiting_;
};

}  // namespace trireme::venues
