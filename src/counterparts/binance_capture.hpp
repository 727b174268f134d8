#pragma once

#include "base/result.hpp"
#include "counterparts/binance_site.hpp"

#include <filesystem>
#include <string_view>

namespace trireme::counterparts {

// Reads a capture: lines of "TIME FRAME", the time in nanoseconds since 1970 and not going back, the frame of a
// combined stream or a depth snapshot of `symbol`. Lines of text, or compressed as marketdata::open_text reads them.
[[nodiscard]] Result<BinanceCapture> read_binance_capture(const std::filesystem::path& path, std::string_view symbol);
// The same of a text.
[[nodiscard]] Result<BinanceCapture> parse_binance_capture(std::string_view text, std::string_view symbol);

}  // namespace trireme::counterparts
