#pragma once

#include <cstdint>

namespace trireme::simulation {

// What of the writes that were never synced is on the disk after the machine lost its power.
struct Survival {
    enum class Rule : unsigned char {
        random,       // each sector by itself: any of its versions, whole; the seed decides
        random_torn,  // the same, but a sector may also begin with one version and end with the one before
        lose_all,     // nothing was written back
        keep_all,     // everything was written back
        keep_prefix,  // written back in order up to a byte
    };

    Rule rule = Rule::random;
    std::uint64_t prefix_bytes = 0;  // keep_prefix: how many of the unsynced bytes, in the order they were written

    // Disks write a sector whole or not at all, and the journal counts on it (docs/journal.md).
    [[nodiscard]] static constexpr Survival random() { return {}; }
    [[nodiscard]] static constexpr Survival random_torn() { return {Rule::random_torn, 0}; }
    [[nodiscard]] static constexpr Survival lose_all() { return {Rule::lose_all, 0}; }
    [[nodiscard]] static constexpr Survival keep_all() { return {Rule::keep_all, 0}; }
    [[nodiscard]] static constexpr Survival keep_prefix(std::uint64_t bytes) { return {Rule::keep_prefix, bytes}; }
};

// What became of the unsynced sectors, so that a test can assert that it met what it is about.
struct SurvivalCounts {
    std::uint64_t kept = 0;   // holds the newest version
    std::uint64_t stale = 0;  // holds an older version, most often the synced one
    std::uint64_t torn = 0;   // begins with a newer version and ends with the one before
};

}  // namespace trireme::simulation
