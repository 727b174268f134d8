#pragma once

#include "base/result.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace trireme::codec::detail {

// What went wrong while reading a value, and where in it, as a JSON pointer. The readers return false and leave the why
// here, so that a value of many fields is read without a Result for each; the way is put together on the way back.
class Failure {
public:
    // Always false, to be returned.
    template <class... Values>
    bool set(ErrorCode code, fmt::format_string<Values...> format, Values&&... values) {
        code_ = code;
        message_ = fmt::format(format, std::forward<Values>(values)...);
        return false;
    }

    void happened_in(std::string_view field) { pointer_ = fmt::format("/{}{}", field, pointer_); }
    void happened_in(std::size_t item) { pointer_ = fmt::format("/{}{}", item, pointer_); }

    [[nodiscard]] const std::string& pointer() const { return pointer_; }
    [[nodiscard]] const std::string& message() const { return message_; }

    [[nodiscard]] Error take() && {
        return {code_, pointer_.empty() ? std::move(message_) : fmt::format("{}: {}", pointer_, message_)};
    }

private:
    ErrorCode code_ = ErrorCode::corrupt;
    std::string pointer_;
    std::string message_;
};

}  // namespace trireme::codec::detail
