#include "journal/record.hpp"

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

// Non-zero last bytes of header and record. Preallocated space is zero, so a write that was cut short ends in zeros and
// shows it, while a record that was written whole keeps these bytes whatever else of it is damaged later.
constexpr auto header_end_byte = std::byte{0xA5};
constexpr auto record_end_byte = std::byte{0x5A};
constexpr std::uint16_t record_version = 1;

constexpr std::size_t header_checksum_at = 0;
constexpr std::size_t body_checksum_at = 4;
constexpr std::size_t payload_bytes_at = 8;
constexpr std::size_t type_at = 12;
constexpr std::size_t version_at = 14;
constexpr std::size_t sequence_at = 16;
constexpr std::size_t time_at = 24;
constexpr std::size_t link_at = 32;
constexpr std::size_t batch_offset_at = 40;
constexpr std::size_t further_count_at = 44;  // one less than the count
constexpr std::size_t reserved_at = 46;
constexpr std::size_t header_end_at = record_header_bytes - 1;

// Over the header but for the checksum itself, and so over the body's too.
std::uint32_t header_checksum(ByteView head, RecordSeed seed) {
    return crc32c(head.subspan(body_checksum_at), seed.value());
}

std::uint32_t body_checksum(ByteView whole, RecordSeed seed) {
    return crc32c(whole.subspan(record_header_bytes), seed.value());
}

// True if any part of `bytes` that lies in a sector of its own holds nothing but the zeros of preallocation.
bool has_unwritten_sector(ByteView bytes, std::uint64_t segment_offset) {
    while (!bytes.empty()) {
        const std::size_t to_sector_end = sector_bytes - static_cast<std::size_t>(segment_offset % sector_bytes);
        const std::size_t portion = std::min(to_sector_end, bytes.size());
        if (all_zero(bytes.first(portion))) {
            return true;
        }
        bytes = bytes.subspan(portion);
        segment_offset += portion;
    }
    return false;
}

// The end byte differs from zero in several bits, so one flipped bit never makes it zero. What lies in a sector
// together with bytes that were written was written too, so `extent` begins where the record begins.
bool is_incomplete(ByteView extent, std::uint64_t segment_offset) {
    return extent.back() == std::byte{0} || has_unwritten_sector(extent, segment_offset);
}

// A header that was written has several bytes that are not zero; a single one is a stray bit in space never written to.
bool is_stray_bit(ByteView head) {
    return std::ranges::count_if(head, [](std::byte byte) { return byte != std::byte{0}; }) == 1;
}

// Bytes without a meaning are as append_record leaves them, so that a later release can give them one.
bool has_known_form(ByteView whole, std::size_t payload_bytes) {
    const ByteView reserved = whole.subspan(reserved_at, header_end_at - reserved_at);
    const ByteView padding = whole.subspan(record_header_bytes + payload_bytes);
    return all_zero(reserved) && whole[header_end_at] == header_end_byte &&
           all_zero(padding.first(padding.size() - 1)) && padding.back() == record_end_byte;
}

}  // namespace

MutableByteView begin_record(ByteBuffer& to, const RecordHeader& header, std::size_t payload_bytes) {
    const std::size_t begin = to.size();
    to.resize(begin + record_total_bytes(payload_bytes));
    frame_record(MutableByteView(to).subspan(begin), header, payload_bytes);
    return MutableByteView(to).subspan(begin + record_header_bytes, payload_bytes);
}

void frame_record(MutableByteView whole, const RecordHeader& header, std::size_t payload_bytes) {
    TRIREME_ASSERT(payload_bytes <= record_payload_bytes_max, "payload of {} bytes", payload_bytes);
    TRIREME_ASSERT(whole.size() == record_total_bytes(payload_bytes));
    TRIREME_ASSERT(header.count >= 1 && header.count <= record_count_max, "a record of {}", header.count);
    std::byte* const record = whole.data();
    store_little_endian(record + payload_bytes_at, static_cast<std::uint32_t>(payload_bytes));
    store_little_endian(record + type_at, header.type);
    store_little_endian(record + version_at, record_version);
    store_little_endian(record + sequence_at, header.sequence);
    store_little_endian(record + time_at, header.time.nanoseconds_since_1970());
    store_little_endian(record + link_at, header.link);
    store_little_endian(record + batch_offset_at, header.batch_offset);
    store_little_endian(record + further_count_at, static_cast<std::uint16_t>(header.count - 1));
    record[reserved_at] = std::byte{0};
    record[header_end_at] = header_end_byte;
    std::ranges::fill(whole.subspan(record_header_bytes + payload_bytes), std::byte{0});
    whole.back() = record_end_byte;
}

