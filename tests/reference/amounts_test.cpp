#include "reference/amounts.hpp"

#include <gtest/gtest.h>

namespace trireme::reference {
namespace {

TEST(Amounts, WhatIsNotWholeBecomesTheOddNeighbour) {
    EXPECT_EQ(to_odd(10, 5), 2);
    EXPECT_EQ(to_odd(10, 4), 3);
    EXPECT_EQ(to_odd(10, 3), 3);
    EXPECT_EQ(to_odd(14, 3), 5);
    EXPECT_EQ(to_odd(-10, 4), -3);
    EXPECT_EQ(to_odd(-10, 3), -3);
}

TEST(Amounts, ATieBecomesTheEvenNeighbour) {
    EXPECT_EQ(half_even(5, 2), 2);
    EXPECT_EQ(half_even(7, 2), 4);
    EXPECT_EQ(half_even(-5, 2), -2);
    EXPECT_EQ(half_even(-7, 2), -4);
    EXPECT_EQ(half_even(8, 3), 3);
    EXPECT_EQ(half_even(-8, 3), -3);
}

TEST(Amounts, AValuationStaysAtItsBounds) {
    const Integer huge = Integer(1) << 130;
    EXPECT_EQ(bounded(huge), Integer(int128_max));
    EXPECT_EQ(bounded(-huge), -Integer(int128_max));
    EXPECT_EQ(round_amount(huge, Currency("USD")).minor_units, INT64_MAX);
    EXPECT_EQ(round_amount(-huge, Currency("USD")).minor_units, -INT64_MAX);
    EXPECT_EQ(posting_of(-huge, Currency("USD")).minor_units, -posting_max);
}

TEST(Amounts, MoneyHasTheDigitsOfItsCurrency) {
    const Integer amount = exact(Money{1'005, Currency("USD")});  // 10.05
    EXPECT_EQ(round_amount(amount, Currency("JPY")).minor_units, 10);
    EXPECT_EQ(round_amount(amount, Currency("BTC")).minor_units, 1'005'000'000);
}

}  // namespace
}  // namespace trireme::reference
