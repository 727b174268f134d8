#pragma once

#include <fmt/format.h>

#include <concepts>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace trireme {

// Why an operation failed, in terms a caller can act on. The message carries the detail for a person.
enum class ErrorCode : unsigned char {
    invalid_input,        // what came from outside does not have the expected form
    not_found,            // a file, record or key does not exist
    already_exists,       // a file or key that must be new exists
    io_failure,           // the operating system refused or failed
    no_space,             // the disk is full
    corrupt,              // stored data that was acknowledged is damaged
    unsupported_version,  // in a format of another release, which this one does not read
    out_of_range,         // a value does not fit its type
    conflict,             // two facts contradict each other
    killed,               // the simulated process was killed
};

[[nodiscard]] std::string_view name_of(ErrorCode code);

// An operating failure: what happened, and what was being done, outermost first ("while opening x: no such file").
struct Error {
    ErrorCode code;
    std::string message;

    [[nodiscard]] Error with_context(std::string_view doing) && {
        message = fmt::format("{}: {}", doing, message);
        return std::move(*this);
    }
};

// Either a value or an Error. Nodiscard as a type, so that no failure is dropped in silence.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
public:
    using std::expected<T, Error>::expected;
};

template <class... Values>
[[nodiscard]] std::unexpected<Error> fail(ErrorCode code, fmt::format_string<Values...> format, Values&&... values) {
    return std::unexpected<Error>(Error{code, fmt::format(format, std::forward<Values>(values)...)});
}

// Hands on an error from an inner call with what the outer one was doing.
template <class T>
[[nodiscard]] std::unexpected<Error> fail_with_context(Result<T>&& failed, std::string_view doing) {
    return std::unexpected<Error>(std::move(failed).error().with_context(doing));
}

}  // namespace trireme

#define TRIREME_CONCATENATE_INNER(a, b) a##b
#define TRIREME_CONCATENATE(a, b) TRIREME_CONCATENATE_INNER(a, b)

// Returns the error of a Result from the enclosing function, or goes on.
#define TRIREME_TRY(expression)                                        \
    do {                                                               \
        if (auto&& trireme_result = (expression); !trireme_result) {   \
            return std::unexpected(std::move(trireme_result).error()); \
        }                                                              \
    } while (false)

// The same, and binds the value: TRIREME_TRY_ASSIGN(auto size, file.size());
#define TRIREME_TRY_ASSIGN(declaration, expression) \
    TRIREME_TRY_ASSIGN_INNER(TRIREME_CONCATENATE(trireme_result_, __LINE__), declaration, expression)
#define TRIREME_TRY_ASSIGN_INNER(result, declaration, expression) \
    auto result = (expression);                                   \
    if (!result) {                                                \
        return std::unexpected(std::move(result).error());        \
    }                                                             \
    declaration = *std::move(result)
