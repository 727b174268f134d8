#pragma once

#include "base/describe.hpp"

#include <cstdint>

namespace trireme {

// Of an order: what it does. Of a position: the side of the orders that opened it, so that buy means long.
enum class Side : std::uint8_t { buy = 1, sell = 2 };
TRIREME_DESCRIBE_ENUM(Side, buy, sell)

[[nodiscard]] constexpr Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }

}  // namespace trireme
