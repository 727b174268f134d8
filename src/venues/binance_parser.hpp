#pragma once

#include "base/result.hpp"
#include "venues/binance_messages.hpp"

#include <cstddef>
#include <string_view>

// Binance's texts, read strictly: `invalid_input` for what is malformed, `out_of_range` for numbers that cannot be,
// such as a price of zero or a book whose bid is above its ask, `no_space` for what is too long to be looked at.
namespace trireme::venues {

inline constexpr std::size_t binance_frame_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t binance_answer_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t binance_levels_max = 10'000;  // of one side

// A frame of a combined stream. After a failure the frame means nothing.
[[nodiscard]] Result<void> parse_binance_frame(std::string_view text, BinanceFrame& frame);

// Answers to /api/v3/depth and /api/v3/exchangeInfo.
[[nodiscard]] Result<BinanceDepthSnapshot> parse_binance_depth(std::string_view text);
[[nodiscard]] Result<BinanceExchangeInfo> parse_binance_exchange_info(std::string_view text);

}  // namespace trireme::venues
