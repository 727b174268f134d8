#include "simulation/raw_log.hpp"

#include "base/crc32c.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace trireme::simulation {
namespace {

// No segment of a simulation is nearly as large, only one whose stated size is damaged.
constexpr std::uint64_t unpacked_bytes_max = 64 * 1024 * 1024;

constexpr std::size_t sector = 512;
constexpr std::size_t head_bytes = 48;

std::uint32_t u32(ByteView bytes, std::size_t at) { return load_little_endian<std::uint32_t>(bytes.data() + at); }
std::uint64_t u64(ByteView bytes, std::size_t at) { return load_little_endian<std::uint64_t>(bytes.data() + at); }

std::size_t whole_bytes(std::size_t payload_bytes) { return (head_bytes + payload_bytes + 1 + 7) / 8 * 8; }

// With what the checksums of a segment's records begin: those of its magic number and of its log's id.
std::uint32_t seed_of(ByteView segment) { return crc32c(segment.subspan(16, 16), crc32c(segment.first(8))); }

std::optional<RawRecord> record_at(ByteView content, std::uint64_t offset) {
    if (offset + head_bytes > content.size()) {
        return std::nullopt;
    }
    const std::uint32_t seed = seed_of(content);
    const ByteView rest = content.subspan(static_cast<std::size_t>(offset));
    if (u32(rest, 0) != crc32c(rest.subspan(4, head_bytes - 4), seed)) {
        return std::nullopt;
    }
    const std::size_t payload_bytes = u32(rest, 8);
    const std::size_t total = whole_bytes(payload_bytes);
    if (total > rest.size() || u32(rest, 4) != crc32c(rest.subspan(head_bytes, total - head_bytes), seed)) {
        return std::nullopt;
    }
    return RawRecord{
        .sequence = u64(rest, 16),
        .time = static_cast<std::int64_t>(u64(rest, 24)),
        .link = u64(rest, 32),
        .type = load_little_endian<std::uint16_t>(rest.data() + 12),
        .batch_offset = u32(rest, 40),
        .count = load_little_endian<std::uint16_t>(rest.data() + 44) + 1U,
        .payload = rest.subspan(head_bytes, payload_bytes),
        .offset = offset,
        .bytes = total,
    };
}

// Nothing if the segment was never used, or what it says of itself is damaged.
std::optional<RawSegment> parse_segment(std::string name, ByteBuffer content, std::string_view folder) {
    const std::string_view magic = folder == "journal" ? "TRIREMEJ" : "TRIREMEE";
    if (content.size() < sector || text_of(ByteView(content).first(magic.size())) != magic) {
        return std::nullopt;
    }
    const ByteView head = ByteView(content).first(sector);
    if (u32(head, 8) != crc32c(head.subspan(12), crc32c(head.first(8))) || u64(head, 40) != content.size()) {
        return std::nullopt;
    }
    RawSegment segment{.name = std::move(name),
                       .index = u64(head, 32),
                       .is_archived = false,
                       .first_sequence = u64(head, 48),
                       .end_sequence = u64(head, 48),
                       .records_end = sector,
                       .content = std::move(content),
                       .records = {}};
    while (const auto record = record_at(segment.content, segment.records_end)) {
        if (record->sequence != segment.end_sequence) {
            break;
        }
        segment.records.push_back(*record);
        segment.records_end += record->bytes;
        segment.end_sequence += record->count;
    }
    return segment;
}

struct SegmentFile {
    std::uint64_t index = 0;
    std::string name;
    bool is_archived = false;
};

void add_files(SimulatedStorage& image, std::string_view folder, std::string_view prefix, std::string_view suffix,
               std::vector<SegmentFile>& files) {
    constexpr std::size_t digits = 10;
    const std::vector<std::string> names = image.list(folder).value();
    for (const std::string& name : names) {
        if (name.size() != prefix.size() + digits + suffix.size() || !name.starts_with(prefix) ||
            !name.ends_with(suffix)) {
            continue;
        }
        std::uint64_t index = 0;
        const char* const begin = name.data() + prefix.size();
        std::from_chars(begin, begin + digits, index);
        const auto known = std::ranges::find(files, index, &SegmentFile::index);
        if (known == files.end()) {
            files.push_back({index, fmt::format("{}/{}", folder, name), suffix.ends_with(".zst")});
        }
    }
}

// A journal ends where a segment does not go on where the one before it ends. An event log was begun anew there.
void keep_one_chain(std::string_view folder, std::vector<RawSegment>& segments) {
    for (std::size_t at = 1; at < segments.size(); ++at) {
        const RawSegment& before = segments[at - 1];
        if (segments[at].first_sequence == before.end_sequence && segments[at].index == before.index + 1) {
            continue;
        }
        const auto here = segments.begin() + static_cast<std::ptrdiff_t>(at);
        if (folder == "journal") {
            segments.erase(here, segments.end());
        } else {
            segments.erase(segments.begin(), here);
            at = 0;
        }
    }
}

RawLog read_segments(const SimulatedStorage& storage, std::string_view folder, std::size_t segments_max) {
    const auto image = storage.clone(1);
    std::vector<SegmentFile> files;
    add_files(*image, folder, "", ".segment", files);
    add_files(*image, "archive", fmt::format("{}-", folder), ".segment.zst", files);
    std::ranges::sort(files, {}, &SegmentFile::index);

    RawLog log;
    for (auto file = files.rbegin(); file != files.rend() && log.segments.size() < segments_max; ++file) {
        ByteBuffer content = image->content(file->name);
        auto segment =
            parse_segment(file->name, file->is_archived ? unpack_archived(content) : std::move(content), folder);
        if (segment) {
            segment->is_archived = file->is_archived;
            log.segments.push_back(*std::move(segment));
        }
    }
    std::ranges::reverse(log.segments);
    keep_one_chain(folder, log.segments);
    return log;
}

}  // namespace

