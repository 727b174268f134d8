#pragma once

namespace trireme {

// Becomes a T with the values that its members are declared with, right where it is needed: of a std::variant, say, by
// `std::in_place_type<T>, AsDeclared<T>()`. Without the latter every byte of a T is first set to zero, the memory of
// lists that hold nothing included (C++20, [dcl.init.general]/9), and by g++ every byte of the variant.
template <class T>
struct AsDeclared {
    operator T() const { return {}; }  // NOLINT(google-explicit-constructor): converting is what it is for
};

}  // namespace trireme
