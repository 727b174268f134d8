#include "base/strong.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <type_traits>

namespace trireme {
namespace {

using AccountNumber = Strong<struct AccountNumberTag, std::uint64_t>;
using OrderNumber = Strong<struct OrderNumberTag, std::uint64_t>;

static_assert(!std::is_convertible_v<std::uint64_t, AccountNumber>, "a number is not an account in silence");
static_assert(!std::is_convertible_v<AccountNumber, std::uint64_t>, "an account is not a number in silence");
static_assert(!std::is_constructible_v<AccountNumber, OrderNumber>, "an order is no account at all");
static_assert(is_strong<AccountNumber> && !is_strong<std::uint64_t>);
static_assert(sizeof(AccountNumber) == sizeof(std::uint64_t) && std::is_trivially_copyable_v<AccountNumber>);

TEST(Strong, KeepsItsValueAndStartsAtZero) {
    EXPECT_EQ(AccountNumber(7).value(), 7u);
    EXPECT_EQ(AccountNumber().value(), 0u);
}

TEST(Strong, ComparesAndHashesAsItsValue) {
    EXPECT_LT(AccountNumber(1), AccountNumber(2));
    EXPECT_EQ(AccountNumber(3), AccountNumber(3));
    EXPECT_EQ(std::hash<AccountNumber>{}(AccountNumber(9)), std::hash<std::uint64_t>{}(9));
}

}  // namespace
}  // namespace trireme
