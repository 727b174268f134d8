#pragma once

#include "base/describe.hpp"
#include "counter/commands.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

// What the counter ledger answers. Wire types, reject codes and the order of fields are for good: event logs hold them.
// An event with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without
// gaps.
namespace trireme::counter {

enum class AccountKind : std::uint8_t {
    client,
    bank,        // the house's: the other side of money that comes in and goes out; below zero by what clients hold
    conversion,  // the house's: what exchanges took in and paid out in this currency
    rounding,    // the house's: what rounding won and lost in exchanges
};
TRIREME_DESCRIBE_ENUM(AccountKind, client, bank, conversion, rounding)

// Stable: a code is never renumbered or given another meaning. Behind each stand the figures that come with it.
enum class RejectCode : std::uint8_t {
    account_exists = 1,        // account
    reserved_account = 2,      // account; limit: the lowest id a client's account may have
    no_currency = 3,           // account: it was to be opened without a currency
    too_many_accounts = 4,     // limit
    unknown_account = 5,       // account: the one that is not there
    house_account = 6,         // account: of the house's accounts, only the bank can be named in a request
    same_account = 7,          // account: from and to are one
    currency_mismatch = 8,     // account whose currency is another one; asked
    same_currency = 9,         // account: an exchange needs two currencies
    amount_not_positive = 10,  // asked
    price_not_positive = 11,
    amount_too_small = 12,       // asked: it would buy nothing
    amount_too_large = 13,       // asked: what it would buy is more than money can count
    balance_out_of_range = 14,   // account; asked: the change; available: the balance, which could not hold the result
    insufficient_funds = 15,     // account; asked; available: its balance
    request_conflict = 16,       // account: it used this request id for something else
    due_has_passed = 17,         // the time of the event is later than what was asked
    too_many_scheduled = 18,     // limit
    unknown_schedule = 19,       // account: it has no such transfer scheduled
    unknown_rules_version = 20,  // limit: the latest version known
    rules_version_goes_back = 21,  // limit: the version in force
    nothing_due = 22,              // a timer came early
};
TRIREME_DESCRIBE_ENUM(RejectCode, account_exists, reserved_account, no_currency, too_many_accounts, unknown_account,
                      house_account, same_account, currency_mismatch, same_currency, amount_not_positive,
                      price_not_positive, amount_too_small, amount_too_large, balance_out_of_range, insufficient_funds,
                      request_conflict, due_has_passed, too_many_scheduled, unknown_schedule, unknown_rules_version,
                      rules_version_goes_back, nothing_due)

// The facts that led to a reject, as far as they apply to its code.
struct RejectFigures {
    std::optional<AccountId> account = std::nullopt;
    std::optional<Money> asked = std::nullopt;
    std::optional<Money> available = std::nullopt;
    std::optional<std::uint64_t> limit = std::nullopt;

    bool operator==(const RejectFigures&) const = default;
};
TRIREME_DESCRIBE(RejectFigures, (account, asked, available, limit));

struct Rejection {
    RejectCode code = RejectCode::account_exists;
    RejectFigures figures{};

    bool operator==(const Rejection&) const = default;
};
TRIREME_DESCRIBE(Rejection, (code, figures));

// What became of a request: exactly one of the three.
struct RequestOutcome {
    std::optional<TransactionId> transaction = std::nullopt;  // it moved money in this transaction
    std::optional<ScheduleId> schedule = std::nullopt;        // this transfer was scheduled or cancelled
    std::optional<Rejection> rejection = std::nullopt;

    bool operator==(const RequestOutcome&) const = default;
};
TRIREME_DESCRIBE(RequestOutcome, (transaction, schedule, rejection));

struct AccountOpened {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "account_opened";

    AccountId account{};
    std::uint64_t account_seq = 0;
    AccountKind kind = AccountKind::client;
    Currency currency{};

    bool operator==(const AccountOpened&) const = default;
};
TRIREME_DESCRIBE(AccountOpened, (account, account_seq, kind, currency));

// One posting of a transaction. The `leg_count` postings of a transaction follow each other, legs counted from 1, and
// sum to zero per currency. Each is an event of its own because each belongs to the stream of another account.
struct Posted {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "posted";

    AccountId account{};
    std::uint64_t account_seq = 0;
    TransactionId transaction{};
    std::uint8_t leg = 0;
    std::uint8_t leg_count = 0;
    Money amount{};   // added to the account; negative if taken from it
    Money balance{};  // after it
    RequestId request{};
    std::optional<ScheduleId> schedule = std::nullopt;  // of a transfer that had been scheduled

    bool operator==(const Posted&) const = default;
};
TRIREME_DESCRIBE(Posted, (account, account_seq, transaction, leg, leg_count, amount, balance, request, schedule));

struct Scheduled {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "scheduled";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ScheduleId schedule{};
    RequestId request{};
    Timestamp due{};
    AccountId to{};
    Money amount{};

    bool operator==(const Scheduled&) const = default;
};
TRIREME_DESCRIBE(Scheduled, (account, account_seq, schedule, request, due, to, amount));

struct ScheduleCancelled {
    static constexpr std::uint16_t wire_type = 4;
    static constexpr std::string_view wire_name = "schedule_cancelled";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ScheduleId schedule{};
    RequestId request{};  // that asked for the cancellation

    bool operator==(const ScheduleCancelled&) const = default;
};
TRIREME_DESCRIBE(ScheduleCancelled, (account, account_seq, schedule, request));

// Nothing was changed. Goes to the stream of the account that asked, or to none where there is no such account.
struct Rejected {
    static constexpr std::uint16_t wire_type = 5;
    static constexpr std::string_view wire_name = "rejected";

    AccountId account{};
    std::uint64_t account_seq = 0;
    std::optional<RequestId> request = std::nullopt;
    std::optional<ScheduleId> schedule = std::nullopt;  // of a transfer that failed when it was due
    RejectCode code = RejectCode::account_exists;
    RejectFigures figures{};

    bool operator==(const Rejected&) const = default;
};
TRIREME_DESCRIBE(Rejected, (account, account_seq, request, schedule, code, figures));

// The request had come before. Nothing was changed; this is what became of it then.
struct Repeated {
    static constexpr std::uint16_t wire_type = 6;
    static constexpr std::string_view wire_name = "repeated";

    AccountId account{};
    std::uint64_t account_seq = 0;
    RequestId request{};
    RequestOutcome first{};

    bool operator==(const Repeated&) const = default;
};
TRIREME_DESCRIBE(Repeated, (account, account_seq, request, first));

struct RulesVersionChanged {
    static constexpr std::uint16_t wire_type = 7;
    static constexpr std::string_view wire_name = "rules_version_changed";

    std::uint32_t from = 0;
    std::uint32_t to = 0;

    bool operator==(const RulesVersionChanged&) const = default;
};
TRIREME_DESCRIBE(RulesVersionChanged, (from, to));

using Event =
    std::variant<AccountOpened, Posted, Scheduled, ScheduleCancelled, Rejected, Repeated, RulesVersionChanged>;

// Takes the events of a command in order.
class EventSink {
public:
    virtual void on_event(const Event& event) = 0;

protected:
    ~EventSink() = default;
};

}  // namespace trireme::counter
