#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "codec/json.hpp"
#include "model/currency.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <boost/json/value.hpp>
#include <boost/mp11.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// What a described type looks like, as a value to look things up in: which fields it has and how their words are read.
// Made from the one field list, so that a field added to a command or event is a word of the language at once.
namespace trireme::scenarios {

enum class ValueKind {
    record,
    list,
    account,     // a name, or its id
    instrument,  // a symbol, or its id
    group,       // a name, or its id
    count,       // an integer
    minutes,     // an integer, or a time of the day or week: 09:30, tue-09:30
    flag,        // yes, no
    decimal,
    money,  // 10.25 or 10.25USD
    date,
    timestamp,
    duration,
    word,    // an enumerator, a currency, a text
    choice,  // one of several records, which cannot be said
};

struct Shape;

struct ShapeField {
    std::string_view name;
    const Shape* shape = nullptr;
};

struct Shape {
    ValueKind kind = ValueKind::word;
    boost::json::value defaults;     // of a record: what its fields are where nothing is said
    std::vector<ShapeField> fields;  // of a record
    const Shape* item = nullptr;     // of a list
    int decimals = 0;                // of a decimal
};

template <class T>
[[nodiscard]] const Shape& shape_of();

namespace detail {

template <class T>
consteval ValueKind kind_of() {
    if constexpr (std::same_as<T, AccountId>) {
        return ValueKind::account;
    } else if constexpr (std::same_as<T, InstrumentId>) {
        return ValueKind::instrument;
    } else if constexpr (std::same_as<T, GroupId>) {
        return ValueKind::group;
    } else if constexpr (Scaled<T>) {
        return ValueKind::decimal;
    } else if constexpr (std::same_as<T, bool>) {
        return ValueKind::flag;
    } else if constexpr (std::same_as<T, std::uint16_t>) {
        return ValueKind::minutes;
    } else if constexpr (std::integral<T> || is_strong<T>) {
        return ValueKind::count;
    } else if constexpr (std::same_as<T, Money>) {
        return ValueKind::money;
    } else if constexpr (std::same_as<T, Date>) {
        return ValueKind::date;
    } else if constexpr (std::same_as<T, Timestamp>) {
        return ValueKind::timestamp;
    } else if constexpr (std::same_as<T, Duration>) {
        return ValueKind::duration;
    } else if constexpr (codec::List<T> || codec::ShortList<T>) {
        return ValueKind::list;
    } else if constexpr (codec::Choice<T>) {
        return ValueKind::choice;
    } else if constexpr (DescribedStruct<T>) {
        return ValueKind::record;
    } else {
        static_assert(DescribedEnum<T> || std::same_as<T, Currency> || codec::Text<T> || codec::ShortText<T>);
        return ValueKind::word;
    }
}

template <class T>
[[nodiscard]] const Shape& shape_behind_optional() {
    if constexpr (codec::Optional<T>) {
        return shape_of<typename T::value_type>();
    } else {
        return shape_of<T>();
    }
}

template <class T>
[[nodiscard]] Shape make_shape() {
    Shape shape;
    shape.kind = kind_of<T>();
    if constexpr (kind_of<T>() == ValueKind::record) {
        shape.defaults = codec::to_json(T{});
        boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*field.pointer)>;
            shape.fields.push_back({field.name, &shape_behind_optional<Field>()});
        });
    } else if constexpr (kind_of<T>() == ValueKind::list) {
        shape.item = &shape_of<std::remove_cvref_t<decltype(*std::declval<const T&>().begin())>>();
    } else if constexpr (kind_of<T>() == ValueKind::decimal) {
        shape.decimals = scale_digits_of<T>;
    }
    return shape;
}

}  // namespace detail

template <class T>
const Shape& shape_of() {
    static const Shape shape = detail::make_shape<T>();
    return shape;
}

// Of the alternative of a variant with that wire name; nullptr if there is none.
template <codec::Choice Variant>
[[nodiscard]] const Shape* shape_of_alternative(std::string_view wire_name) {
    const Shape* found = nullptr;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<Variant>>>([&](auto index) {
        using Alternative = std::variant_alternative_t<index, Variant>;
        if (Alternative::wire_name == wire_name) {
            found = &shape_of<Alternative>();
        }
    });
    return found;
}

// From a record to one of its fields, through the records between.
using FieldPath = std::vector<const ShapeField*>;

// The field that a word names: `equity`, or `after.equity` where several are called so. Of those called so the ones
// that lie least deep count. An empty path if there is none. Errors: invalid_input if the word fits several.
[[nodiscard]] Result<FieldPath> find_field(const Shape& record, std::string_view word);

// "limits.lots".
[[nodiscard]] std::string name_of(const FieldPath& path);

}  // namespace trireme::scenarios
