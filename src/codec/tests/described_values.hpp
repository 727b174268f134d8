#pragma once

#include "base/tests/random.hpp"
#include "codec/kinds.hpp"
#include "model/currency_table.hpp"

#include <boost/mp11.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

// Random values of described types, and each value that differs from a given one in a single place: what property tests
// of commands, events and states are made of. Whatever the codec can encode works here without further ado.
namespace trireme::testing {

// UTF-8 of one to four bytes a character, with what JSON must escape.
[[nodiscard]] inline std::string random_text(Random& random) {
    static constexpr std::array<std::string_view, 12> pieces{"a",  "Z", "7",    " ",      "\"",     "\\",
                                                             "\n", "/", "\x01", "\u00e9", "\u20ac", "\U0001F4B6"};
    std::string text;
    for (auto left = random.below(12); left > 0; --left) {
        text += pieces[random.below(pieces.size())];
    }
    return text;
}

// How many items a list has: few, but now and then all that a short one has room for.
[[nodiscard]] inline std::uint64_t random_count(Random& random, std::size_t items_max) {
    constexpr std::size_t few = 4;
    return items_max <= UINT8_MAX && random.one_in(8) ? items_max : random.below(std::min(items_max, few) + 1);
}

template <codec::Encodable T>
[[nodiscard]] T random_value(Random& random) {
    if constexpr (std::same_as<T, bool>) {
        return random.one_in(2);
    } else if constexpr (DescribedEnum<T>) {
        constexpr std::size_t count = boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value;
        T value{};
        boost::mp11::mp_with_index<count>(random.below(count), [&](auto index) {
            value = boost::mp11::mp_at_c<boost::describe::describe_enumerators<T>, index>::value;
        });
        return value;
    } else if constexpr (std::same_as<T, Currency>) {
        return *Currency::from_packed(currency_table::rows[random.below(currency_table::rows.size())].packed);
    } else if constexpr (std::same_as<T, Date>) {
        const auto days = Date::latest().days_since_1970() - Date::earliest().days_since_1970() + 1;
        const auto day = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(days)));
        return Date(Date::earliest().days_since_1970() + day);
    } else if constexpr (codec::FixedWidth<T>) {
        using Packed = codec::PackedAs<T>;
        if constexpr (sizeof(Packed) > sizeof(std::uint64_t)) {
            const Int128 high = random.integer<std::int64_t>();
            return T(((high << 64) | random.bits()) >> random.below(127));
        } else {
            return *codec::detail::Packing<T>::unpack(random.integer<Packed>());
        }
    } else if constexpr (std::same_as<T, Money>) {
        return Money{random.integer<std::int64_t>(), random_value<Currency>(random)};
    } else if constexpr (codec::Text<T>) {
        return random_text(random);
    } else if constexpr (codec::ShortText<T>) {
        std::string text(random.below(T::capacity + 1), ' ');
        std::ranges::generate(text, [&] { return static_cast<char>('!' + random.below('~' - '!' + 1)); });
        return *T::from_text(text);
    } else if constexpr (codec::Optional<T>) {
        return random.one_in(3) ? T() : T(random_value<typename T::value_type>(random));
    } else if constexpr (codec::List<T> || codec::ShortList<T>) {
        T list;
        for (auto left = random_count(random, codec::items_max<T>); left > 0; --left) {
            list.push_back(random_value<typename T::value_type>(random));
        }
        return list;
    } else if constexpr (codec::Choice<T>) {
        T value;
        boost::mp11::mp_with_index<std::variant_size_v<T>>(random.below(std::variant_size_v<T>), [&](auto index) {
            value = random_value<std::variant_alternative_t<index, T>>(random);
        });
        return value;
    } else {
        T value;
        for_each_field(value, [&](std::string_view, auto& field) {
            field = random_value<std::remove_cvref_t<decltype(field)>>(random);
        });
        return value;
    }
}

