#pragma once

#include "engine/state.hpp"
#include "model/currency_table.hpp"
#include "model/events.hpp"
#include "model/ledger.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace trireme::engine {

[[nodiscard]] constexpr Money negative(Money money) { return {-money.minor_units, money.currency}; }

struct Leg {
    LedgerAccountKind account = LedgerAccountKind::cash;
    Money amount{};  // added
    LpId lp{};       // of an account that is an LP's
};

// A transaction to be posted. Its legs sum to zero per currency.
struct Transaction {
    TransactionKind kind = TransactionKind::deposit;
    InlineList<Leg, postings_max> legs{};
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
    // Books the legs for the account, and fills in what is to be said of them. They sum to zero per currency, and each
    // of the client's must fit (see amounts.bounds).
    void post(AccountState& account, TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted);
    // The same of a transaction that says more than that.
    void post(AccountState& account, const Transaction& transaction, TransactionPosted& posted);
    // The same of one that no client has a part in.
    void post_of_house(TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted);

    // Of an account that is no LP's.
    [[nodiscard]] Int128 house_balance(LedgerAccountKind account, Currency currency) const;

    [[nodiscard]] TransactionId last_transaction() const { return last_; }
    // By kind, currency code, LP; only those that were ever posted to.
    [[nodiscard]] std::vector<HouseBalance> house() const;
    void restore(TransactionId last, const std::vector<HouseBalance>& house);

private:
    // What the house has in one currency, by the kind of the account.
    struct Balances {
        std::array<Int128, ledger_account_kinds> minor_units{};
        std::bitset<ledger_account_kinds> posted_to;
    };
    [[nodiscard]] Int128& balance(LedgerAccountKind account, Currency currency, LpId lp);
    void begin(TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted);
    void post_to_house(const Leg& leg, Posting& posting);

    TransactionId last_;
    std::array<std::unique_ptr<Balances>, currency_table::row_count> house_;  // null for a currency never posted in
    std::map<std::tuple<LedgerAccountKind, Currency, LpId>, Int128> lps_;
};

}  // namespace trireme::engine
