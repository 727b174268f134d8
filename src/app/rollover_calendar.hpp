#pragma once

#include "model/calendar.hpp"

#include <cstddef>
#include <vector>

namespace trireme::app {

// When it is 17:00 in New York on the date, by the daylight saving time that the United States have had since 2007.
[[nodiscard]] Timestamp new_york_close(Date date);

// The next `count` ends of trading days, Monday to Friday, later than `now`.
[[nodiscard]] std::vector<Rollover> rollovers_after(Timestamp now, std::size_t count);

}  // namespace trireme::app
