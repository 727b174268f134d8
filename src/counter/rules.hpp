#pragma once

#include "counter/events.hpp"

#include <cstdint>

// Where the ledger's behaviour depends on the rules version. A journal is replayed under the versions it was written
// under, so what a released version decides never changes: a new rule is a new version.
//   1  any account may go below zero, as far as numbers reach
//   2  a posting may not leave a client's account below zero
namespace trireme::counter {

inline constexpr std::uint32_t first_rules_version = 1;
inline constexpr std::uint32_t latest_rules_version = 2;

// Whether an account of that kind may be left with a balance below zero by a posting that takes from it.
[[nodiscard]] constexpr bool may_go_below_zero(std::uint32_t rules_version, AccountKind kind) {
    return rules_version < 2 || kind != AccountKind::client;
}

}  // namespace trireme::counter
