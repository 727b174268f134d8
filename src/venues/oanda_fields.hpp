#pragma once

#include "base/result.hpp"
#include "venues/json_cursor.hpp"
#include "venues/oanda_messages.hpp"

#include <string_view>

// How single fields of OANDA's texts are read.
namespace trireme::venues {

[[nodiscard]] Result<void> check_oanda_length(std::string_view text, std::size_t bytes_max);

// RFC 3339, which the header Accept-Datetime-Format asks for.
[[nodiscard]] Result<Timestamp> read_oanda_time(JsonCursor& cursor);
// A string of a whole number above 0.
[[nodiscard]] Result<OandaTransactionId> read_oanda_id(JsonCursor& cursor);
// A decimal number in a string, above zero and not beyond any price.
[[nodiscard]] Result<Price> read_oanda_price(JsonCursor& cursor);
// A decimal number in a string, below zero where it sells.
[[nodiscard]] Result<Units> read_oanda_units(JsonCursor& cursor);
[[nodiscard]] Result<OandaReason> read_oanda_reason(JsonCursor& cursor);
// Empty where it is too long to be one of ours.
[[nodiscard]] Result<Symbol> read_oanda_symbol(JsonCursor& cursor);
// clientOrderID. Empty where it cannot be ours.
[[nodiscard]] Result<LpOrderName> read_oanda_client_name(JsonCursor& cursor);
// clientExtensions: its id.
[[nodiscard]] Result<LpOrderName> read_oanda_extensions(JsonCursor& cursor);

// An object that is a transaction, of whatever type.
[[nodiscard]] Result<OandaTransaction> read_oanda_transaction(JsonCursor& cursor);

}  // namespace trireme::venues
