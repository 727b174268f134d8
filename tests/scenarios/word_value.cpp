#include "scenarios/word_value.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "scenarios/script.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace trireme::scenarios {
namespace {

namespace json = boost::json;

constexpr std::string_view none_word = "none";
constexpr std::array<std::string_view, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int minutes_per_day = 24 * 60;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<json::value> read_count(std::string_view word) {
    if (const auto natural = number_in<std::uint64_t>(word)) {
        return json::value(*natural);
    }
    if (const auto negative = number_in<std::int64_t>(word)) {
        return json::value(*negative);
    }
    return fail(ErrorCode::invalid_input, "expected an integer, got {}", in_quotes(word));
}

Result<json::value> read_name(const NameList& list, std::string_view word) {
    if (const auto id = list.find(word)) {
        return json::value(*id);
    }
    if (const auto id = number_in<std::uint64_t>(word)) {
        return json::value(*id);
    }
    return fail(ErrorCode::invalid_input, "nothing is called {} yet", in_quotes(word));
}

// "930", "15:30", "tue-15:30".
Result<json::value> read_minutes(std::string_view word) {
    const auto colon = word.find(':');
    if (colon == std::string_view::npos) {
        return read_count(word);
    }
    std::string_view hour = word.substr(0, colon);
    int minutes = 0;
    if (const auto dash = hour.find('-'); dash != std::string_view::npos) {
        const auto* const day = std::ranges::find(weekdays, hour.substr(0, dash));
        if (day == weekdays.end()) {
            return fail(ErrorCode::invalid_input, "{} does not begin with a day such as `tue`", in_quotes(word));
        }
        minutes = minutes_per_day * static_cast<int>(day - weekdays.begin());
        hour.remove_prefix(dash + 1);
    }
    const auto hours = number_in<std::uint8_t>(hour);
    const auto minute = number_in<std::uint8_t>(word.substr(colon + 1));
    if (!hours || *hours > 24 || !minute || *minute > 59) {
        return fail(ErrorCode::invalid_input, "expected a time such as 15:30 or tue-15:30, got {}", in_quotes(word));
    }
    return json::value(minutes + *hours * 60 + *minute);
}

Result<json::value> read_flag(std::string_view word) {
    if (word != "yes" && word != "no") {
        return fail(ErrorCode::invalid_input, "expected yes or no, got {}", in_quotes(word));
    }
    return json::value(word == "yes");
}

// In the one form in which the codec writes it, so that equal numbers are equal texts.
Result<json::value> read_decimal(std::string_view word, int decimals) {
    TRIREME_TRY_ASSIGN(const Int128 number, parse_decimal128(word, decimals));
    return json::value(format_decimal128(number, decimals));
}

// The currency may be left out where it is clear: it is that of the account then.
Result<json::value> read_money(std::string_view word) {
    const auto letters = std::min(word.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), word.size());
    const std::string_view amount = word.substr(0, letters);
    TRIREME_TRY(parse_decimal128(amount, currency_table::digits_max));
    json::object money{{"amount", amount}};
    if (letters < word.size()) {
        money.emplace("currency", word.substr(letters));
    }
    return money;
}

Result<json::value> read_duration(std::string_view word) {
    TRIREME_TRY_ASSIGN(const Duration span, parse_span(word));
    return codec::to_json(span);
}

// As RFC 3339 says it; the fraction may be longer than needed.
Result<json::value> read_timestamp(std::string_view word) {
    TRIREME_TRY_ASSIGN(const Timestamp time, parse_timestamp(word));
    return codec::to_json(time);
}

}  // namespace

Result<json::value> read_word(const Shape& shape, std::string_view word, const Names& names) {
    if (word == none_word) {
        return json::value();
    }
    switch (shape.kind) {
        case ValueKind::account: return read_name(names.accounts, word);
        case ValueKind::instrument: return read_name(names.instruments, word);
        case ValueKind::group: return read_name(names.groups, word);
        case ValueKind::count: return read_count(word);
        case ValueKind::minutes: return read_minutes(word);
        case ValueKind::flag: return read_flag(word);
        case ValueKind::decimal: return read_decimal(word, shape.decimals);
        case ValueKind::money: return read_money(word);
        case ValueKind::timestamp: return read_timestamp(word);
        case ValueKind::duration: return read_duration(word);
        case ValueKind::date:
        case ValueKind::word: return json::value(word);
        case ValueKind::choice: return fail(ErrorCode::invalid_input, "cannot be said in words");
        case ValueKind::record:
        case ValueKind::list: break;
    }
    return fail(ErrorCode::invalid_input, "expected brackets, got {}", in_quotes(word));
}

}  // namespace trireme::scenarios
