#pragma once

#include "base/describe.hpp"
#include "model/currency.hpp"
#include "model/ids.hpp"

#include <cstdint>

namespace trireme {

enum class AccountMode : std::uint8_t {
    hedging = 1,  // each entry is a position of its own
    netting,      // one position per instrument
};
TRIREME_DESCRIBE_ENUM(AccountMode, hedging, netting)

enum class AccountStatus : std::uint8_t { active = 1, close_only, suspended, closed };
TRIREME_DESCRIBE_ENUM(AccountStatus, active, close_only, suspended, closed)

// What the desk takes a client for; routing rules ask for it.
enum class ClientClass : std::uint8_t { standard = 1, beginner, profitable, vip };
TRIREME_DESCRIBE_ENUM(ClientClass, standard, beginner, profitable, vip)

// What is agreed about an account, without its money.
struct AccountTerms {
    AccountId account{};
    UserId owner{};
    GroupId group{};
    Currency currency{};
    AccountMode mode = AccountMode::hedging;
    AccountStatus status = AccountStatus::active;
    ClientClass client_class = ClientClass::standard;

    bool operator==(const AccountTerms&) const = default;
};
TRIREME_DESCRIBE(AccountTerms, (account, owner, group, currency, mode, status, client_class));

}  // namespace trireme
