#pragma once

#include "base/integer.hpp"

#include <compare>
#include <cstddef>
#include <functional>

namespace trireme {

// An integer that means one thing: an AccountId is not an OrderId and neither is a number to calculate with. Nothing
// converts to or from it silently.
template <class Tag, Integer Representation>
class Strong {
public:
    using representation = Representation;

    constexpr Strong() = default;
    constexpr explicit Strong(Representation value) : value_(value) {}

    [[nodiscard]] constexpr Representation value() const { return value_; }
    constexpr auto operator<=>(const Strong&) const = default;

private:
    Representation value_ = 0;
};

template <class T>
inline constexpr bool is_strong = false;
template <class Tag, Integer Representation>
inline constexpr bool is_strong<Strong<Tag, Representation>> = true;

}  // namespace trireme

template <class Tag, trireme::Integer Representation>
struct std::hash<trireme::Strong<Tag, Representation>> {
    std::size_t operator()(trireme::Strong<Tag, Representation> strong) const noexcept {
        return std::hash<Representation>{}(strong.value());
    }
};
