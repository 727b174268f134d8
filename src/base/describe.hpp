#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

// One field list per struct. Bytes, JSON, schema and hash are all made from it, so a field is either everywhere or, by
// the arity check, does not compile.
namespace trireme {

namespace describe_detail {

// Converts to anything but a base class, so that counting initialisers counts fields.
struct AnyField {
    template <class T>
    operator T() const {  // NOLINT(google-explicit-constructor): the conversion is the whole point
        __builtin_unreachable();
    }
};

template <class T, std::size_t... Index>
consteval bool initialisable_with(std::index_sequence<Index...>) {
    return requires { T{(static_cast<void>(Index), AnyField{})...}; };
}

template <class T, std::size_t Count = 0>
consteval std::size_t arity() {
    if constexpr (initialisable_with<T>(std::make_index_sequence<Count + 1>{})) {
        return arity<T, Count + 1>();
    } else {
        return Count;
    }
}

}  // namespace describe_detail

template <class T>
concept DescribedStruct = boost::describe::has_describe_members<T>::value && std::is_class_v<T>;

template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <DescribedStruct T>
using FieldsOf = boost::describe::describe_members<T, boost::describe::mod_public>;

template <DescribedStruct T>
inline constexpr std::size_t field_count = boost::mp11::mp_size<FieldsOf<T>>::value;

// Calls `visit(name, value.field)` for each field in declared order.
template <class Value, class Visitor>
    requires DescribedStruct<std::remove_const_t<Value>>
constexpr void for_each_field(Value& value, Visitor&& visit) {
    boost::mp11::mp_for_each<FieldsOf<std::remove_const_t<Value>>>(
        [&](auto field) { visit(field.name, value.*field.pointer); });
}

}  // namespace trireme

// Lists a struct's fields, all of them, in the order they are declared: TRIREME_DESCRIBE(Posting, (account, amount));
// Stands at namespace scope right after the struct. Fields are only ever appended (see docs/journal.md).
#define TRIREME_DESCRIBE(Struct, Fields)                                                         \
    BOOST_DESCRIBE_STRUCT(Struct, (), Fields)                                                    \
    static_assert(std::is_aggregate_v<Struct>, #Struct " must be an aggregate");                 \
    static_assert(::trireme::describe_detail::arity<Struct>() == ::trireme::field_count<Struct>, \
                  #Struct " has fields that its description does not list")

// Lists an enum's enumerators, 256 at most. (BOOST_DESCRIBE_ENUM takes 52, and the reject codes alone are more.)
#define TRIREME_DESCRIBE_ENUM(Enum, ...)             \
    [[maybe_unused]] BOOST_DESCRIBE_ENUM_BEGIN(Enum) \
        TRIREME_DESCRIBE_SCAN_256(TRIREME_DESCRIBE_ENTRY(Enum, __VA_ARGS__)) BOOST_DESCRIBE_ENUM_END(Enum)

// The preprocessor does not expand a macro within itself. So an entry names its successor in parentheses that only a
// further scan of the text brings together, and the text is scanned once for each.
#define TRIREME_DESCRIBE_ENTRY(Enum, enumerator, ...) \
    BOOST_DESCRIBE_ENUM_ENTRY(Enum, enumerator)       \
    __VA_OPT__(TRIREME_DESCRIBE_NEXT_ENTRY TRIREME_DESCRIBE_PARENTHESES(Enum, __VA_ARGS__))
#define TRIREME_DESCRIBE_NEXT_ENTRY() TRIREME_DESCRIBE_ENTRY
#define TRIREME_DESCRIBE_PARENTHESES ()
#define TRIREME_DESCRIBE_SCAN_256(...) \
    TRIREME_DESCRIBE_SCAN_64(TRIREME_DESCRIBE_SCAN_64(TRIREME_DESCRIBE_SCAN_64(TRIREME_DESCRIBE_SCAN_64(__VA_ARGS__))))
#define TRIREME_DESCRIBE_SCAN_64(...) \
    TRIREME_DESCRIBE_SCAN_16(TRIREME_DESCRIBE_SCAN_16(TRIREME_DESCRIBE_SCAN_16(TRIREME_DESCRIBE_SCAN_16(__VA_ARGS__))))
#define TRIREME_DESCRIBE_SCAN_16(...) \
    TRIREME_DESCRIBE_SCAN_4(TRIREME_DESCRIBE_SCAN_4(TRIREME_DESCRIBE_SCAN_4(TRIREME_DESCRIBE_SCAN_4(__VA_ARGS__))))
#define TRIREME_DESCRIBE_SCAN_4(...) \
    TRIREME_DESCRIBE_SCAN(TRIREME_DESCRIBE_SCAN(TRIREME_DESCRIBE_SCAN(TRIREME_DESCRIBE_SCAN(__VA_ARGS__))))
#define TRIREME_DESCRIBE_SCAN(...) __VA_ARGS__
