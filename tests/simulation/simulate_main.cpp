#include "base/planted_bug.hpp"
#include "reference/engine_seed.hpp"
#include "simulation/model_seeds.hpp"
#include "simulation/planted_bugs.hpp"
#include "simulation/seed_run.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace trireme;
using namespace trireme::simulation;

// With so many runs of all troubles, every kind of fault must have happened.
constexpr std::uint64_t seeds_for_every_fault = 200;
constexpr std::uint64_t seeds_between_progress = 500;
constexpr std::size_t trace_lines = 60;
constexpr std::uint64_t plants_seeds_max = 400;
constexpr std::size_t model_plants_commands = 2'000;

constexpr const char* both_cores = "both";

struct Options {
    std::uint64_t seeds = 100;
    std::uint64_t from = 1;
    std::uint64_t seed = 0;
    bool fresh = false;
    bool list = false;
    bool plants = false;
    bool model = false;
    std::uint64_t commands = 10'000;
    std::string core = both_cores;
    std::string scenario;
    std::string plant;
    std::string kept;
};

void print_failure(const SeedResult& result, const TestedCore& core, const Options& options) {
    fmt::print("\nseed {} FAILED: {}\n", result.seed, *result.violation);
    for (const std::string& line : result.history) {
        fmt::print("    {}\n", line);
    }
    const std::size_t skipped = result.trace.size() - std::min(result.trace.size(), trace_lines);
    fmt::print("  the last operations of the disk\n");
    for (std::size_t at = skipped; at < result.trace.size(); ++at) {
        fmt::print("    {}\n", describe(result.trace[at]));
    }
    fmt::print("  again: trireme_simulate --core {} --seed {}{}{}\n\n", core.name, result.seed,
               options.scenario.empty() ? "" : " --scenario " + options.scenario,
               options.plant.empty() ? "" : " --plant " + options.plant);
}

std::vector<std::uint64_t> seeds_in(const std::string& file) {
    std::ifstream in(file);
    if (!in) {
        throw CLI::ValidationError("--kept", fmt::format("cannot read {}", file));
    }
    std::vector<std::uint64_t> seeds;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.front() != '#') {
            seeds.push_back(std::stoull(line));
        }
    }
    return seeds;
}

std::vector<std::uint64_t> seeds_to_run(const Options& options) {
    if (!options.kept.empty()) {
        return seeds_in(options.kept);
    }
    if (options.seed != 0) {
        return {options.seed};
    }
    std::vector<std::uint64_t> seeds(options.seeds);
    for (std::uint64_t at = 0; at < options.seeds; ++at) {
        seeds[at] = options.from + at;
    }
    return seeds;
}

// Both cores take turns, so that one run of seeds is about both.
const TestedCore& core_for(std::uint64_t seed, const Options& options) {
    const TestedCore* const named = core_named(options.core);
    return named != nullptr ? *named : seed % 2 == 0 ? counter_core() : brokerage_core();
}

int run_seeds(const Options& options, const Scenario* scenario) {
    const std::vector<std::uint64_t> seeds = seeds_to_run(options);
    if (options.fresh) {
        fmt::print("note: simulation: fresh seeds, to be run again with {}--from {} --seeds {}\n",
                   options.model ? "--model " : "", options.from, seeds.size());
    }
    if (options.model) {
        return run_model_seeds(seeds, options.commands) == 0 ? 0 : 1;
    }
    Tally tally;
    std::uint64_t failed = 0;
    std::uint64_t done = 0;
    for (const std::uint64_t seed : seeds) {
        const TestedCore& core = core_for(seed, options);
        const SeedResult result = run_seed(core, seed, scenario);
        tally.add(result.tally);
        ++done;
        if (result.violation) {
            ++failed;
            print_failure(result, core, options);
        } else if (seeds.size() == 1) {
            for (const std::string& line : result.history) {
                fmt::print("    {}\n", line);
            }
        }
        if (done % seeds_between_progress == 0) {
            fmt::print("{} of {} seeds, {} failed\n", done, seeds.size(), failed);
            std::fflush(stdout);
        }
    }
    fmt::print("{}", tally.to_text());
    const std::string missing = tally.never_happened(options.core != counter_core().name);
    const bool lacks_faults = scenario == nullptr && seeds.size() >= seeds_for_every_fault && !missing.empty();
    if (lacks_faults) {
        fmt::print("these never happened, so the run proves nothing about them: {}\n", missing);
    }
    fmt::print("{} seeds, {} failed\n", seeds.size(), failed);
    return failed > 0 || lacks_faults ? 1 : 0;
}

