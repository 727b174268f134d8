#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <string_view>

// Requests of one account: the same `client_order_id` with the same content is the same request (docs/rules.md,
// Repeats).
namespace trireme {

// Money that comes in. It is in transit until it is settled.
struct Deposit {
    static constexpr std::uint16_t wire_type = 60;
    static constexpr std::string_view wire_name = "deposit";

    AccountId account{};
    ClientOrderId client_order_id{};
    Money amount{};

    bool operator==(const Deposit&) const = default;
};
TRIREME_DESCRIBE(Deposit, (account, client_order_id, amount));

// Money in transit has reached the bank.
struct SettleDeposit {
    static constexpr std::uint16_t wire_type = 61;
    static constexpr std::string_view wire_name = "settle_deposit";

    AccountId account{};
    ClientOrderId client_order_id{};
    Money amount{};

    bool operator==(const SettleDeposit&) const = default;
};
TRIREME_DESCRIBE(SettleDeposit, (account, client_order_id, amount));

// Takes money out of the account, to be paid once it is approved.
struct RequestWithdrawal {
    static constexpr std::uint16_t wire_type = 62;
    static constexpr std::string_view wire_name = "request_withdrawal";

    AccountId account{};
    ClientOrderId client_order_id{};
    Money amount{};
    UserId requested_by{};

    bool operator==(const RequestWithdrawal&) const = default;
};
TRIREME_DESCRIBE(RequestWithdrawal, (account, client_order_id, amount, requested_by));

// Pays a withdrawal or gives it back.
struct DecideWithdrawal {
    static constexpr std::uint16_t wire_type = 63;
    static constexpr std::string_view wire_name = "decide_withdrawal";

    AccountId account{};
    ClientOrderId client_order_id{};
    WithdrawalId withdrawal{};
    bool approved = false;
    UserId decided_by{};

    bool operator==(const DecideWithdrawal&) const = default;
};
TRIREME_DESCRIBE(DecideWithdrawal, (account, client_order_id, withdrawal, approved, decided_by));

// Gives credit (positive) or takes it back (negative). It counts as equity and cannot be withdrawn.
struct GrantCredit {
    static constexpr std::uint16_t wire_type = 64;
    static constexpr std::string_view wire_name = "grant_credit";

    AccountId account{};
    ClientOrderId client_order_id{};
    Money amount{};
    UserId by{};

    bool operator==(const GrantCredit&) const = default;
};
TRIREME_DESCRIBE(GrantCredit, (account, client_order_id, amount, by));

// Corrects the cash of an account, either way.
struct AdjustBalance {
    static constexpr std::uint16_t wire_type = 65;
    static constexpr std::string_view wire_name = "adjust_balance";

    AccountId account{};
    ClientOrderId client_order_id{};
    Money amount{};
    UserId by{};

    bool operator==(const AdjustBalance&) const = default;
};
TRIREME_DESCRIBE(AdjustBalance, (account, client_order_id, amount, by));

}  // namespace trireme
