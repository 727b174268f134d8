#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace trireme::venues {

// Reads a JSON text from front to back without keeping any of it: what an exchange sends a thousand times a second is
// not made into a tree first. As strict as the grammar; numbers stay text, so that none goes through a float. Every
// failure is `invalid_input` and names the offset.
class JsonCursor {
public:
    static constexpr int depth_max = 32;

    explicit JsonCursor(std::string_view text) : text_(text) {}

    // Calls `on_member(name)` for each member; it must read the value.
    template <class OnMember>
    [[nodiscard]] Result<void> read_object(OnMember&& on_member) {
        TRIREME_TRY(open('{'));
        if (!takes('}')) {
            do {
                TRIREME_TRY_ASSIGN(const std::string_view name, read_string());
                TRIREME_TRY(expect(':'));
                TRIREME_TRY(on_member(name));
            } while (takes(','));
            TRIREME_TRY(expect('}'));
        }
        --depth_;
        return {};
    }

    // Calls `on_element()` for each element; it must read it.
    template <class OnElement>
    [[nodiscard]] Result<void> read_array(OnElement&& on_element) {
        TRIREME_TRY(open('['));
        if (!takes(']')) {
            do {
                TRIREME_TRY(on_element());
            } while (takes(','));
            TRIREME_TRY(expect(']'));
        }
        --depth_;
        return {};
    }

    // As it is written: escapes are checked and stay.
    [[nodiscard]] Result<std::string_view> read_string();
    // A whole number from 0.
    [[nodiscard]] Result<std::uint64_t> read_count();
    [[nodiscard]] Result<bool> read_bool();
    // Any value; its text.
    [[nodiscard]] Result<std::string_view> skip_value();
    // Nothing but space is left.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] std::unexpected<Error> wrong(std::string_view expected) const;

private:
    void skip_space();
    [[nodiscard]] bool takes(char wanted);
    [[nodiscard]] bool takes_word(std::string_view word);
    [[nodiscard]] Result<void> expect(char wanted);
    [[nodiscard]] Result<void> open(char bracket);
    [[nodiscard]] Result<void> skip_number();
    [[nodiscard]] Result<void> skip_escape();

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

// A member that read_members knows: its name, and what reads its value.
template <class Read>
struct JsonMember {
    std::string_view name;
    Read read;
    bool is_required = true;
};
template <class Read>
JsonMember(std::string_view, Read) -> JsonMember<Read>;
template <class Read>
JsonMember(std::string_view, Read, bool) -> JsonMember<Read>;

// What reads a value into `into`, as a member of read_members.
template <class T, class Read>
[[nodiscard]] auto into_field(JsonCursor& cursor, T& into, Read read) {
    return [&cursor, &into, read]() -> Result<void> {
        TRIREME_TRY_ASSIGN(into, read(cursor));
        return {};
    };
}

// An object with these members in any order. Others are passed over, because exchanges add some; one that comes twice
// or is missing is refused.
template <class... Members>
[[nodiscard]] Result<void> read_members(JsonCursor& cursor, Members... members) {
    static_assert(sizeof...(Members) <= 32);
    std::uint32_t seen = 0;
    const auto on_member = [&](std::string_view name) -> Result<void> {
        Result<void> read;
        bool is_known = false;
        std::uint32_t bit = 1;
        const auto try_member = [&](auto& member) {
            if (!is_known && member.name == name) {
                is_known = true;
                read = (seen & bit) == 0 ? member.read() : Result<void>(cursor.wrong("each name once"));
                seen |= bit;
            }
            bit <<= 1U;
        };
        (try_member(members), ...);
        if (is_known) {
            return read;
        }
        TRIREME_TRY(cursor.skip_value());
        return {};
    };
    TRIREME_TRY(cursor.read_object(on_member));
    std::string_view missing;
    std::uint32_t missing_bit = 1;
    const auto find_missing = [&](const auto& member) {
        if (member.is_required && (seen & missing_bit) == 0 && missing.empty()) {
            missing = member.name;
        }
        missing_bit <<= 1U;
    };
    (find_missing(members), ...);
    return missing.empty() ? Result<void>() : Result<void>(fail(ErrorCode::invalid_input, "there is no `{}`", missing));
}

}  // namespace trireme::venues
