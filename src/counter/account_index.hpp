#pragma once

#include "counter/slot_index.hpp"
#include "counter/state.hpp"

#include <vector>

namespace trireme::counter {

// Finds the accounts of a state by id. Made from them, and no part of the state.
class AccountIndex {
public:
    AccountIndex() : index_(accounts_max) {}

    // The account, or null. Valid until an account is opened.
    [[nodiscard]] Account* find(std::vector<Account>& accounts, AccountId id) const {
        const auto slot = index_.find(scatter(id.value()), [&](std::uint32_t at) { return accounts[at].id == id; });
        return slot ? &accounts[*slot] : nullptr;
    }

    // Enters the account that stands at `slot`.
    void insert(AccountId id, std::size_t slot) {
        index_.insert(scatter(id.value()), static_cast<std::uint32_t>(slot));
    }

private:
    SlotIndex index_;
};

}  // namespace trireme::counter