// A value to add where there was none: default-constructed, but for enums, whose zero may be none of their enumerators.
template <codec::Encodable T>
[[nodiscard]] T plain_value() {
    if constexpr (DescribedEnum<T>) {
        return boost::mp11::mp_first<boost::describe::describe_enumerators<T>>::value;
    } else {
        return T();
    }
}

// Changes `part`, which lies inside a larger value, in every way that is one change, calls `changed(path)` after each,
// and puts the part back as it was.
template <codec::Encodable T, class Changed>
void for_each_change(T& part, const std::string& path, const Changed& changed) {
    const auto try_value = [&](T other, std::string_view how) {
        std::swap(part, other);
        changed(path + std::string(how));
        std::swap(part, other);
    };
    if constexpr (std::same_as<T, bool>) {
        try_value(!part, "");
    } else if constexpr (DescribedEnum<T>) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (enumerator.value != part) {
                try_value(enumerator.value, "");
            }
        });
    } else if constexpr (std::same_as<T, Currency>) {
        try_value(part == Currency("USD") ? Currency("JPY") : Currency("USD"), "");
    } else if constexpr (std::same_as<T, Date>) {
        try_value(part == Date::latest() ? Date::earliest() : Date(part.days_since_1970() + 1), "");
        try_value(part == Date::earliest() ? Date::latest() : Date::earliest(), "");
    } else if constexpr (codec::FixedWidth<T>) {
        using Packed = codec::PackedAs<T>;
        const Packed packed = codec::detail::Packing<T>::pack(part);
        for (const int bit : {0, static_cast<int>(sizeof(Packed)) * 8 - 1}) {
            try_value(*codec::detail::Packing<T>::unpack(static_cast<Packed>(packed ^ (Packed{1} << bit))), "");
        }
    } else if constexpr (std::same_as<T, Money>) {
        for_each_change(part.minor_units, path + "/minor_units", changed);
        for_each_change(part.currency, path + "/currency", changed);
    } else if constexpr (codec::Text<T>) {
        try_value(part + 'x', " with one more character");
        if (!part.empty()) {
            try_value(part.substr(1), " without its first character");
        }
    } else if constexpr (codec::ShortText<T>) {
        if (const auto longer = T::from_text(std::string(part.view()) + 'x')) {
            try_value(*longer, " with one more character");
        }
        if (!part.empty()) {
            try_value(*T::from_text(part.view().substr(1)), " without its first character");
        }
    } else if constexpr (codec::Optional<T>) {
        if (part) {
            for_each_change(*part, path, changed);
            try_value(T(), " absent");
        } else {
            try_value(T(plain_value<typename T::value_type>()), " present");
        }
    } else if constexpr (codec::List<T> || codec::ShortList<T>) {
        for (std::size_t index = 0; index < part.size(); ++index) {
            for_each_change(part[index], path + '/' + std::to_string(index), changed);
        }
        if (part.size() < codec::items_max<T>) {
            T longer = part;
            longer.push_back(plain_value<typename T::value_type>());
            try_value(std::move(longer), " with one more item");
        }
        if (!part.empty()) {
            T shorter;
            std::for_each(part.begin() + 1, part.end(), [&](const auto& item) { shorter.push_back(item); });
            try_value(std::move(shorter), " without its first item");
        }
    } else if constexpr (codec::Choice<T>) {
        std::visit([&](auto& alternative) { for_each_change(alternative, path, changed); }, part);
        boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<T>>>([&](auto index) {
            if (index != part.index()) {
                try_value(T(std::in_place_index<index>), " as another alternative");
            }
        });
    } else {
        for_each_field(part, [&](std::string_view name, auto& field) {
            for_each_change(field, path + '/' + std::string(name), changed);
        });
    }
}

// Calls `visit(mutated, path)` with copies of `value` that each differ from it in one place, however deep.
template <codec::Encodable T, class Visitor>
void for_each_mutation(const T& value, const Visitor& visit) {
    T mutated = value;
    for_each_change(mutated, "", [&](const std::string& path) { visit(std::as_const(mutated), path); });
}

}  // namespace trireme::testing
