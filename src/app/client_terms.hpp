#pragma once

#include "app/traded_instrument.hpp"
#include "model/account.hpp"
#include "model/group.hpp"
#include "model/money.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace trireme::app {

// Who the simulated clients are: on which terms each of them trades, in which currency and with how much money. Some of
// them dare more than their money bears.
class ClientTerms {
public:
    // Accounts are in USD, EUR, JPY and BTC, as far as prices of these instruments lead there; where they lead to none
    // of these, in the currencies of the instruments themselves.
    explicit ClientTerms(std::span<const TradedInstrument> instruments);

    [[nodiscard]] std::vector<Group> groups() const;
    [[nodiscard]] AccountTerms account(AccountId id, std::size_t client) const;

    // What the client begins with, and puts in again when it is gone.
    [[nodiscard]] Money deposit(const AccountTerms& account) const;

    [[nodiscard]] static bool is_daring(const AccountTerms& account);
    // Whether prices lead from the currencies of the instrument to that of the account.
    [[nodiscard]] bool can_trade(const AccountTerms& account, const Instrument& instrument) const;

private:
    struct Pair {
        Currency base;
        Currency quote;
    };

    [[nodiscard]] bool have_pair(Currency from, Currency to) const;
    [[nodiscard]] bool leads(Currency from, Currency to) const;
    [[nodiscard]] bool lead_from_all(std::span<const TradedInstrument> instruments, Currency to) const;

    std::vector<Pair> pairs_;
    std::vector<Money> deposits_;  // in the currencies of accounts; the first is that of those who dare
};

}  // namespace trireme::app
