#include "fix/message_view.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace trireme::fix {
namespace {

constexpr char separator = '\001';
constexpr int decimals = 8;

// Tags that state the length of the field right behind them (FIX 4.4 volume 6).
constexpr std::array length_tags{90, 93, 95, 212, 348, 350, 352, 354, 356, 358, 360, 362, 364, 445, 618, 621};

}  // namespace

Result<void> MessageView::read(std::string_view frame) {
    fields_.clear();
    std::size_t at = 0;
    std::optional<std::size_t> stated_length;
    while (at < frame.size()) {
        const std::string_view rest = frame.substr(at);
        int tag = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), tag);
        const auto digits = static_cast<std::size_t>(end - rest.data());
        if (error != std::errc() || tag <= 0 || digits == rest.size() || *end != '=') {
            return fail(ErrorCode::invalid_input, "expected a tag and '=' at byte {} of the message", at);
        }
        const std::string_view value = rest.substr(digits + 1);
        const std::size_t size = stated_length ? *stated_length : value.find(separator);
        if (size >= value.size() || value[size] != separator) {
            return fail(ErrorCode::invalid_input, "the value of tag {} at byte {} has no end", tag, at);
        }
        fields_.push_back({tag, value.substr(0, size)});
        at += digits + 1 + size + 1;
        stated_length.reset();
        if (std::ranges::find(length_tags, tag) != length_tags.end()) {
            TRIREME_TRY_ASSIGN(stated_length, parse_fix_count(value.substr(0, size)));
        }
    }
    return {};
}

std::optional<std::string_view> find_field(std::span<const FieldView> fields, int tag) {
    const auto found = std::ranges::find(fields, tag, &FieldView::tag);
    return found == fields.end() ? std::nullopt : std::optional(found->value);
}

std::optional<std::string_view> MessageView::find(int tag) const { return find_field(fields_, tag); }

Result<std::int64_t> parse_fix_number(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point != std::string_view::npos) {
        while (text.size() > point + 1 + decimals && text.back() == '0') {
            text.remove_suffix(1);
        }
        // "100." is a number in FIX.
        if (text.size() == point + 1 && point > 0) {
            text.remove_suffix(1);
        }
    }
    return parse_decimal(text, decimals);
}

Result<std::uint64_t> parse_fix_count(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorCode::invalid_input, "expected a count, got '{}'", text);
    }
    return count;
}

Result<Timestamp> parse_fix_time(std::string_view text) {
    if (text.size() < 17 || text[8] != '-') {
        return fail(ErrorCode::invalid_input, "expected a time as 20261201-08:30:00.123, got '{}'", text);
    }
    return parse_timestamp(
        fmt::format("{}-{}-{}T{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2), text.substr(9)));
}

std::string format_fix_time(Timestamp time) {
    constexpr std::int64_t nanoseconds_in_second = 1'000'000'000;
    const std::int64_t since_1970 = time.nanoseconds_since_1970();
    const std::int64_t fraction = (since_1970 % nanoseconds_in_second + nanoseconds_in_second) % nanoseconds_in_second;
    // "2026-12-01T08:30:00Z"
    const std::string whole = format_timestamp(Timestamp(since_1970 - fraction));
    return fmt::format("{}{}{}-{}.{:03}", whole.substr(0, 4), whole.substr(5, 2), whole.substr(8, 2),
                       whole.substr(11, 8), fraction / 1'000'000);
}

}  // namespace trireme::fix
