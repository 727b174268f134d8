#include "engine/amounts.hpp"

#include "model/bounds.hpp"

#include <gtest/gtest.h>

namespace trireme::engine {
namespace {

constexpr Currency btc("BTC");

std::int64_t fits(std::int64_t change, Int128 balance) { return fitting({change, btc}, balance).minor_units; }

TEST(Fitting, AChangeIsCutToTheRoomThatThereIs) {
    EXPECT_EQ(fits(7, 0), 7);
    EXPECT_EQ(fits(-7, 0), -7);
    EXPECT_EQ(fits(7, balance_max - 3), 3);
    EXPECT_EQ(fits(-7, 3 - Int128{balance_max}), -3);
}

TEST(Fitting, WhatIsCutDoesNotTurnIntoItsOpposite) {
    EXPECT_EQ(fits(7, Int128{balance_max} + 5), 0);
    EXPECT_EQ(fits(-7, -Int128{balance_max} - 5), 0);
    EXPECT_EQ(fits(-7, Int128{balance_max} + 5), -7);
    EXPECT_EQ(fits(7, -Int128{balance_max} - 5), 7);
}

TEST(TimesContract, WholeUnitsAndParts) {
    const PriceLots cost(Int128{123'456'789});
    EXPECT_EQ(times_contract(cost, Ratio(100'000 * static_cast<std::int64_t>(one))),
              Amount(Int128{12'345'678'900'000}));
    EXPECT_EQ(times_contract(cost, Ratio(static_cast<std::int64_t>(one) / 2)), Amount(Int128{61'728'395}));  // to odd
    EXPECT_EQ(times_contract(PriceLots(int128_max), Ratio(2 * static_cast<std::int64_t>(one))), Amount(int128_max));
    EXPECT_EQ(times_contract(PriceLots(-int128_max), Ratio(2 * static_cast<std::int64_t>(one))), Amount(-int128_max));
}

}  // namespace
}  // namespace trireme::engine