void seal_records(MutableByteView records, RecordSeed seed) {
    while (!records.empty()) {
        std::byte* const record = records.data();
        const std::size_t total = record_total_bytes(load_little_endian<std::uint32_t>(record + payload_bytes_at));
        TRIREME_ASSERT(total <= records.size(), "a record of {} bytes in {}", total, records.size());
        const ByteView whole(record, total);
        store_little_endian(record + body_checksum_at, body_checksum(whole, seed));
        store_little_endian(record + header_checksum_at, header_checksum(whole.first(record_header_bytes), seed));
        records = records.subspan(total);
    }
}

void append_record(ByteBuffer& to, RecordSeed seed, const RecordHeader& header, ByteView payload) {
    const std::size_t begin = to.size();
    std::ranges::copy(payload, begin_record(to, header, payload.size()).begin());
    seal_records(MutableByteView(to).subspan(begin), seed);
}

std::size_t claimed_record_bytes(ByteView head) {
    const auto payload_bytes = load_little_endian<std::uint32_t>(head.data() + payload_bytes_at);
    return record_total_bytes(std::min<std::size_t>(payload_bytes, record_payload_bytes_max));
}

RecordRead read_record(ByteView bytes, RecordSeed seed, std::uint64_t segment_offset) {
    if (bytes.size() < record_total_bytes(0)) {
        return RecordAbsent{};
    }
    const ByteView head = bytes.first(record_header_bytes);
    // Before the checksum is looked at: there is a seed with which that of zeros is zero.
    if (all_zero(head)) {
        return RecordAbsent{};
    }
    const std::byte* const record = head.data();
    if (load_little_endian<std::uint32_t>(record + header_checksum_at) != header_checksum(head, seed)) {
        if (is_incomplete(head, segment_offset) || is_stray_bit(head)) {
            return RecordIncomplete{"the record's header was not written whole"};
        }
        return RecordDamaged{"the record's header does not match its checksum"};
    }
    if (const auto version = load_little_endian<std::uint16_t>(record + version_at); version != record_version) {
        return RecordDamaged{fmt::format("record version {} is unknown, expected {}", version, record_version)};
    }
    const auto payload_bytes = load_little_endian<std::uint32_t>(record + payload_bytes_at);
    const std::size_t total = record_total_bytes(payload_bytes);
    if (payload_bytes > record_payload_bytes_max || total > bytes.size()) {
        return RecordDamaged{fmt::format("a payload of {} bytes does not fit its segment", payload_bytes)};
    }
    const ByteView whole = bytes.first(total);
    if (load_little_endian<std::uint32_t>(record + body_checksum_at) != body_checksum(whole, seed) &&
        !planted_bug(PlantedBug::drop_payload_checksum)) {
        if (is_incomplete(whole, segment_offset)) {
            return RecordIncomplete{"the record's payload was not written whole"};
        }
        return RecordDamaged{"the record's payload does not match its checksum"};
    }
    if (!has_known_form(whole, payload_bytes) && !planted_bug(PlantedBug::drop_payload_checksum)) {
        return RecordDamaged{"the record has a form that this release does not know"};
    }
    const RecordHeader header{
        .sequence = load_little_endian<std::uint64_t>(record + sequence_at),
        .time = Timestamp(load_little_endian<std::int64_t>(record + time_at)),
        .link = load_little_endian<std::uint64_t>(record + link_at),
        .type = load_little_endian<std::uint16_t>(record + type_at),
        .count = load_little_endian<std::uint16_t>(record + further_count_at) + 1U,
        .batch_offset = load_little_endian<std::uint32_t>(record + batch_offset_at),
    };
    return RecordView{
        .header = header, .payload = whole.subspan(record_header_bytes, payload_bytes), .total_bytes = total};
}

std::string describe_missing(const RecordRead& read) {
    if (const auto* incomplete = std::get_if<RecordIncomplete>(&read)) {
        return incomplete->what;
    }
    if (const auto* damaged = std::get_if<RecordDamaged>(&read)) {
        return damaged->what;
    }
    TRIREME_ASSERT(std::holds_alternative<RecordAbsent>(read), "a record is not missing");
    return "nothing was written there";
}

}  // namespace trireme::journal
