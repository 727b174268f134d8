#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

// What the counter ledger can be asked to do. Wire types and the order of fields are for good: journals hold them.
namespace trireme::counter {

using ScheduleId = Strong<struct ScheduleIdTag, std::uint64_t>;
using TransactionId = Strong<struct TransactionIdTag, std::uint64_t>;

// Opens a client's account. Ids are the asker's choice from `client_account_min` up; those below are the house's.
struct OpenAccount {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "open_account";

    AccountId account;
    Currency currency;

    bool operator==(const OpenAccount&) const = default;
};
TRIREME_DESCRIBE(OpenAccount, (account, currency));

// The next four are requests: the account that asks and the request id together name them, and a request that comes
// again gets its first outcome again.

// Moves money at once. `from` asks.
struct Transfer {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "transfer";

    RequestId request;
    AccountId from;
    AccountId to;
    Money amount;

    [[nodiscard]] AccountId requester() const { return from; }
    bool operator==(const Transfer&) const = default;
};
TRIREME_DESCRIBE(Transfer, (request, from, to, amount));

// Moves money when `due` has come, under the rules and with the balances of that moment. `from` asks.
struct ScheduleTransfer {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "schedule_transfer";

    RequestId request;
    Timestamp due;
    AccountId from;
    AccountId to;
    Money amount;

    [[nodiscard]] AccountId requester() const { return from; }
    bool operator==(const ScheduleTransfer&) const = default;
};
TRIREME_DESCRIBE(ScheduleTransfer, (request, due, from, to, amount));

// Takes a scheduled transfer back before it is due. Only the account that scheduled it may.
struct CancelScheduled {
    static constexpr std::uint16_t wire_type = 4;
    static constexpr std::string_view wire_name = "cancel_scheduled";

    RequestId request;
    AccountId account;
    ScheduleId schedule;

    [[nodiscard]] AccountId requester() const { return account; }
    bool operator==(const CancelScheduled&) const = default;
};
TRIREME_DESCRIBE(CancelScheduled, (request, account, schedule));

// Sells `amount` out of `from` for the currency of `to` at the quoted price of the pair. `from` asks.
struct Exchange {
    static constexpr std::uint16_t wire_type = 5;
    static constexpr std::string_view wire_name = "exchange";

    RequestId request;
    AccountId from;
    AccountId to;
    Money amount;
    Price price;
    Conversion conversion = Conversion::base_to_quote;

    [[nodiscard]] AccountId requester() const { return from; }
    bool operator==(const Exchange&) const = default;
};
TRIREME_DESCRIBE(Exchange, (request, from, to, amount, price, conversion));

// Decides by other rules from here on (rules.hpp). There is no way back.
struct SetRulesVersion {
    static constexpr std::uint16_t wire_type = 6;
    static constexpr std::string_view wire_name = "set_rules_version";

    std::uint32_t version = 0;

    bool operator==(const SetRulesVersion&) const = default;
};
TRIREME_DESCRIBE(SetRulesVersion, (version));

// Executes the scheduled transfer that is due first. Inserted by the runtime; nobody else may send it.
struct TimerDue {
    static constexpr std::uint16_t wire_type = 7;
    static constexpr std::string_view wire_name = "timer_due";
    static constexpr bool is_internal = true;

    bool operator==(const TimerDue&) const = default;
};
TRIREME_DESCRIBE(TimerDue, ());

using Command =
    std::variant<OpenAccount, Transfer, ScheduleTransfer, CancelScheduled, Exchange, SetRulesVersion, TimerDue>;

// A command with a request id, as the ledger remembers it.
using Request = std::variant<Transfer, ScheduleTransfer, CancelScheduled, Exchange>;

}  // namespace trireme::counter
