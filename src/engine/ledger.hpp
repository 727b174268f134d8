#pragma once

#include "engine/state.hpp"
#include "model/events.hpp"
#include "model/ledger.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace trireme::engine {

[[nodiscard]] constexpr Money negative(Money money) { return {-money.minor_units, money.currency}; }

struct Leg {
    LedgerAccountKind account = LedgerAccountKind::cash;
    Money amount{};  // added
};

// A transaction to be posted. Its legs sum to zero per currency.
struct Transaction {
    TransactionKind kind = TransactionKind::deposit;
    InlineList<Leg, postings_max> legs{};
    std::optional<TradeId> trade = std::nullopt;
    std::optional<PositionId> position = std::nullopt;
    std::optional<Date> date = std::nullopt;
    std::optional<CorporateActionId> action = std::nullopt;
    UserId by{};
    std::optional<ChargeBasis> basis = std::nullopt;
};

// `amount` added to the client's ledger account `to`, out of the house's `from`.
[[nodiscard]] Transaction transfer(TransactionKind kind, LedgerAccountKind to, LedgerAccountKind from, Money amount);

// The double-entry ledger: the balances of the house, and the only place where a balance of anyone changes.
class Ledger {
public:
    // Books the transaction for the account. Each leg of the client's must fit (see amounts.bounds).
    [[nodiscard]] TransactionPosted post(AccountState& account, const Transaction& transaction);

    [[nodiscard]] Int128 house_balance(LedgerAccountKind account, Currency currency) const;

    [[nodiscard]] TransactionId last_transaction() const { return last_; }
    [[nodiscard]] std::vector<HouseBalance> house() const;
    void restore(TransactionId last, const std::vector<HouseBalance>& house);

private:
    TransactionId last_;
    std::map<std::pair<LedgerAccountKind, Currency>, Int128> house_;
};

}  // namespace trireme::engine
