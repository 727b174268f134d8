#include "marketdata/live_commit.hpp"

#include "base/crc32c.hpp"

namespace trireme::marketdata {
namespace {

constexpr std::size_t checksums_offset = 24;

Result<LiveCommit> decode(ByteView bytes, std::size_t offset, const LiveCommit& before) {
    if (load_little_endian<std::uint32_t>(bytes.data()) != crc32c(bytes.subspan(sizeof(std::uint32_t)))) {
        return fail(ErrorCode::corrupt, "offset {}: the checksum of a commit is wrong", offset);
    }
    LiveCommit commit{.number = load_little_endian<std::uint32_t>(bytes.data() + 4),
                      .rows = load_little_endian<std::uint64_t>(bytes.data() + 8),
                      .last_time = load_little_endian<std::int64_t>(bytes.data() + 16)};
    for (std::size_t column = 0; column < columns_max; ++column) {
        commit.checksums[column] =
            load_little_endian<std::uint32_t>(bytes.data() + checksums_offset + column * sizeof(std::uint32_t));
    }
    if (commit.number != before.number + 1 || commit.rows <= before.rows ||
        (before.number > 0 && commit.last_time < before.last_time)) {
        return fail(ErrorCode::corrupt, "offset {}: commit {} of {} rows comes behind commit {} of {}", offset,
                    commit.number, commit.rows, before.number, before.rows);
    }
    return commit;
}

}  // namespace

ByteBuffer encode_live_commit(const LiveCommit& commit) {
    ByteBuffer bytes(live_commit_bytes, std::byte{0});
    store_little_endian(bytes.data() + 4, commit.number);
    store_little_endian(bytes.data() + 8, commit.rows);
    store_little_endian(bytes.data() + 16, commit.last_time);
    for (std::size_t column = 0; column < columns_max; ++column) {
        store_little_endian(bytes.data() + checksums_offset + column * sizeof(std::uint32_t), commit.checksums[column]);
    }
    store_little_endian(bytes.data(), crc32c(ByteView(bytes).subspan(sizeof(std::uint32_t))));
    return bytes;
}

Result<std::vector<LiveCommit>> decode_live_commits(ByteView file) {
    std::vector<LiveCommit> commits;
    for (std::size_t offset = 0; file.size() - offset >= live_commit_bytes; offset += live_commit_bytes) {
        if (all_zero(file.subspan(offset))) {
            break;
        }
        TRIREME_TRY_ASSIGN(const LiveCommit commit, decode(file.subspan(offset, live_commit_bytes), offset,
                                                           commits.empty() ? LiveCommit() : commits.back()));
        commits.push_back(commit);
    }
    return commits;
}

}  // namespace trireme::marketdata