void list_choices() {
    fmt::print("cores\n  {}\n  {}\n", counter_core().name, brokerage_core().name);
    fmt::print("scenarios (without one, the seed draws the troubles)\n");
    for (const Scenario& scenario : all_scenarios()) {
        fmt::print("  {:<20}{}\n", scenario.name, scenario.about);
    }
    fmt::print("planted bugs{}\n", TRIREME_PLANTED_BUGS ? "" : " (not in this build)");
    for (const PlantedBug bug : all_planted_bugs()) {
        fmt::print("  {}\n", name_of(bug));
    }
}

// The reference model watches over the rules, the auditor over the ground below; with the brokerage engine in its care
// it watches over the rules too.
Hunt hunt_for(const Options& options) {
    if (options.model) {
        return {[](std::uint64_t seed) { return reference::run_engine_seed(seed, model_plants_commands).difference; },
                [](PlantedBug bug) { return is_of_engine(bug); }};
    }
    return {[&options](std::uint64_t seed) { return run_seed(core_for(seed, options), seed, nullptr).violation; },
            [&options](PlantedBug bug) {
                // One swap too many takes a longer stream of commands than a run has; the reference model's have it.
                return (options.core == brokerage_core().name && bug != PlantedBug::swap_twice) ||
                       (!is_of_engine(bug) && (options.core == both_cores || !is_of_old_requests(bug)));
            }};
}

int run(const Options& options) {
    if (options.list) {
        list_choices();
        return 0;
    }
    if (options.core != both_cores && core_named(options.core) == nullptr) {
        fmt::print(stderr, "there is no core '{}'; --list names them\n", options.core);
        return 2;
    }
    if (options.plants) {
        return all_planted_bugs_are_caught(hunt_for(options), options.from, plants_seeds_max) ? 0 : 1;
    }
    const Scenario* scenario = nullptr;
    if (!options.scenario.empty() && (scenario = scenario_named(options.scenario)) == nullptr) {
        fmt::print(stderr, "there is no scenario '{}'; --list names them\n", options.scenario);
        return 2;
    }
    if (!options.plant.empty()) {
        const auto bug = planted_bug_named(options.plant);
        if (!bug || !TRIREME_PLANTED_BUGS) {
            fmt::print(stderr, "{}\n",
                       bug ? "this build has no planted bugs" : "there is no such bug; --list names them");
            return 2;
        }
#if TRIREME_PLANTED_BUGS
        plant(*bug);
#endif
    }
    return run_seeds(options, scenario);
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Runs the engine on a simulated disk and clock under faults, and holds it to its word.\n"
        "With --model, runs the brokerage engine beside its reference model.");
    app.add_option("--seeds", options.seeds, "how many seeds to run")->capture_default_str();
    app.add_option("--from", options.from, "the first of them")->capture_default_str();
    app.add_option("--seed", options.seed, "run only this seed and print what happened");
    app.add_flag("--fresh", options.fresh, "begin with a seed made of the time, and print it");
    app.add_option("--kept", options.kept, "run the seeds in this file, one per line");
    app.add_option("--core", options.core, "`counter`, `brokerage`, or `both` by turns")->capture_default_str();
    app.add_option("--scenario", options.scenario, "one kind of trouble only");
    app.add_flag("--list", options.list, "name the scenarios and the planted bugs");
    app.add_flag("--model", options.model, "compare the brokerage engine with its reference model instead");
    app.add_option("--commands", options.commands, "how many commands a seed is for --model")->capture_default_str();
    app.add_option("--plant", options.plant, "switch a planted bug on");
    app.add_flag("--plants", options.plants,
                 "show that every planted bug is caught; with --model those of the brokerage engine");
    CLI11_PARSE(app, argc, argv);
    if (options.fresh) {
        options.from = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    }
    return run(options);
}
