#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "marketdata/series_name.hpp"

#include <array>
#include <cstdint>
#include <vector>

// The commits of a live part: through which row its columns are durable, and their checksums. Byte by byte in
// docs/tick-store.md.
namespace trireme::marketdata {

inline constexpr std::size_t live_commit_bytes = 64;

struct LiveCommit {
    std::uint32_t number = 0;  // from 1
    std::uint64_t rows = 0;    // in all
    std::int64_t last_time = 0;
    std::array<std::uint32_t, columns_max> checksums{};  // of what it added to each column
};

[[nodiscard]] ByteBuffer encode_live_commit(const LiveCommit& commit);

// All commits in a file of them. What a crash left of one at its end, fewer bytes than one has or only zeros, is left
// out. `corrupt` with the offset for anything else: a commit is written only when its rows are durable, in bytes that a
// disk writes as a whole or not at all.
[[nodiscard]] Result<std::vector<LiveCommit>> decode_live_commits(ByteView file);

}  // namespace trireme::marketdata
