#pragma once

#include "base/result.hpp"
#include "base/strong.hpp"
#include "model/scaled.hpp"

#include <string_view>

namespace trireme::venues {

struct UnitsTag {
    static constexpr std::string_view name = "units";
    static constexpr int scale_digits = 8;
};
// What an LP counts in: units of a base asset, or contracts. Of some coins there are more at one price than 64 bits can
// count.
using Units = Strong<UnitsTag, Int128>;

// More than there is of anything, and far from what 128 bits hold.
inline constexpr Units units_max{Int128{1'000'000'000'000'000'000} * 100'000'000};

// Units as lots of so many, rounded down, and no more than any volume. The units are not negative.
[[nodiscard]] Lots lots_of(Units units, Ratio contract_size);
// The same where nothing may be lost: `out_of_range` if it is no whole count of 1e-8 lots, or more than any volume.
[[nodiscard]] Result<Lots> exact_lots_of(Units units, Ratio contract_size);
// Lots as units, which LPs take with at most `digits` decimals: `out_of_range` if there would be more.
[[nodiscard]] Result<Units> units_of(Lots lots, Ratio contract_size, int digits);

}  // namespace trireme::venues
