#pragma once

#include "model/ids.hpp"
#include "model/scaled.hpp"

#include <cstdint>

// How large the numbers of a request may be (docs/rules.md, amounts.bounds). Within these bounds prices, volumes and
// their products stay exact in the widths that hold them.
namespace trireme {

inline constexpr Price price_max{1'000'000'000 * std::int64_t{100'000'000}};
inline constexpr Lots volume_max{1'000'000'000 * std::int64_t{100'000'000}};
inline constexpr Ratio contract_size_max{10'000'000 * std::int64_t{100'000'000}};
inline constexpr Ratio leverage_min{1'000'000};  // 0.01
inline constexpr Ratio leverage_max{10'000 * std::int64_t{100'000'000}};
inline constexpr Ratio whole{100'000'000};  // 1: all of something that is shared out
// Askers choose account ids; other ids count from 1.
inline constexpr AccountId account_id_max{INT64_MAX};
inline constexpr std::uint8_t price_digits_max = PriceTag::scale_digits;
inline constexpr std::uint32_t markup_points_max = 1'000'000;
inline constexpr std::uint16_t minutes_per_day = 24 * 60;
inline constexpr std::uint32_t split_factor_max = 1'000;

// In minor units: of one posting, and of a client's cash or credit.
inline constexpr std::int64_t posting_max = 100'000'000'000'000'000;
inline constexpr std::int64_t balance_max = 9'000'000'000'000'000'000;

// Above zero and not beyond the bound.
[[nodiscard]] constexpr bool is_price(Price price) { return price > Price() && price <= price_max; }

}  // namespace trireme
