#pragma once

#include "base/tests/random.hpp"

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>

// Draws in words: what random markets and clients are made of.
namespace trireme::reference {

using testing::Random;

[[nodiscard]] inline bool percent(Random& random, std::uint64_t chances) { return random.below(100) < chances; }

// `least` up to and including `most`.
[[nodiscard]] inline std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most - least) + 1));
}

template <class T>
[[nodiscard]] T one_of(Random& random, std::initializer_list<T> choices) {
    return *std::next(choices.begin(), static_cast<std::ptrdiff_t>(random.below(choices.size())));
}

// An entry of a map, or nothing of an empty one.
template <class Map>
[[nodiscard]] auto some_entry(Random& random, const Map& map) -> const typename Map::mapped_type* {
    if (map.empty()) {
        return nullptr;
    }
    return &std::next(map.begin(), static_cast<std::ptrdiff_t>(random.below(map.size())))->second;
}

template <class T>
[[nodiscard]] std::optional<T> perhaps(Random& random, std::uint64_t chances, T value) {
    return percent(random, chances) ? std::optional(value) : std::nullopt;
}

}  // namespace trireme::reference
