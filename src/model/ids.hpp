#pragma once

#include "base/result.hpp"
#include "base/strong.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace trireme {

using AccountId = Strong<struct AccountIdTag, std::uint64_t>;
// Names a client's request: the same id with the same content is the same request, however often it arrives.
using RequestId = Strong<struct RequestIdTag, std::uint64_t>;

// The place of a command in the journal, and of an event in the stream of events: counted from 1 and without gaps, so
// that 0 stands before all of them.
using CommandSequence = Strong<struct CommandSequenceTag, std::uint64_t>;
using EventSequence = Strong<struct EventSequenceTag, std::uint64_t>;

// A strong number without a scale: an id or a sequence.
template <class T>
concept Identifier = is_strong<T> && std::same_as<typename T::representation, std::uint64_t>;

template <Identifier T>
[[nodiscard]] std::string format(T id) {
    return std::to_string(id.value());
}

// Digits only. Errors: invalid_input for another form, out_of_range beyond 64 bits.
[[nodiscard]] Result<std::uint64_t> parse_identifier(std::string_view text);

// parse<AccountId>("7").
template <Identifier T>
[[nodiscard]] Result<T> parse(std::string_view text) {
    TRIREME_TRY_ASSIGN(const std::uint64_t value, parse_identifier(text));
    return T(value);
}

}  // namespace trireme
