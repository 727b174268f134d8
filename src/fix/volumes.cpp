#include "fix/volumes.hpp"

#include "fix/message_view.hpp"

#include <limits>

namespace trireme::fix {
namespace {

constexpr Int128 scale = 100'000'000;

struct Quotient {
    std::int64_t whole = 0;
    bool is_exact = true;
};

Result<Quotient> lots_of(std::string_view text, VolumeUnit unit, Ratio contract_size) {
    TRIREME_TRY_ASSIGN(const std::int64_t volume, parse_fix_number(text));
    if (volume < 0) {
        return fail(ErrorCode::out_of_range, "expected a volume of 0 or more, got '{}'", text);
    }
    if (unit == VolumeUnit::lots) {
        return Quotient{volume, true};
    }
    const Int128 scaled = Int128{volume} * scale;
    const Int128 whole = scaled / contract_size.value();
    if (whole > std::numeric_limits<std::int64_t>::max()) {
        return fail(ErrorCode::out_of_range, "a volume of {} units is more lots than can be counted", text);
    }
    return Quotient{static_cast<std::int64_t>(whole), scaled % contract_size.value() == 0};
}

}  // namespace

Result<Lots> parse_volume(std::string_view text, VolumeUnit unit, Ratio contract_size) {
    TRIREME_TRY_ASSIGN(const Quotient lots, lots_of(text, unit, contract_size));
    if (!lots.is_exact) {
        return fail(ErrorCode::out_of_range, "a volume of {} units is no whole 1e-8 of a lot of {}", text,
                    format(contract_size));
    }
    return Lots(lots.whole);
}

Result<Lots> parse_size(std::string_view text, VolumeUnit unit, Ratio contract_size) {
    TRIREME_TRY_ASSIGN(const Quotient lots, lots_of(text, unit, contract_size));
    return Lots(lots.whole);
}

Result<std::string> format_volume(Lots lots, VolumeUnit unit, Ratio contract_size) {
    if (unit == VolumeUnit::lots) {
        return format(lots);
    }
    const Int128 scaled = Int128{lots.value()} * contract_size.value();
    if (scaled % scale != 0 || scaled / scale > std::numeric_limits<std::int64_t>::max()) {
        return fail(ErrorCode::out_of_range, "{} lots of {} units cannot be written with eight decimals", format(lots),
                    format(contract_size));
    }
    return format_decimal(static_cast<std::int64_t>(scaled / scale), scale_digits_of<Lots>);
}

Result<Price> parse_price(std::string_view text) {
    TRIREME_TRY_ASSIGN(const std::int64_t price, parse_fix_number(text));
    if (price <= 0) {
        return fail(ErrorCode::out_of_range, "expected a price above 0, got '{}'", text);
    }
    return Price(price);
}

}  // namespace trireme::fix
