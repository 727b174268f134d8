#pragma once

#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trireme {

// A short text that lies where it stands: a symbol, a client's order id. Copying one is copying its bytes, so a core
// can keep texts without allocating. Holds what is printable in ASCII, without spaces; the tag says what it names.
template <class Tag, std::size_t Capacity>
class InlineText {
public:
    static_assert(Capacity <= UINT8_MAX);
    static constexpr std::size_t capacity = Capacity;

    constexpr InlineText() = default;
    // InlineText("EURUSD") from a literal: one that is too long or has other characters does not compile.
    consteval explicit InlineText(std::string_view text) : InlineText(*from_text(text)) {}

    // Nothing if the text is longer than the capacity or holds anything but printable ASCII without spaces.
    [[nodiscard]] static constexpr std::optional<InlineText> from_text(std::string_view text) {
        if (text.size() > Capacity || !std::ranges::all_of(text, is_allowed)) {
            return std::nullopt;
        }
        InlineText made;
        std::ranges::copy(text, made.characters_.begin());
        made.size_ = static_cast<std::uint8_t>(text.size());
        return made;
    }

    [[nodiscard]] constexpr std::string_view view() const { return {characters_.data(), size_}; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

    constexpr bool operator==(const InlineText&) const = default;
    constexpr auto operator<=>(const InlineText& other) const { return view() <=> other.view(); }

private:
    [[nodiscard]] static constexpr bool is_allowed(char character) { return character > ' ' && character <= '~'; }

    // Behind the text stand zeros, so that equal texts are equal bytes.
    std::array<char, Capacity> characters_{};
    std::uint8_t size_ = 0;
};

template <class T>
inline constexpr bool is_inline_text = false;
template <class Tag, std::size_t Capacity>
inline constexpr bool is_inline_text<InlineText<Tag, Capacity>> = true;

}  // namespace trireme
