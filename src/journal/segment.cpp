#include "journal/segment.hpp"

#include "base/assert.hpp"
#include "base/crc32c.hpp"

#include <algorithm>
#include <charconv>

namespace trireme::journal {
namespace {

constexpr std::string_view commands_magic = "TRIREMEJ";
constexpr std::string_view events_magic = "TRIREMEE";
constexpr std::string_view file_suffix = ".segment";
constexpr std::size_t name_digits = 10;
constexpr auto header_end_byte = std::byte{0xA5};

constexpr std::size_t magic_at = 0;
constexpr std::size_t checksum_at = 8;
constexpr std::size_t version_at = 12;
constexpr std::size_t log_id_at = 16;
constexpr std::size_t index_at = 32;
constexpr std::size_t segment_bytes_at = 40;
constexpr std::size_t first_sequence_at = 48;
constexpr std::size_t previous_link_at = 56;
constexpr std::size_t header_end_at = segment_header_bytes - 1;

std::string_view magic_of(LogKind kind) { return kind == LogKind::commands ? commands_magic : events_magic; }

// Over the whole sector but for the checksum itself.
std::uint32_t header_checksum(ByteView sector) {
    return crc32c(sector.subspan(checksum_at + sizeof(std::uint32_t)), crc32c(sector.first(checksum_at)));
}

}  // namespace

std::string_view folder_of(LogKind kind) { return kind == LogKind::commands ? "journal" : "events"; }

// The kind counts too: a journal and its event log may begin with the same id.
RecordSeed record_seed(LogKind kind, const LogId& log_id) {
    return RecordSeed(crc32c(log_id, crc32c(bytes_of(magic_of(kind)))));
}

std::string segment_name(LogKind kind, std::uint64_t index) {
    TRIREME_ASSERT(index >= 1 && index <= segment_index_max, "segment index {}", index);
    return fmt::format("{}/{:0{}}{}", folder_of(kind), index, name_digits, file_suffix);
}

std::optional<std::uint64_t> segment_index_of(std::string_view file_name) {
    if (file_name.size() != name_digits + file_suffix.size() || !file_name.ends_with(file_suffix)) {
        return std::nullopt;
    }
    std::uint64_t index = 0;
    const char* const digits_end = file_name.data() + name_digits;
    const auto [end, error] = std::from_chars(file_name.data(), digits_end, index);
    return error == std::errc{} && end == digits_end && index >= 1 ? std::optional(index) : std::nullopt;
}

std::array<std::byte, segment_header_bytes> encode_segment_header(const SegmentHeader& header) {
    std::array<std::byte, segment_header_bytes> sector{};
    std::ranges::copy(bytes_of(magic_of(header.kind)), sector.begin() + magic_at);
    store_little_endian(sector.data() + version_at, segment_format_version);
    std::ranges::copy(header.log_id, sector.begin() + log_id_at);
    store_little_endian(sector.data() + index_at, header.index);
    store_little_endian(sector.data() + segment_bytes_at, header.segment_bytes);
    store_little_endian(sector.data() + first_sequence_at, header.first_sequence);
    store_little_endian(sector.data() + previous_link_at, header.previous_link);
    sector[header_end_at] = header_end_byte;
    store_little_endian(sector.data() + checksum_at, header_checksum(sector));
    return sector;
}

Result<SegmentStart> decode_segment_header(LogKind kind, ByteView first_sector) {
    TRIREME_ASSERT(first_sector.size() == segment_header_bytes);
    const std::byte* const sector = first_sector.data();
    if (load_little_endian<std::uint32_t>(sector + checksum_at) != header_checksum(first_sector)) {
        // Neither the magic number nor the last byte is zero once the sector is written; a write cut short leaves one
        // so, and a single flipped bit cannot.
        const ByteView magic = first_sector.first(commands_magic.size());
        if (first_sector.back() == std::byte{0} || all_zero(magic)) {
            return SegmentUnused{};
        }
        return fail(ErrorCode::corrupt, "the segment's header does not match its checksum");
    }
    if (text_of(first_sector.first(commands_magic.size())) != magic_of(kind)) {
        return fail(ErrorCode::corrupt, "the file is not a segment of the {} log", folder_of(kind));
    }
    if (const auto version = load_little_endian<std::uint16_t>(sector + version_at);
        version != segment_format_version) {
        return fail(ErrorCode::unsupported_version,
                    "segment format {} was written by another release; this one reads {}", version,
                    segment_format_version);
    }
    SegmentHeader header{
        .kind = kind,
        .log_id = {},
        .index = load_little_endian<std::uint64_t>(sector + index_at),
        .segment_bytes = load_little_endian<std::uint64_t>(sector + segment_bytes_at),
        .first_sequence = load_little_endian<std::uint64_t>(sector + first_sequence_at),
        .previous_link = load_little_endian<std::uint64_t>(sector + previous_link_at),
    };
    std::ranges::copy(first_sector.subspan(log_id_at, header.log_id.size()), header.log_id.begin());
    return header;
}

}  // namespace trireme::journal
