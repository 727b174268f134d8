#pragma once

#include "base/bytes.hpp"
#include "base/integer.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Hashes. They are the same on every machine and in every build, because some of them are remembered in states.
namespace trireme {

// Spreads two numbers over 64 bits (the finaliser of SplitMix64).
[[nodiscard]] constexpr std::uint64_t scatter(std::uint64_t a, std::uint64_t b = 0) {
    std::uint64_t mixed = a * 0x9e3779b97f4a7c15 + std::rotl(b, 32) * 0xd1b54a32d192ed03;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

// One step of a hash over many numbers: the halves of a 128-bit product folded together. Cheaper than `scatter`, whose
// result spreads better: end a chain of steps with it.
[[nodiscard]] constexpr std::uint64_t fold(std::uint64_t hash, std::uint64_t number) {
    const UInt128 product = UInt128{hash ^ 0xa0761d6478bd642f} * (number ^ 0xe7037ed1a0b428db);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Up to seven bytes as one number, the first of them the highest. Loads overlap where they hold the same.
[[nodiscard]] inline std::uint64_t load_rest(const std::byte* from, std::size_t count) {
    if (count >= 4) {
        const std::uint64_t first = std::byteswap(load_little_endian<std::uint32_t>(from));
        const std::uint64_t last = std::byteswap(load_little_endian<std::uint32_t>(from + count - 4));
        return first << 8 * (count - 4) | last;
    }
    if (count == 0) {
        return 0;
    }
    const std::size_t middle = count / 2;
    return std::to_integer<std::uint64_t>(from[0]) << 8 * (count - 1) |
           std::to_integer<std::uint64_t>(from[middle]) << 8 * (count - 1 - middle) |
           std::to_integer<std::uint64_t>(from[count - 1]);
}

// The same over a text, eight characters at a time, and over its length.
[[nodiscard]] inline std::uint64_t fold(std::uint64_t hash, std::string_view text) {
    constexpr std::size_t word = sizeof(std::uint64_t);
    const ByteView bytes = std::as_bytes(std::span(text));
    hash = fold(hash, bytes.size());
    std::size_t at = 0;
    for (; at + word <= bytes.size(); at += word) {
        hash = fold(hash, load_little_endian<std::uint64_t>(bytes.data() + at));
    }
    return at == bytes.size() ? hash : fold(hash, load_rest(bytes.data() + at, bytes.size() - at));
}

}  // namespace trireme
