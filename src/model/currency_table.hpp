#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

// Which currencies exist and how many digits their minor unit has. A row is never removed and its digits never change:
// an amount of money in a journal is a count of these units.
namespace trireme::currency_table {

inline constexpr std::size_t code_bytes_max = 8;
inline constexpr int digits_max = 8;

// The code's characters, the first in the lowest byte, zeros behind the last: as little-endian bytes it reads as text.
[[nodiscard]] constexpr std::uint64_t pack(std::string_view code) {
    std::uint64_t packed = 0;
    for (std::size_t index = 0; index < std::min(code.size(), code_bytes_max); ++index) {
        packed |= std::uint64_t{static_cast<unsigned char>(code[index])} << (8 * index);
    }
    return packed;
}

struct Row {
    std::uint64_t packed;
    int digits;

    constexpr Row(std::string_view code, int minor_unit_digits) : packed(pack(code)), digits(minor_unit_digits) {}
};

inline constexpr auto rows = [] {
    // ISO 4217 with its minor units.
    std::array all{
        Row("AED", 2), Row("ARS", 2), Row("AUD", 2), Row("BGN", 2), Row("BHD", 3), Row("BRL", 2), Row("CAD", 2),
        Row("CHF", 2), Row("CLP", 0), Row("CNY", 2), Row("COP", 2), Row("CZK", 2), Row("DKK", 2), Row("EGP", 2),
        Row("EUR", 2), Row("GBP", 2), Row("GEL", 2), Row("HKD", 2), Row("HUF", 2), Row("IDR", 2), Row("ILS", 2),
        Row("INR", 2), Row("ISK", 0), Row("JOD", 3), Row("JPY", 0), Row("KES", 2), Row("KRW", 0), Row("KWD", 3),
        Row("KZT", 2), Row("MAD", 2), Row("MXN", 2), Row("MYR", 2), Row("NGN", 2), Row("NOK", 2), Row("NZD", 2),
        Row("OMR", 3), Row("PEN", 2), Row("PHP", 2), Row("PKR", 2), Row("PLN", 2), Row("QAR", 2), Row("RON", 2),
        Row("RSD", 2), Row("RUB", 2), Row("SAR", 2), Row("SEK", 2), Row("SGD", 2), Row("THB", 2), Row("TND", 3),
        Row("TRY", 2), Row("TWD", 2), Row("UAH", 2), Row("USD", 2), Row("VND", 0), Row("ZAR", 2),
        // ISO 4217's code for "no currency is involved".
        Row("XXX", 0),
        // The offshore yuan, which markets quote under a code of its own.
        Row("CNH", 2),
        // Metals by the troy ounce. ISO 4217 gives them no minor unit; eight digits lose nothing that is traded.
        Row("XAG", 8), Row("XAU", 8), Row("XPD", 8), Row("XPT", 8),
        // Crypto currencies, with the eight digits in which venues report balances.
        Row("ADA", 8), Row("AVAX", 8), Row("BCH", 8), Row("BNB", 8), Row("BTC", 8), Row("DAI", 8), Row("DOGE", 8),
        Row("DOT", 8), Row("ETH", 8), Row("LINK", 8), Row("LTC", 8), Row("SOL", 8), Row("TRX", 8), Row("USDC", 8),
        Row("USDT", 8), Row("XLM", 8), Row("XRP", 8)};
    return all;
}();

static_assert(
    std::ranges::all_of(rows, [](const Row& row) { return std::ranges::count(rows, row.packed, &Row::packed) == 1; }),
    "a currency stands there twice");
static_assert(std::ranges::all_of(rows, [](const Row& row) { return row.digits >= 0 && row.digits <= digits_max; }));

namespace detail {

// A hash table without collisions, made while compiling: money is decoded and rounded too often for a binary search.
inline constexpr int slot_bits = 10;
inline constexpr std::size_t no_row = rows.size();
static_assert(no_row <= UINT8_MAX);

using Slots = std::array<std::uint8_t, std::size_t{1} << slot_bits>;

[[nodiscard]] constexpr std::size_t slot_of(std::uint64_t packed, std::uint64_t multiplier) {
    return static_cast<std::size_t>((packed * multiplier) >> (64 - slot_bits));
}

[[nodiscard]] constexpr bool is_without_collisions(std::uint64_t multiplier) {
    std::array<bool, std::tuple_size_v<Slots>> taken{};
    return std::ranges::none_of(
        rows, [&](const Row& row) { return std::exchange(taken[slot_of(row.packed, multiplier)], true); });
}

inline constexpr std::uint64_t multiplier = [] {
    std::uint64_t candidate = 0x9E3779B97F4A7C15;
    while (!is_without_collisions(candidate)) {
        candidate = candidate * 0x5851F42D4C957F2D + 1;
    }
    return candidate;
}();

inline constexpr Slots slots = [] {
    Slots all{};
    all.fill(no_row);
    for (std::size_t index = 0; index < rows.size(); ++index) {
        all[slot_of(rows[index].packed, multiplier)] = static_cast<std::uint8_t>(index);
    }
    return all;
}();

}  // namespace detail

inline constexpr std::size_t row_count = rows.size();

// The number of the row, which changes when rows are added; `row_count` for a packed code that is in none.
[[nodiscard]] constexpr std::size_t row_of(std::uint64_t packed) {
    const std::size_t index = detail::slots[detail::slot_of(packed, detail::multiplier)];
    return index != detail::no_row && rows[index].packed == packed ? index : row_count;
}

// The same of a code that is in the table, which nobody needs to be told again.
[[nodiscard]] constexpr std::size_t row_of_known(std::uint64_t packed) {
    return detail::slots[detail::slot_of(packed, detail::multiplier)];
}

// Nothing for a packed code that is in no row.
[[nodiscard]] constexpr std::optional<int> digits_of(std::uint64_t packed) {
    const std::size_t row = row_of(packed);
    return row != row_count ? std::optional(rows[row].digits) : std::nullopt;
}

}  // namespace trireme::currency_table
