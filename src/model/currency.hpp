#pragma once

#include "base/result.hpp"
#include "model/currency_table.hpp"

#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace trireme {

// One of the currencies of currency_table.hpp, so that a Currency always has digits. What is not said is XXX, ISO
// 4217's "no currency". Trivially copyable; its packed code is what the journal holds.
class Currency {
public:
    constexpr Currency() = default;
    // Currency("USD"): a code that is not in the table does not compile.
    consteval explicit Currency(std::string_view code) : Currency(*from_code(code)) {}

    [[nodiscard]] static constexpr std::optional<Currency> from_packed(std::uint64_t packed) {
        return currency_table::digits_of(packed) ? std::optional(Currency(packed)) : std::nullopt;
    }
    [[nodiscard]] static constexpr std::optional<Currency> from_code(std::string_view code) {
        // Packing would drop what stands behind eight characters, and cannot tell zeros behind a code from its padding.
        const bool packs_as_it_is = code.size() <= currency_table::code_bytes_max && !code.ends_with('\0');
        return packs_as_it_is ? from_packed(currency_table::pack(code)) : std::nullopt;
    }

    // `row` is one that row() gave.
    [[nodiscard]] static constexpr Currency of_row(std::size_t row) {
        return Currency(currency_table::rows[row].packed);
    }

    [[nodiscard]] constexpr std::uint64_t packed() const { return packed_; }
    // How many decimal digits the minor unit has: 2 for USD, 0 for JPY, 8 for BTC.
    [[nodiscard]] constexpr int digits() const { return currency_table::rows[row()].digits; }

    // A number below currency_table::row_count that no other currency has, for tables in memory. Not to be stored.
    [[nodiscard]] constexpr std::size_t row() const { return currency_table::row_of_known(packed_); }

    constexpr bool operator==(const Currency&) const = default;
    // In the alphabetical order of the codes.
    constexpr auto operator<=>(const Currency& other) const {
        return std::byteswap(packed_) <=> std::byteswap(other.packed_);
    }

private:
    constexpr explicit Currency(std::uint64_t packed) : packed_(packed) {}

    std::uint64_t packed_ = currency_table::pack("XXX");
};

[[nodiscard]] std::string format(Currency currency);

[[nodiscard]] Result<Currency> parse_currency(std::string_view code);

// parse<Currency>("USD"), in capitals as the standard writes it. Errors: invalid_input for a code not in the table.
template <std::same_as<Currency> T>
[[nodiscard]] Result<T> parse(std::string_view code) {
    return parse_currency(code);
}

}  // namespace trireme

template <>
struct std::hash<trireme::Currency> {
    std::size_t operator()(trireme::Currency currency) const noexcept {
        return std::hash<std::uint64_t>{}(currency.packed());
    }
};