ByteBuffer unpack_archived(const ByteBuffer& packed) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > unpacked_bytes_max) {
        return {};
    }
    ByteBuffer content(static_cast<std::size_t>(size));
    const std::size_t unpacked = ZSTD_decompress(content.data(), content.size(), packed.data(), packed.size());
    return unpacked == content.size() ? content : ByteBuffer();
}

std::uint64_t RawLog::first_sequence() const {
    return segments.empty() || segments.front().records.empty() ? 0 : segments.front().first_sequence;
}

std::uint64_t RawLog::last_sequence() const { return segments.empty() ? 0 : segments.back().end_sequence - 1; }

const RawSegment* RawLog::segment_of(std::uint64_t sequence) const {
    const auto behind = std::ranges::upper_bound(segments, sequence, {}, &RawSegment::first_sequence);
    return behind == segments.begin() || sequence > last_sequence() ? nullptr : &*std::prev(behind);
}

const RawRecord* RawLog::find(std::uint64_t sequence) const {
    const RawSegment* segment = segment_of(sequence);
    if (segment == nullptr) {
        return nullptr;
    }
    return &*std::prev(std::ranges::upper_bound(segment->records, sequence, {}, &RawRecord::sequence));
}

RawLog read_raw_log(const SimulatedStorage& storage, std::string_view folder) {
    return read_segments(storage, folder, std::numeric_limits<std::size_t>::max());
}

RawLog read_raw_log_end(const SimulatedStorage& storage, std::string_view folder, std::size_t segments_max) {
    return read_segments(storage, folder, segments_max);
}

std::unique_ptr<SimulatedStorage> durable_image(const SimulatedStorage& storage) {
    auto image = storage.clone(1);
    image->cut_power(Survival::lose_all());
    image->restart();
    return image;
}

void restamp_record(const RawSegment& segment, MutableByteView record) {
    const std::uint32_t seed = seed_of(segment.content);
    store_little_endian(record.data() + 4, crc32c(ByteView(record).subspan(head_bytes), seed));
    store_little_endian(record.data(), crc32c(ByteView(record).subspan(4, head_bytes - 4), seed));
}

}  // namespace trireme::simulation
