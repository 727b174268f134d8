#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/timestamp.hpp"

#include <cstddef>
#include <cstdint>

namespace trireme {

// Where a trading day ends: 17:00 in New York, as the moment that it is in UTC.
struct Rollover {
    Timestamp at{};
    Date date{};  // of the trading day that ends; its weekday decides about triple swap

    bool operator==(const Rollover&) const = default;
};
TRIREME_DESCRIBE(Rollover, (at, date));

inline constexpr std::size_t rollovers_max = 1'000;
inline constexpr std::size_t quotes_max = 4'096;

}  // namespace trireme
