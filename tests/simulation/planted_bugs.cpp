#include "simulation/planted_bugs.hpp"

#include "base/assert.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>

namespace trireme::simulation {
namespace {

// A bug may let the engine wait for ever.
constexpr unsigned seconds_max = 120;

struct Finding {
    std::uint64_t seeds = 0;
    std::string what;
};

// In the child: says each seed before it is run, so that one that ends in an assertion is known, and then what was
// found.
[[noreturn]] void search(const Hunt& hunt, [[maybe_unused]] PlantedBug bug, std::uint64_t first_seed,
                         std::uint64_t seeds_max, int report) {
#if TRIREME_PLANTED_BUGS
    plant(bug);
#endif
    dup2(report, STDERR_FILENO);
    alarm(seconds_max);
    const auto say = [report](const std::string& text) {
        TRIREME_ASSERT(write(report, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    };
    for (std::uint64_t seed = first_seed; seed < first_seed + seeds_max; ++seed) {
        say(fmt::format("seed {}\n", seed));
        if (const auto violation = hunt.violation_of(seed)) {
            say(fmt::format("{}\n", *violation));
            _exit(1);
        }
    }
    _exit(0);
}

std::string read_to_end(int from) {
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t count = read(from, piece.data(), piece.size()); count > 0;
         count = read(from, piece.data(), piece.size())) {
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
    return text;
}

std::optional<Finding> find_bug(const Hunt& hunt, PlantedBug bug, std::uint64_t first_seed, std::uint64_t seeds_max) {
    std::fflush(stdout);
    std::array<int, 2> ends{};
    TRIREME_ASSERT(pipe(ends.data()) == 0);
    const pid_t child = fork();
    TRIREME_ASSERT(child >= 0);
    if (child == 0) {
        close(ends[0]);
        search(hunt, bug, first_seed, seeds_max, ends[1]);
    }
    close(ends[1]);
    const std::string said = read_to_end(ends[0]);
    close(ends[0]);
    int status = 0;
    TRIREME_ASSERT(waitpid(child, &status, 0) == child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return std::nullopt;
    }
    const std::size_t last_seed = said.rfind("seed ", said.rfind("\nseed ") + 6);
    const std::size_t line_end = said.find('\n', last_seed);
    std::string what = said.substr(line_end + 1);
    what = what.substr(0, what.find('\n'));
    Finding finding{.seeds = std::stoull(said.substr(last_seed + 5)) - first_seed + 1, .what = std::move(what)};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        finding.what = fmt::format("nothing goes on for {} s", seconds_max);
    }
    return finding;
}

}  // namespace

bool all_planted_bugs_are_caught(const Hunt& hunt, std::uint64_t first_seed, std::uint64_t seeds_max) {
    if (!TRIREME_PLANTED_BUGS) {
        fmt::print(
            "this build has no planted bugs: configure with TRIREME_PLANTED_BUGS=ON, as every preset but `release` "
            "does\n");
        return false;
    }
    fmt::print("{:<28}{:>6}  {}\n", "planted bug", "seeds", "what gave it away");
    std::uint64_t seeds_needed = 1;
    std::size_t caught = 0;
    std::size_t planted = 0;
    for (const PlantedBug bug : all_planted_bugs()) {
        if (!hunt.is_to_be_caught(bug)) {
            continue;
        }
        planted += 1;
        const auto finding = find_bug(hunt, bug, first_seed, seeds_max);
        fmt::print("{:<28}{:>6}  {}\n", name_of(bug), finding ? std::to_string(finding->seeds) : "-",
                   finding ? finding->what : fmt::format("NOT CAUGHT in {} seeds", seeds_max));
        caught += finding ? 1U : 0U;
        seeds_needed = std::max(seeds_needed, finding ? finding->seeds : 1);
    }
    const auto innocent = find_bug(hunt, PlantedBug::none, first_seed, seeds_needed);
    fmt::print("{:<28}{:>6}  {}\n", name_of(PlantedBug::none), innocent ? innocent->seeds : seeds_needed,
               innocent ? "FAILED: " + innocent->what : "nothing is found, as it should be");
    fmt::print("{} of {} planted bugs caught\n", caught, planted);
    return caught == planted && !innocent;
}

}  // namespace trireme::simulation
