#pragma once

#include "base/as_declared.hpp"
#include "codec/choice.hpp"
#include "codec/kinds.hpp"
#include "codec/read_leaves.hpp"
#include "codec/sizes.hpp"
#include "codec/source.hpp"
#include "codec/type_name.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace trireme::codec::detail {

// Overwrites all of `value`, whatever it held.
template <Encodable T>
[[nodiscard]] bool read(Source& source, T& value);

template <Optional T>
[[nodiscard]] bool read_optional(Source& source, T& value) {
    bool present = false;
    if (!read(source, present)) {
        return false;
    }
    if (!present) {
        value.reset();
        return true;
    }
    // What is there already is overwritten, so that it keeps its memory.
    return read(source, value ? *value : value.emplace(AsDeclared<typename T::value_type>()));
}

// Reads `count` items in place of those that the list has. Items that are there already are overwritten, so that they
// keep their memory.
template <class T>
[[nodiscard]] bool read_items(Source& source, T& value, std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
        if (!read(source, index < value.size() ? value[index] : value.emplace_back())) {
            source.failure.happened_in(index);
            return false;
        }
    }
    return true;
}

template <List T>
[[nodiscard]] bool read_list(Source& source, T& value) {
    using Item = typename T::value_type;
    std::uint32_t count = 0;
    if (!source.take(count)) {
        return false;
    }
    // Every item takes a byte at least, so a count beyond the bytes is a lie, told before memory is reserved for it.
    if (count > list_items_max || count > source.left()) {
        return source.failure.set(ErrorCode::corrupt, "a list of {} items in the {} bytes that are left", count,
                                  source.left());
    }
    if (value.size() > count) {
        value.resize(count);
    }
    value.reserve(std::min<std::size_t>(count, source.left() / size_bound<Item, Bound::least>()));
    return read_items(source, value, count);
}

template <ShortList T>
[[nodiscard]] bool read_short_list(Source& source, T& value) {
    std::uint32_t count = 0;
    if (!source.take(count)) {
        return false;
    }
    if (count > T::capacity) {
        return source.failure.set(ErrorCode::corrupt, "a list of {} items, at most {} are allowed", count, T::capacity);
    }
    value.clear();
    return read_items(source, value, count);
}

template <Choice T>
[[nodiscard]] bool read_choice(Source& source, T& value) {
    std::uint16_t wire_type = 0;
    if (!source.take(wire_type)) {
        return false;
    }
    // The alternative that it holds already is overwritten, so that it keeps its memory.
    if (wire_type != wire_type_of(value) && !select_by_wire_type(value, wire_type)) {
        return source.failure.set(ErrorCode::unsupported_version,
                                  "type {} is not known here: a newer release of Trireme wrote it", wire_type);
    }
    return std::visit([&](auto& alternative) { return read(source, alternative); }, value);
}

template <Record T>
[[nodiscard]] bool read_record(Source& source, T& value) {
    std::uint8_t stored_fields = 0;
    if (!source.take(stored_fields)) {
        return false;
    }
    if (stored_fields > field_count<T>) [[unlikely]] {
        return source.failure.set(ErrorCode::unsupported_version,
                                  "{} is stored with {} fields, {} are known here: a newer release of Trireme wrote it",
                                  type_name<T>(), stored_fields, field_count<T>);
    }
    if (stored_fields < field_count<T>) [[unlikely]] {
        value = T();  // an older release wrote it: what it did not know has its default
    }
    bool good = true;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<field_count<T>>>([&](auto index) {
        using Field = boost::mp11::mp_at_c<FieldsOf<T>, index>;
        if (!good || index >= stored_fields) [[unlikely]] {
            return;
        }
        good = read(source, value.*Field::pointer);
        if (!good) [[unlikely]] {
            source.failure.happened_in(Field::name);
        }
    });
    return good;
}

template <Encodable T>
bool read(Source& source, T& value) {
    if constexpr (FixedWidth<T>) {
        return read_fixed_width(source, value);
    } else if constexpr (std::same_as<T, Money>) {
        return read(source, value.minor_units) && read(source, value.currency);
    } else if constexpr (Text<T>) {
        return read_text(source, value);
    } else if constexpr (ShortText<T>) {
        return read_short_text(source, value);
    } else if constexpr (Optional<T>) {
        return read_optional(source, value);
    } else if constexpr (List<T>) {
        return read_list(source, value);
    } else if constexpr (ShortList<T>) {
        return read_short_list(source, value);
    } else if constexpr (Choice<T>) {
        return read_choice(source, value);
    } else {
        return read_record(source, value);
    }
}

}  // namespace trireme::codec::detail
