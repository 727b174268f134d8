#include "journal/segment_scanner.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

constexpr std::size_t window_bytes = 1024 * 1024;
constexpr std::size_t record_bytes_max = record_total_bytes(record_payload_bytes_max);
static_assert(window_bytes >= 2 * record_bytes_max);

}  // namespace

SegmentScanner::SegmentScanner(std::unique_ptr<File> file, const SegmentHeader& header, std::string name)
    : file_(std::move(file)), header_(header), name_(std::move(name)) {}

Result<ByteView> SegmentScanner::bytes_at(std::uint64_t offset) {
    const std::uint64_t window_end = window_offset_ + window_.size();
    const std::uint64_t wanted_end = std::min(header_.segment_bytes, offset + record_bytes_max);
    if (offset < window_offset_ || wanted_end > window_end) {
        window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(header_.segment_bytes - offset, window_bytes)));
        window_offset_ = offset;
        TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(offset, window_));
        window_.resize(size);
    }
    return ByteView(window_).subspan(static_cast<std::size_t>(offset - window_offset_));
}

Result<RecordRead> SegmentScanner::next() {
    const bool may_be_stale = !window_.empty();
    TRIREME_TRY_ASSIGN(const ByteView bytes, bytes_at(offset_));
    RecordRead read = read_record(bytes, offset_);
    if (const auto* record = std::get_if<RecordView>(&read)) {
        offset_ += record->total_bytes;
        return read;
    }
    // The window may be older than what has been written here since.
    window_.clear();
    return may_be_stale ? next() : Result<RecordRead>(std::move(read));
}

Result<std::optional<std::uint64_t>> SegmentScanner::find_later_batch(std::uint64_t expected_sequence) {
    for (std::uint64_t at = offset_; at < header_.segment_bytes; at += record_alignment_bytes) {
        TRIREME_TRY_ASSIGN(const ByteView bytes, bytes_at(at));
        const RecordRead read = read_record(bytes, at);
        const auto* record = std::get_if<RecordView>(&read);
        if (record != nullptr && record->header.sequence - record->header.batch_offset > expected_sequence) {
            return record->header.sequence;
        }
    }
    return std::nullopt;
}

Result<std::uint64_t> SegmentScanner::end_of_written_bytes() {
    std::uint64_t end = offset_;
    for (std::uint64_t at = offset_; at < header_.segment_bytes;) {
        TRIREME_TRY_ASSIGN(const ByteView bytes, bytes_at(at));
        if (bytes.empty()) {
            break;
        }
        if (!all_zero(bytes)) {
            const auto written =
                std::ranges::find_if(bytes.rbegin(), bytes.rend(), [](std::byte byte) { return byte != std::byte{0}; });
            end = at + static_cast<std::uint64_t>(bytes.rend() - written);
        }
        at += bytes.size();
    }
    return end;
}

Result<std::optional<SegmentScanner>> open_segment(Storage& storage, LogKind kind, std::uint64_t index) {
    const std::string name = segment_name(kind, index);
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_read(name));
    std::array<std::byte, segment_header_bytes> first_sector{};
    TRIREME_TRY_ASSIGN(const std::size_t size, file->read_at(0, first_sector));
    if (size < first_sector.size()) {
        return fail(ErrorCode::corrupt, "{}: the file has {} bytes, fewer than a segment's header",
                    storage.path_of(name), size);
    }
    auto start = decode_segment_header(kind, first_sector);
    if (!start) {
        return fail_with_context(std::move(start), fmt::format("{} at offset 0", storage.path_of(name)));
    }
    const auto* header = std::get_if<SegmentHeader>(&*start);
    if (header == nullptr) {
        return std::nullopt;
    }
    if (header->index != index) {
        return fail(ErrorCode::corrupt, "{}: the header says segment {}, the name says {}", storage.path_of(name),
                    header->index, index);
    }
    TRIREME_TRY_ASSIGN(const std::uint64_t file_bytes, file->size());
    if (file_bytes != header->segment_bytes) {
        return fail(ErrorCode::corrupt, "{}: the file has {} bytes, its header says {}", storage.path_of(name),
                    file_bytes, header->segment_bytes);
    }
    return SegmentScanner(std::move(file), *header, name);
}

}  // namespace trireme::journal
