#include "simulation/model_seeds.hpp"

#include "reference/engine_seed.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace trireme::simulation {
namespace {

constexpr std::uint64_t seeds_between_progress = 100;

}  // namespace

std::uint64_t run_model_seeds(std::span<const std::uint64_t> seeds, std::uint64_t commands) {
    reference::Tally tally;
    std::uint64_t failed = 0;
    std::uint64_t done = 0;
    for (const std::uint64_t seed : seeds) {
        const reference::SeedResult result = reference::run_engine_seed(seed, commands);
        tally.add(result.tally);
        done += 1;
        if (result.difference) {
            failed += 1;
            fmt::print("\nseed {} FAILED: {}\n  again: trireme_simulate --model --commands {} --seed {}\n\n", seed,
                       *result.difference, commands, seed);
        }
        if (done % seeds_between_progress == 0) {
            fmt::print("{} of {} seeds, {} failed\n", done, seeds.size(), failed);
            std::fflush(stdout);
        }
    }
    fmt::print("{}{} seeds of {} commands, {} failed\n", tally.to_text(), seeds.size(), commands, failed);
    return failed;
}

}  // namespace trireme::simulation
