#pragma once

#include "counter/events.hpp"
#include "counter/state.hpp"

#include <array>
#include <optional>
#include <span>

namespace trireme::counter {

// The postings of one transaction while they are put together. First `check`, then `post`: between the two nothing may
// change, so that a transaction is posted whole or not at all.
class Transaction {
public:
    // An exchange in which rounding won or lost something has the most.
    static constexpr std::size_t legs_max = 5;

    // Adds `amount` to the account, or takes it if negative. Each account comes once; an amount of zero is no posting.
    void add(Account& account, Money amount);

    // Why the balances or the rules forbid it, if they do.
    [[nodiscard]] std::optional<Rejection> check(std::uint32_t rules_version) const;

    void post(TransactionId transaction, RequestId request, std::optional<ScheduleId> schedule, EventSink& events);

private:
    struct Leg {
        Account* account = nullptr;
        Money amount;
    };

    [[nodiscard]] std::span<const Leg> legs() const { return std::span(legs_).first(count_); }
    [[nodiscard]] bool sums_to_zero() const;

    std::array<Leg, legs_max> legs_;
    std::size_t count_ = 0;
};

}  // namespace trireme::counter
