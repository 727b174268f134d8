#include "venues/json_cursor.hpp"

#include "base/in_quotes.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }
bool is_hex_digit(char character) {
    return is_digit(character) || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
}

}  // namespace

std::unexpected<Error> JsonCursor::wrong(std::string_view expected) const {
    const std::size_t at = std::min(at_, text_.size());
    return fail(ErrorCode::invalid_input, "offset {}: expected {}, got {}", at, expected, in_quotes(text_.substr(at)));
}

void JsonCursor::skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
        ++at_;
    }
}

bool JsonCursor::takes(char wanted) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == wanted) {
        ++at_;
        return true;
    }
    return false;
}

bool JsonCursor::takes_word(std::string_view word) {
    skip_space();
    if (!text_.substr(at_).starts_with(word)) {
        return false;
    }
    at_ += word.size();
    return true;
}

Result<void> JsonCursor::expect(char wanted) {
    return takes(wanted) ? Result<void>() : Result<void>(wrong(std::string_view(&wanted, 1)));
}

Result<void> JsonCursor::open(char bracket) {
    TRIREME_TRY(expect(bracket));
    ++depth_;
    return depth_ <= depth_max ? Result<void>() : Result<void>(wrong("less depth"));
}

Result<std::string_view> JsonCursor::read_string() {
    TRIREME_TRY(expect('"'));
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
        const char character = text_[at_];
        if (character == '"') {
            const std::string_view found = text_.substr(begin, at_ - begin);
            ++at_;
            return found;
        }
        if (character == '\\') {
            TRIREME_TRY(skip_escape());
        } else if (static_cast<unsigned char>(character) < ' ') {
            break;
        }
    }
    return wrong("the end of a string");
}

// From its backslash to its last character.
Result<void> JsonCursor::skip_escape() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == 'u') {
        const std::string_view digits = text_.substr(at_ + 1, 4);
        if (digits.size() == 4 && std::ranges::all_of(digits, is_hex_digit)) {
            at_ += 4;
            return {};
        }
    } else if (at_ < text_.size() && std::string_view("\"\\/bfnrt").contains(text_[at_])) {
        return {};
    }
    return wrong("an escape");
}

Result<std::uint64_t> JsonCursor::read_count() {
    skip_space();
    const std::size_t begin = at_;
    std::uint64_t value = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
        if (__builtin_mul_overflow(value, std::uint64_t{10}, &value) ||
            __builtin_add_overflow(value, static_cast<std::uint64_t>(text_[at_] - '0'), &value)) {
            return fail(ErrorCode::out_of_range, "offset {}: a number that does not fit", begin);
        }
    }
    const bool has_fraction = at_ < text_.size() && (text_[at_] == '.' || text_[at_] == 'e' || text_[at_] == 'E');
    const bool has_zeros = at_ - begin > 1 && text_[begin] == '0';
    if (at_ == begin || has_fraction || has_zeros) {
        return wrong("a whole number");
    }
    return value;
}

Result<bool> JsonCursor::read_bool() {
    if (takes_word("true")) {
        return true;
    }
    return takes_word("false") ? Result<bool>(false) : Result<bool>(wrong("true or false"));
}

Result<void> JsonCursor::skip_number() {
    const auto skip_digits = [&] {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            ++at_;
        }
        return at_ > begin;
    };
    const auto has = [&](std::string_view any) { return at_ < text_.size() && any.contains(text_[at_]); };
    at_ += has("-") ? 1U : 0U;
    const bool begins_with_zero = has("0");
    const std::size_t begin = at_;
    if (!skip_digits() || (begins_with_zero && at_ - begin > 1)) {
        return wrong("a value");
    }
    if (has(".")) {
        ++at_;
        if (!skip_digits()) {
            return wrong("a digit");
        }
    }
    if (has("eE")) {
        ++at_;
        at_ += has("+-") ? 1U : 0U;
        if (!skip_digits()) {
            return wrong("a digit");
        }
    }
    return {};
}

Result<std::string_view> JsonCursor::skip_value() {
    skip_space();
    const std::size_t begin = at_;
    const char first = at_ < text_.size() ? text_[at_] : '\0';
    const auto skip = [&]() -> Result<void> {
        TRIREME_TRY(skip_value());
        return {};
    };
    if (first == '{') {
        TRIREME_TRY(read_object([&](std::string_view) { return skip(); }));
    } else if (first == '[') {
        TRIREME_TRY(read_array(skip));
    } else if (first == '"') {
        TRIREME_TRY(read_string());
    } else if (!takes_word("true") && !takes_word("false") && !takes_word("null")) {
        TRIREME_TRY(skip_number());
    }
    return text_.substr(begin, at_ - begin);
}

Result<void> JsonCursor::finish() {
    skip_space();
    return at_ == text_.size() ? Result<void>() : Result<void>(wrong("the end"));
}

}  // namespace trireme::venues
