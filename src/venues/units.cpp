#include "venues/units.hpp"

#include "base/assert.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::venues {

Lots lots_of(Units units, Ratio contract_size) {
    TRIREME_ASSERT(units >= Units() && units <= units_max && contract_size > Ratio());
    return Lots(static_cast<std::int64_t>(
        std::min<Int128>(units.value() * whole.value() / contract_size.value(), volume_max.value())));
}

Result<Lots> exact_lots_of(Units units, Ratio contract_size) {
    TRIREME_ASSERT(units >= Units() && units <= units_max && contract_size > Ratio());
    const Int128 scaled = units.value() * whole.value();
    const Int128 lots = scaled / contract_size.value();
    if (scaled % contract_size.value() != 0 || lots > volume_max.value()) {
        return fail(ErrorCode::out_of_range, "{} units are no volume in lots of {}", format(units),
                    format(contract_size));
    }
    return Lots(static_cast<std::int64_t>(lots));
}

Result<Units> units_of(Lots lots, Ratio contract_size, int digits) {
    TRIREME_ASSERT(lots >= Lots() && contract_size > Ratio());
    TRIREME_ASSERT(digits >= 0 && digits <= scale_digits_of<Units>);
    // In 1e-16 of a unit.
    const Int128 product = Int128{lots.value()} * contract_size.value();
    const Int128 step = Int128{whole.value()} * power_of_ten(scale_digits_of<Units> - digits);
    if (product % step != 0) {
        return fail(ErrorCode::out_of_range, "{} lots of {} are no units of {} decimals", format(lots),
                    format(contract_size), digits);
    }
    return Units(product / whole.value());
}

}  // namespace trireme::venues
