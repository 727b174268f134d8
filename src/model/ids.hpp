#pragma once

#include "base/result.hpp"
#include "base/strong.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace trireme {

using AccountId = Strong<struct AccountIdTag, std::uint64_t>;
using OrderId = Strong<struct OrderIdTag, std::uint64_t>;
using PositionId = Strong<struct PositionIdTag, std::uint64_t>;
// One execution of an order.
using TradeId = Strong<struct TradeIdTag, std::uint64_t>;
// One double-entry transaction of the ledger.
using TransactionId = Strong<struct TransactionIdTag, std::uint64_t>;
using WithdrawalId = Strong<struct WithdrawalIdTag, std::uint64_t>;
// A dividend or split, named by whoever announces it, so that none is applied twice.
using CorporateActionId = Strong<struct CorporateActionIdTag, std::uint64_t>;
// A person: who owns an account, approves a withdrawal, turns a kill switch.
using UserId = Strong<struct UserIdTag, std::uint64_t>;
using InstrumentId = Strong<struct InstrumentIdTag, std::uint32_t>;
using GroupId = Strong<struct GroupIdTag, std::uint32_t>;
using LpId = Strong<struct LpIdTag, std::uint32_t>;
using RoutingRuleId = Strong<struct RoutingRuleIdTag, std::uint32_t>;
// Names a client's request: the same id with the same content is the same request, however often it arrives.
using RequestId = Strong<struct RequestIdTag, std::uint64_t>;

// The place of a command in the journal, and of an event in the stream of events: counted from 1 and without gaps, so
// that 0 stands before all of them.
using CommandSequence = Strong<struct CommandSequenceTag, std::uint64_t>;
using EventSequence = Strong<struct EventSequenceTag, std::uint64_t>;

// A strong number that is never negative and has no scale: an id or a sequence.
template <class T>
concept Identifier = is_strong<T> && std::unsigned_integral<typename T::representation>;

template <Identifier T>
[[nodiscard]] std::string format(T id) {
    return std::to_string(id.value());
}

// Digits only. Errors: invalid_input for another form, out_of_range beyond `largest`.
[[nodiscard]] Result<std::uint64_t> parse_identifier(std::string_view text, std::uint64_t largest = UINT64_MAX);

// parse<AccountId>("7").
template <Identifier T>
[[nodiscard]] Result<T> parse(std::string_view text) {
    using Representation = typename T::representation;
    TRIREME_TRY_ASSIGN(const auto value, parse_identifier(text, std::numeric_limits<Representation>::max()));
    return T(static_cast<Representation>(value));
}

}  // namespace trireme
