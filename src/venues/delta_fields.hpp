#pragma once

#include "base/result.hpp"
#include "venues/delta_messages.hpp"
#include "venues/json_cursor.hpp"

// How single fields of Delta Exchange's texts are read. Its numbers are now strings and now JSON numbers, and both are
// taken where the documentation shows both.
namespace trireme::venues {

// A string, or a number's own text; empty for null.
[[nodiscard]] Result<std::string_view> read_delta_text(JsonCursor& cursor);
// Empty where it is too long to be one of ours.
[[nodiscard]] Result<Symbol> read_delta_symbol(JsonCursor& cursor);
// Microseconds since 1970.
[[nodiscard]] Result<Timestamp> read_delta_time(JsonCursor& cursor);
// 0 for null.
[[nodiscard]] Result<Price> read_delta_price_or_none(JsonCursor& cursor);
[[nodiscard]] Result<Price> read_delta_price(JsonCursor& cursor);
// Whole contracts from 0; 0 for null.
[[nodiscard]] Result<Units> read_delta_contracts(JsonCursor& cursor);
[[nodiscard]] Result<std::uint64_t> read_delta_id(JsonCursor& cursor);
[[nodiscard]] Result<Side> read_delta_side(JsonCursor& cursor);
[[nodiscard]] Result<LpOrderName> read_delta_client_name(JsonCursor& cursor);
[[nodiscard]] Result<DeltaReason> read_delta_reason(JsonCursor& cursor);
[[nodiscard]] Result<LpExecutionId> read_delta_fill_id(JsonCursor& cursor);
[[nodiscard]] Result<DeltaOrderState> read_delta_state(JsonCursor& cursor);

}  // namespace trireme::venues
