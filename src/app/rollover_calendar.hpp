#pragma once

#include "marketdata/market_zone.hpp"
#include "model/calendar.hpp"

#include <cstddef>
#include <vector>

namespace trireme::app {

// The next `count` ends of trading days, Monday to Friday, later than `now`.
[[nodiscard]] std::vector<Rollover> rollovers_after(Timestamp now, std::size_t count);

}  // namespace trireme::app
