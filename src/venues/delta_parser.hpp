#pragma once

#include "base/result.hpp"
#include "venues/delta_messages.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

// Delta Exchange's texts, read strictly: `invalid_input` for what is malformed, `out_of_range` for numbers that cannot
// be, `no_space` for what is too long. Members that are not named here are passed over. The forms are those of
// docs.delta.exchange.
namespace trireme::venues {

inline constexpr std::size_t delta_message_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t delta_answer_bytes_max = std::size_t{16} << 20;
inline constexpr std::size_t delta_levels_max = 5'000;  // of one side
inline constexpr std::size_t delta_items_max = 100'000;

[[nodiscard]] Result<DeltaMessage> parse_delta_message(std::string_view text);

// Answers to requests that were done: {"success":true,"result":...}.
[[nodiscard]] Result<DeltaProduct> parse_delta_product(std::string_view text);
[[nodiscard]] Result<DeltaOrder> parse_delta_order(std::string_view text);
[[nodiscard]] Result<std::vector<DeltaOrder>> parse_delta_orders(std::string_view text);
[[nodiscard]] Result<std::vector<DeltaFill>> parse_delta_fills(std::string_view text);
[[nodiscard]] Result<std::vector<DeltaPosition>> parse_delta_positions(std::string_view text);
// The code of a refusal: {"success":false,"error":{"code":...}} or {"error":...}.
[[nodiscard]] Result<DeltaReason> parse_delta_error(std::string_view text);

}  // namespace trireme::venues
