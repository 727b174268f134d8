#include "engine/client_quote.hpp"

#include "base/decimal.hpp"

namespace trireme::engine {

Price point_of(const Instrument& instrument) { return Price(power_of_ten(PriceTag::scale_digits - instrument.digits)); }

Price markup_of(const Instrument& instrument, const Group& group) {
    return Price(group.markup_points * point_of(instrument).value());
}

}  // namespace trireme::engine
