#pragma once

#include "simulation/paged_bytes.hpp"
#include "simulation/survival.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <span>
#include <vector>

namespace trireme::simulation {

// A byte in the order in which all files of a disk were written.
using StreamPosition = std::uint64_t;

using Random = std::mt19937_64;

// A number from 0 to count - 1. Not a standard distribution: those differ between libraries, and a seed must not.
[[nodiscard]] inline std::uint64_t below(Random& random, std::uint64_t count) { return random() % count; }

// One file as the operating system and the disk hold it: what readers see (the page cache), what is on the disk, and
// every version that each sector went through since the last sync, any of which may have been written back.
class SimulatedFile {
public:
    // A file of zeros, all on the disk.
    SimulatedFile(std::uint64_t size, std::uint32_t sector_bytes)
        : sector_bytes_(sector_bytes), cached_(size), durable_(size) {}

    [[nodiscard]] std::uint64_t size() const { return cached_.size(); }
    std::size_t read(std::uint64_t offset, MutableByteView into) const { return cached_.read(offset, into); }

    // `position` is where the first byte stands among all bytes written to this disk.
    void write(std::uint64_t offset, ByteView bytes, StreamPosition position);

    // Ends the wait of the writes before position `until`: each is now on the disk or, as far as it did not survive,
    // lost for good, though readers go on seeing it until drop_cache. Later writes go on waiting. A good sync is
    // keep_all. After a failed one the kernel takes pages for clean that it never wrote, so losing them for good is
    // what it does. `kept_until` is for keep_prefix: the position from which nothing was kept.
    struct Span {
        StreamPosition until = std::numeric_limits<StreamPosition>::max();
        StreamPosition kept_until = 0;
    };
    SurvivalCounts write_back(Survival::Rule rule, Span span, Random& random);

    // Readers see what is on the disk.
    void drop_cache() { cached_ = durable_; }

    // Changes the disk and what readers see, as damage does; what was unsynced is on the disk first.
    void damage(std::uint64_t offset, ByteView bytes);
    void truncate(std::uint64_t size);

    struct UnsyncedWrite {
        StreamPosition position;
        std::uint64_t offset;
        std::uint64_t bytes;
    };
    // In the order they were written.
    [[nodiscard]] const std::vector<UnsyncedWrite>& unsynced_writes() const { return unsynced_; }

private:
    // The content of one sector after a write, and which part of it that write changed.
    struct SectorVersion {
        StreamPosition position;  // of the first byte changed in this sector
        std::size_t first_changed;
        std::size_t changed_bytes;
        ByteBuffer content;
    };

    // The first `whole` versions of a sector were written back, then the first `torn_bytes` bytes of the next.
    struct Survivors {
        std::size_t whole;
        std::size_t torn_bytes;
    };

    // How likely a sector was written back, and torn if it was not, differs from crash to crash, so that among many
    // seeds there are crashes that lose everything, crashes that keep all but one sector, and all between.
    struct Odds {
        std::uint64_t keep_percent;
        std::uint64_t tear_percent;
    };

    [[nodiscard]] Survivors choose_survivors(std::span<const SectorVersion> versions, Survival::Rule rule,
                                             StreamPosition kept_until, Odds odds, Random& random) const;
    void put_durable_sector(std::uint64_t sector, ByteView content);
    [[nodiscard]] std::uint64_t surviving_size(Survival::Rule rule, Span span, Random& random) const;
    void write_back_everything();

    std::uint32_t sector_bytes_;
    PagedBytes cached_;
    PagedBytes durable_;
    std::map<std::uint64_t, std::vector<SectorVersion>> versions_;  // by number of the sector
    std::vector<UnsyncedWrite> unsynced_;
};

}  // namespace trireme::simulation
