#include "codec/json_leaves.hpp"

#include "base/assert.hpp"
#include "base/in_quotes.hpp"
#include "codec/json_write.hpp"

#include <algorithm>

namespace trireme::codec::detail {

std::string listed(std::initializer_list<std::string_view> names) {
    std::string list;
    for (const std::string_view name : names) {
        list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
    }
    return list;
}

bool fail_for_unknown_member(const boost::json::object& object, std::initializer_list<std::string_view> names,
                             Failure& failure) {
    const auto* const unknown = std::find_if(object.begin(), object.end(), [&](const auto& member) {
        return std::ranges::find(names, std::string_view(member.key())) == names.end();
    });
    TRIREME_ASSERT(unknown != object.end(), "{} members, all of them known, {} names", object.size(), names.size());
    return failure.set(ErrorCode::invalid_input, "{} is not known here; known are {}", in_quotes(unknown->key()),
                       names.size() == 0 ? "no members at all" : listed(names));
}

Result<std::string> parse_text(std::string_view text) {
    if (text.size() > text_bytes_max) {
        return fail(ErrorCode::invalid_input, "expected a string of at most {} bytes, got one of {}", text_bytes_max,
                    text.size());
    }
    return std::string(text);
}

std::string short_text_rule(std::size_t capacity) {
    return fmt::format("a string of at most {} printable ASCII characters without spaces", capacity);
}

Result<Duration> parse_duration(std::string_view seconds) {
    TRIREME_TRY_ASSIGN(const std::int64_t nanoseconds, parse_decimal(seconds, duration_scale_digits));
    return Duration::nanoseconds(nanoseconds);
}

bool read_json_money(const boost::json::value& json, Money& value, Failure& failure) {
    if (!json.is_object()) {
        return failure.set(ErrorCode::invalid_input,
                           "expected an object such as {{\"amount\": \"10.25\", \"currency\": \"USD\"}}, got {}",
                           described(json));
    }
    const boost::json::object& object = json.get_object();
    const auto read_member = [&](std::string_view name, auto& member, std::string_view expected, auto parse) {
        const boost::json::value* const found = object.if_contains(name);
        const bool good = found != nullptr ? read_json_string(*found, member, failure, expected, parse)
                                           : failure.set(ErrorCode::invalid_input, "is missing");
        if (!good) {
            failure.happened_in(name);
        }
        return good;
    };
    // The currency first: it says how many digits the amount may have.
    if (!read_member(money_currency_key, value.currency, "the code of a currency such as \"USD\"", parse_currency)) {
        return false;
    }
    const auto parse_amount = [&](std::string_view amount) { return parse_money(amount, value.currency); };
    if (!read_member(money_amount_key, value, "a decimal string such as \"10.25\"", parse_amount)) {
        return false;
    }
    return object.size() == 2 || fail_for_unknown_member(object, {money_amount_key, money_currency_key}, failure);
}

}  // namespace trireme::codec::detail
