#pragma once

#include "base/date.hpp"
#include "base/timestamp.hpp"

#include <cstdint>

// The clocks by which markets open and files count, without a database of time zones.
namespace trireme::marketdata {

enum class MarketZone : std::uint8_t {
    utc,
    new_york,          // with the daylight saving time that the United States have had since 1967
    eastern_standard,  // five hours behind UTC all year (HistData)
};

// What the zone's clock shows at the moment, as if it were one in UTC.
[[nodiscard]] Timestamp local_of(Timestamp time, MarketZone zone);
// When its clock shows that. Of an hour that comes twice in autumn it is the first, of one that spring leaves out what
// it would have been without.
[[nodiscard]] Timestamp utc_of(Timestamp local, MarketZone zone);

// When the zone's clock shows this time of that day.
[[nodiscard]] Timestamp utc_of(Date day, Duration time_of_day, MarketZone zone);

// 17:00 in New York, where the FX trading day of that date ends.
[[nodiscard]] Timestamp new_york_close(Date date);

}  // namespace trireme::marketdata
