#pragma once

#include "base/result.hpp"
#include "fix/profile.hpp"

#include <string>
#include <string_view>

// Volumes as an LP writes them, which are units or lots, and ours, which are lots.
namespace trireme::fix {

// Negative ones are errors, as are those that are no whole 1e-8 of a lot.
[[nodiscard]] Result<Lots> parse_volume(std::string_view text, VolumeUnit unit, Ratio contract_size);
// The same for sizes of quotes, where a fraction of 1e-8 lot is cut off.
[[nodiscard]] Result<Lots> parse_size(std::string_view text, VolumeUnit unit, Ratio contract_size);
// Errors: out_of_range where the units have more than eight decimals or too many digits.
[[nodiscard]] Result<std::string> format_volume(Lots lots, VolumeUnit unit, Ratio contract_size);
// Above zero: in FIX a price may be negative, in what we trade it may not.
[[nodiscard]] Result<Price> parse_price(std::string_view text);

}  // namespace trireme::fix
