#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The state of a core between two commands, so that a start need not replay the whole journal. docs/journal.md gives
// the layout byte by byte.
namespace trireme::journal {

inline constexpr std::string_view snapshot_folder = "snapshots";

struct SnapshotInfo {
    LogId log_id{};                    // of the journal whose commands led to this state
    std::uint64_t sequence = 0;        // of the last command applied
    Timestamp time;                    // of that command
    std::uint64_t event_sequence = 0;  // of the last event produced
    std::uint64_t event_hash = 0;      // running hash over all events up to there
    std::uint64_t state_hash = 0;
    std::string core_name;  // at most core_name_bytes_max

    bool operator==(const SnapshotInfo&) const = default;
};

struct Snapshot {
    SnapshotInfo info;
    ByteBuffer state;
};

inline constexpr std::size_t core_name_bytes_max = 255;

// How many snapshots are kept unless the caller says otherwise: the newest to start from, the others to fall back to.
inline constexpr std::size_t snapshots_kept = 3;

// Writes the snapshot, reads it back and compares before it gets its name; one of the same sequence is replaced. After
// any failure there is either no snapshot of that sequence or the one there was.
[[nodiscard]] Result<void> write_snapshot(Storage& storage, const Snapshot& snapshot);

// The sequences of the snapshots in the folder, ascending, good or not.
[[nodiscard]] Result<std::vector<std::uint64_t>> list_snapshots(Storage& storage);

// `corrupt`, naming file and offset, if any byte is not as it was written; `not_found`; `unsupported_version`.
[[nodiscard]] Result<Snapshot> read_snapshot(Storage& storage, std::uint64_t sequence);

// Reads all of it, as read_snapshot does and with the same errors, without holding the state in memory.
[[nodiscard]] Result<SnapshotInfo> verify_snapshot(Storage& storage, std::uint64_t sequence);

// The newest snapshot that verifies; nothing where none does. Damaged ones are passed over, other failures are handed
// on.
[[nodiscard]] Result<std::optional<SnapshotInfo>> newest_verified_snapshot(Storage& storage);

// Removes what is older than the newest `keep` (at least 1) snapshots that verify, and what writes cut short have left.
// Damaged ones do not count and stay until they are older than those. Returns the sequences removed, ascending. Not to
// be called while a snapshot is being written.
[[nodiscard]] Result<std::vector<std::uint64_t>> remove_old_snapshots(Storage& storage,
                                                                      std::size_t keep = snapshots_kept);

// The file of a snapshot, for messages and tools.
[[nodiscard]] std::string snapshot_name(std::uint64_t sequence);

}  // namespace trireme::journal
