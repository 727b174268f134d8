#include "reference/engine_seed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <iostream>

namespace trireme::reference {
namespace {

constexpr std::size_t commands_per_seed = 10'000;
constexpr std::uint64_t first_fixed_seed = 1;
constexpr std::uint64_t fixed_seeds = 50;
constexpr std::uint64_t fresh_seeds = 10;

// What the runs saw, together; says of each that differs what differs first.
Tally run_seeds(std::uint64_t first, std::uint64_t count) {
    Tally tally;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const SeedResult result = run_engine_seed(seed, commands_per_seed);
        EXPECT_FALSE(result.difference.has_value()) << *result.difference;
        tally.add(result.tally);
    }
    return tally;
}

TEST(Seeds, OfOldAreEqualAndTryEverything) {
    const Tally tally = run_seeds(first_fixed_seed, fixed_seeds);
    EXPECT_EQ(tally.never_happened(), "") << "a run that never sees it proves nothing about it\n" << tally.to_text();
}

TEST(Seeds, FreshlyDrawnAreEqual) {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    const auto first = static_cast<std::uint64_t>(now);
    std::cout << "note: reference: fresh seeds " << first << " to " << first + fresh_seeds - 1 << "\n";
    run_seeds(first, fresh_seeds);
}

}  // namespace
}  // namespace trireme::reference
