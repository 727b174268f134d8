#pragma once

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/choice.hpp"
#include "codec/kinds.hpp"
#include "codec/type_name.hpp"

#include <boost/mp11.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace trireme::codec::detail {

// Puts everything that a value holds into a sink, in the one canonical order: this function is the byte format, of
// which docs/journal.md gives the layout. Sinks write, count or hash; they share it, so a hash covers exactly what is
// stored.
template <class Sink, Encodable T>
void walk(Sink& sink, const T& value) {
    if constexpr (FixedWidth<T>) {
        const PackedAs<T> packed = Packing<T>::pack(value);
        if constexpr (DescribedEnum<T> || std::same_as<T, Date>) {
            // What is written can be read: an enum that holds none of its enumerators, or a date that has no text,
            // would be found out by a recovery.
            TRIREME_ASSERT(Packing<T>::unpack(packed).has_value(), "{} is no {}", packed, type_name<T>());
        }
        sink.put(packed);
    } else if constexpr (std::same_as<T, Money>) {
        walk(sink, value.minor_units);
        walk(sink, value.currency);
    } else if constexpr (Text<T>) {
        TRIREME_ASSERT(value.size() <= text_bytes_max, "a text of {} bytes", value.size());
        sink.put(static_cast<std::uint32_t>(value.size()));
        sink.put_bytes(bytes_of(value));
    } else if constexpr (ShortText<T>) {
        sink.put(static_cast<std::uint8_t>(value.view().size()));
        sink.put_bytes(bytes_of(value.view()));
    } else if constexpr (Optional<T>) {
        sink.put(static_cast<std::uint8_t>(value.has_value()));
        if (value) {
            walk(sink, *value);
        }
    } else if constexpr (List<T> || ShortList<T>) {
        TRIREME_ASSERT(value.size() <= items_max<T>, "a list of {} items", value.size());
        sink.put(static_cast<std::uint32_t>(value.size()));
        for (const auto& item : value) {
            walk(sink, item);
        }
    } else if constexpr (Choice<T>) {
        sink.put(wire_type_of(value));
        std::visit([&](const auto& alternative) { walk(sink, alternative); }, value);
    } else {
        static_assert(field_count<T> <= UINT8_MAX, "the field count is stored in one byte");
        sink.put(static_cast<std::uint8_t>(field_count<T>));
        boost::mp11::mp_for_each<boost::mp11::mp_iota_c<field_count<T>>>([&](auto index) {
            constexpr bool is_last = index + 1 == field_count<T>;
            if (is_last && sink.forgets_last_field()) {
                return;
            }
            walk(sink, value.*boost::mp11::mp_at_c<FieldsOf<T>, index>::pointer);
        });
    }
}

// Counts the bytes.
class CountingSink {
public:
    template <Integer T>
    void put(T) {
        count_ += sizeof(T);
    }
    void put_bytes(ByteView bytes) { count_ += bytes.size(); }
    [[nodiscard]] static constexpr bool forgets_last_field() { return false; }

    [[nodiscard]] std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
};

// Writes to memory that is known to be large enough.
class MemorySink {
public:
    explicit MemorySink(std::byte* to) : at_(to) {}

    template <Integer T>
    void put(T value) {
        store_little_endian(at_, value);
        at_ += sizeof value;
    }
    void put_bytes(ByteView bytes) {
        std::memcpy(at_, bytes.data(), bytes.size());
        at_ += bytes.size();
    }
    [[nodiscard]] static constexpr bool forgets_last_field() { return false; }

    [[nodiscard]] std::byte* end() const { return at_; }

private:
    std::byte* at_;
};

}  // namespace trireme::codec::detail
