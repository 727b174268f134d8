#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace trireme {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) {
        return fail(ErrorCode::invalid_input, "{} is odd", number);
    }
    return number / 2;
}

Result<void> check(int number) {
    TRIREME_TRY(half(number));
    return {};
}

Result<int> quarter(int number) {
    TRIREME_TRY_ASSIGN(const int once, half(number));
    TRIREME_TRY_ASSIGN(const int twice, half(once));
    return twice;
}

Result<std::unique_ptr<int>> boxed(int number) {
    TRIREME_TRY(check(number));
    return std::make_unique<int>(number);
}

Result<int> unboxed(int number) {
    TRIREME_TRY_ASSIGN(std::unique_ptr<int> box, boxed(number));
    return *box;
}

TEST(Result, HoldsAValueOrAnErrorWithItsMessage) {
    EXPECT_EQ(half(4), 2);
    const auto failed = half(3);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(failed.error().message, "3 is odd");
}

TEST(Result, TryHandsTheFirstErrorOn) {
    EXPECT_EQ(quarter(8), 2);
    EXPECT_EQ(quarter(6).error().message, "3 is odd");
    EXPECT_TRUE(check(2));
    EXPECT_EQ(check(5).error().message, "5 is odd");
}

TEST(Result, TryAssignMovesWhatCannotBeCopied) {
    EXPECT_EQ(unboxed(2), 2);
    EXPECT_EQ(unboxed(1).error().code, ErrorCode::invalid_input);
}

TEST(Result, ContextStandsBeforeTheMessageOutermostFirst) {
    const Error error = Error{ErrorCode::not_found, "no such file"}.with_context("opening x").with_context("starting");
    EXPECT_EQ(error.message, "starting: opening x: no such file");
    EXPECT_EQ(error.code, ErrorCode::not_found);

    const Result<int> wrapped = fail_with_context(half(3), "halving");
    EXPECT_EQ(wrapped.error().message, "halving: 3 is odd");
}

TEST(Result, EveryErrorCodeHasAName) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::killed); ++code) {
        EXPECT_TRUE(names.insert(name_of(static_cast<ErrorCode>(code))).second);
    }
    EXPECT_TRUE(names.contains("unsupported_version"));
}

}  // namespace
}  // namespace trireme
