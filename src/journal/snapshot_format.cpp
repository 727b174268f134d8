#include "journal/snapshot_format.hpp"

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

constexpr std::string_view magic = "TRIREMES";
constexpr auto header_end_byte = std::byte{0xA5};

constexpr std::size_t checksum_at = 8;
constexpr std::size_t version_at = 12;
constexpr std::size_t core_name_bytes_at = 14;
constexpr std::size_t log_id_at = 16;
constexpr std::size_t sequence_at = 32;
constexpr std::size_t time_at = 40;
constexpr std::size_t event_sequence_at = 48;
constexpr std::size_t event_hash_at = 56;
constexpr std::size_t state_hash_at = 64;
constexpr std::size_t state_bytes_at = 72;
constexpr std::size_t core_name_at = 80;
constexpr std::size_t header_end_at = snapshot_header_bytes - 1;
static_assert(core_name_at + core_name_bytes_max <= header_end_at);

// Over the whole sector but for the checksum itself.
std::uint32_t header_checksum(ByteView sector) {
    return crc32c(sector.subspan(checksum_at + snapshot_checksum_bytes), crc32c(sector.first(checksum_at)));
}

}  // namespace

SnapshotHeaderSector encode_snapshot_header(const SnapshotInfo& info, std::uint64_t state_bytes) {
    TRIREME_ASSERT(info.core_name.size() <= core_name_bytes_max, "a core's name of {} bytes", info.core_name.size());
    SnapshotHeaderSector sector{};
    std::ranges::copy(bytes_of(magic), sector.begin());
    store_little_endian(sector.data() + version_at, snapshot_format_version);
    store_little_endian(sector.data() + core_name_bytes_at, static_cast<std::uint16_t>(info.core_name.size()));
    std::ranges::copy(info.log_id, sector.begin() + log_id_at);
    store_little_endian(sector.data() + sequence_at, info.sequence);
    store_little_endian(sector.data() + time_at, info.time.nanoseconds_since_1970());
    store_little_endian(sector.data() + event_sequence_at, info.event_sequence);
    store_little_endian(sector.data() + event_hash_at, info.event_hash);
    store_little_endian(sector.data() + state_hash_at, info.state_hash);
    store_little_endian(sector.data() + state_bytes_at, state_bytes);
    std::ranges::copy(bytes_of(info.core_name), sector.begin() + core_name_at);
    sector[header_end_at] = header_end_byte;
    store_little_endian(sector.data() + checksum_at, header_checksum(sector));
    return sector;
}

std::uint32_t checksum_of(const SnapshotHeaderSector& sector) {
    return load_little_endian<std::uint32_t>(sector.data() + checksum_at);
}

Result<SnapshotHeader> decode_snapshot_header(const SnapshotHeaderSector& sector) {
    const std::uint32_t checksum = checksum_of(sector);
    if (checksum != header_checksum(sector) && !planted_bug(PlantedBug::snapshot_without_checksum)) {
        return fail(ErrorCode::corrupt, "the snapshot's header does not match its checksum");
    }
    if (text_of(ByteView(sector).first(magic.size())) != magic) {
        return fail(ErrorCode::corrupt, "the file is not a snapshot");
    }
    if (const auto version = load_little_endian<std::uint16_t>(sector.data() + version_at);
        version != snapshot_format_version) {
        return fail(ErrorCode::unsupported_version,
                    "snapshot format {} was written by another release; this one reads {}", version,
                    snapshot_format_version);
    }
    const auto core_name_bytes = load_little_endian<std::uint16_t>(sector.data() + core_name_bytes_at);
    if (core_name_bytes > core_name_bytes_max) {
        return fail(ErrorCode::corrupt, "a core's name of {} bytes", core_name_bytes);
    }
    SnapshotInfo info{
        .log_id = {},
        .sequence = load_little_endian<std::uint64_t>(sector.data() + sequence_at),
        .time = Timestamp(load_little_endian<std::int64_t>(sector.data() + time_at)),
        .event_sequence = load_little_endian<std::uint64_t>(sector.data() + event_sequence_at),
        .event_hash = load_little_endian<std::uint64_t>(sector.data() + event_hash_at),
        .state_hash = load_little_endian<std::uint64_t>(sector.data() + state_hash_at),
        .core_name = std::string(text_of(ByteView(sector).subspan(core_name_at, core_name_bytes))),
    };
    std::ranges::copy(ByteView(sector).subspan(log_id_at, info.log_id.size()), info.log_id.begin());
    return SnapshotHeader{std::move(info), load_little_endian<std::uint64_t>(sector.data() + state_bytes_at), checksum};
}

}  // namespace trireme::journal
