#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "model/account.hpp"
#include "model/charges.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"
#include "model/lp_order.hpp"
#include "model/money.hpp"
#include "model/order.hpp"
#include "model/reject.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// An event with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without
// gaps.
namespace trireme {

// A command was refused and changed nothing but the memory of ids. Goes to the stream of the account that asked, or to
// none where there is no such account.
struct Rejected {
    static constexpr std::uint16_t wire_type = 20;
    static constexpr std::string_view wire_name = "rejected";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    std::uint16_t command = 0;  // its wire type
    RejectCode code = RejectCode::conflict;
    RejectFigures figures{};
    std::optional<AskedOrders> asked{};  // of a request to place orders

    bool operator==(const Rejected&) const = default;
};
TRIREME_DESCRIBE(Rejected, (account, account_seq, client_order_id, command, code, figures, asked));

// The request had come before. Nothing was changed; this is what became of it then.
struct Repeated {
    static constexpr std::uint16_t wire_type = 21;
    static constexpr std::string_view wire_name = "repeated";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    RequestOutcome first{};

    bool operator==(const Repeated&) const = default;
};
TRIREME_DESCRIBE(Repeated, (account, account_seq, client_order_id, first));

struct AccountOpened {
    static constexpr std::uint16_t wire_type = 22;
    static constexpr std::string_view wire_name = "account_opened";

    AccountId account{};
    std::uint64_t account_seq = 0;
    AccountTerms terms{};

    bool operator==(const AccountOpened&) const = default;
};
TRIREME_DESCRIBE(AccountOpened, (account, account_seq, terms));

struct AccountChanged {
    static constexpr std::uint16_t wire_type = 23;
    static constexpr std::string_view wire_name = "account_changed";

    AccountId account{};
    std::uint64_t account_seq = 0;
    AccountTerms terms{};

    bool operator==(const AccountChanged&) const = default;
};
TRIREME_DESCRIBE(AccountChanged, (account, account_seq, terms));

struct TransactionPosted {
    static constexpr std::uint16_t wire_type = 50;
    static constexpr std::string_view wire_name = "transaction_posted";

    AccountId account{};
    std::uint64_t account_seq = 0;
    TransactionId transaction{};
    TransactionKind kind = TransactionKind::deposit;
    Postings postings{};
    std::optional<TradeId> trade{};
    std::optional<PositionId> position{};
    std::optional<Date> date{};  // of a swap
    std::optional<CorporateActionId> action{};
    UserId by{};
    std::optional<ChargeBasis> basis{};   // of a swap or dividend
    std::optional<LpOrderId> lp_order{};  // of what an LP filled

    bool operator==(const TransactionPosted&) const = default;
};
TRIREME_DESCRIBE(TransactionPosted, (account, account_seq, transaction, kind, postings, trade, position, date, action,
                                     by, basis, lp_order));

struct WithdrawalRequested {
    static constexpr std::uint16_t wire_type = 51;
    static constexpr std::string_view wire_name = "withdrawal_requested";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    WithdrawalId withdrawal{};
    Money amount{};
    UserId requested_by{};

    bool operator==(const WithdrawalRequested&) const = default;
};
TRIREME_DESCRIBE(WithdrawalRequested, (account, account_seq, client_order_id, withdrawal, amount, requested_by));

struct WithdrawalDecided {
    static constexpr std::uint16_t wire_type = 52;
    static constexpr std::string_view wire_name = "withdrawal_decided";

    AccountId account{};
    std::uint64_t account_seq = 0;
    ClientOrderId client_order_id{};
    WithdrawalId withdrawal{};
    bool approved = false;
    Money amount{};
    UserId decided_by{};

    bool operator==(const WithdrawalDecided&) const = default;
};
TRIREME_DESCRIBE(WithdrawalDecided, (account, account_seq, client_order_id, withdrawal, approved, amount, decided_by));

// The position had no swap for the date, for want of a price.
struct SwapSkipped {
    static constexpr std::uint16_t wire_type = 53;
    static constexpr std::string_view wire_name = "swap_skipped";

    AccountId account{};
    std::uint64_t account_seq = 0;
    PositionId position{};
    Date date{};

    bool operator==(const SwapSkipped&) const = default;
};
TRIREME_DESCRIBE(SwapSkipped, (account, account_seq, position, date));

}  // namespace trireme
