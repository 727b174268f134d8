#pragma once

#include "base/result.hpp"

#include <gtest/gtest.h>

namespace trireme {

// EXPECT_TRUE(succeeds(file.sync())) says what went wrong.
template <class T>
testing::AssertionResult succeeds(const Result<T>& result) {
    return result ? testing::AssertionSuccess() : testing::AssertionFailure() << result.error().message;
}

// EXPECT_TRUE(fails_with(ErrorCode::not_found, storage.open_to_read("a"))) says with what it failed instead.
template <class T>
testing::AssertionResult fails_with(ErrorCode code, const Result<T>& result) {
    if (result) {
        return testing::AssertionFailure() << "succeeded instead of failing with " << name_of(code);
    }
    return (result.error().code == code ? testing::AssertionSuccess() : testing::AssertionFailure())
           << name_of(result.error().code) << ": " << result.error().message;
}

}  // namespace trireme
