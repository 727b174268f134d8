#pragma once

#include "base/decimal.hpp"
#include "codec/choice.hpp"
#include "codec/json_text.hpp"
#include "codec/kinds.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace trireme::codec {

namespace detail {

// A duration in JSON is a decimal string of seconds.
inline constexpr int duration_scale_digits = 9;

// A sum of money in JSON is {"amount": "10.25", "currency": "USD"}.
inline constexpr std::string_view money_amount_key = "amount";
inline constexpr std::string_view money_currency_key = "currency";

template <Encodable T>
[[nodiscard]] boost::json::value write_json(const T& value);

template <Record T>
void write_json_fields(boost::json::object& object, const T& value) {
    for_each_field(value, [&](std::string_view name, const auto& field) {
        if constexpr (Optional<std::remove_cvref_t<decltype(field)>>) {
            if (!field) {
                return;
            }
        }
        object.emplace(name, write_json(field));
    });
}

template <Choice T>
[[nodiscard]] boost::json::object write_json_choice(const T& value) {
    boost::json::object object;
    object.emplace(json_type_key, wire_name_of(value));
    std::visit([&](const auto& alternative) { write_json_fields(object, alternative); }, value);
    return object;
}

template <Encodable T>
boost::json::value write_json(const T& value) {
    if constexpr (std::same_as<T, bool>) {
        return value;
    } else if constexpr (DescribedEnum<T>) {
        const char* const name = boost::describe::enum_to_string(value, nullptr);
        TRIREME_ASSERT(name != nullptr, "{} has no name", static_cast<std::int64_t>(value));
        return boost::json::value(name);
    } else if constexpr (Scaled<T> || std::same_as<T, Currency>) {
        return boost::json::value(format(value));
    } else if constexpr (std::same_as<T, Timestamp>) {
        return boost::json::value(format_timestamp(value));
    } else if constexpr (std::same_as<T, Date>) {
        return boost::json::value(format_date(value));
    } else if constexpr (std::same_as<T, Duration>) {
        return boost::json::value(format_decimal(value.nanoseconds(), duration_scale_digits));
    } else if constexpr (FixedWidth<T>) {
        return boost::json::value(Packing<T>::pack(value));
    } else if constexpr (std::same_as<T, Money>) {
        return boost::json::object{{money_amount_key, format_amount(value)},
                                   {money_currency_key, format(value.currency)}};
    } else if constexpr (Text<T>) {
        return json_string(value);
    } else if constexpr (ShortText<T>) {
        return boost::json::value(value.view());
    } else if constexpr (Optional<T>) {
        return value ? write_json(*value) : boost::json::value();
    } else if constexpr (List<T> || ShortList<T>) {
        boost::json::array array;
        array.reserve(value.size());
        for (const auto& item : value) {
            array.push_back(write_json(item));
        }
        return array;
    } else if constexpr (Choice<T>) {
        return write_json_choice(value);
    } else {
        boost::json::object object;
        write_json_fields(object, value);
        return object;
    }
}

}  // namespace detail

}  // namespace trireme::codec
