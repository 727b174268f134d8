#include "journal/segment_scanner.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

// At the live end of a log a read brings in little beside the newest batch; over what is sealed, reads are few.
constexpr std::size_t read_ahead_bytes_min = 16 * 1024;
constexpr std::size_t read_ahead_bytes_max = 1024 * 1024;

}  // namespace

SegmentScanner::SegmentScanner(std::unique_ptr<File> file, const SegmentHeader& header, std::string name)
    : file_(std::move(file)),
      header_(header),
      seed_(record_seed(header.kind, header.log_id)),
      name_(std::move(name)),
      read_ahead_bytes_(read_ahead_bytes_min) {}

Result<ByteView> SegmentScanner::bytes_at(std::uint64_t offset, std::size_t bytes_min) {
    const std::uint64_t window_end = window_offset_ + window_.size();
    const std::uint64_t wanted_end = std::min(header_.segment_bytes, offset + bytes_min);
    if (offset < window_offset_ || wanted_end > window_end) {
        const std::uint64_t bytes_left = header_.segment_bytes - offset;
        window_.resize(
            static_cast<std::size_t>(std::min<std::uint64_t>(bytes_left, std::max(bytes_min, read_ahead_bytes_))));
        window_offset_ = offset;
        TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(offset, window_));
        window_.resize(size);
        read_ahead_bytes_ = std::min(2 * read_ahead_bytes_, read_ahead_bytes_max);
    }
    return ByteView(window_).subspan(static_cast<std::size_t>(offset - window_offset_));
}

void SegmentScanner::forget_window() {
    window_.clear();
    read_ahead_bytes_ = read_ahead_bytes_min;
}

Result<RecordRead> SegmentScanner::read_at(std::uint64_t offset) {
    TRIREME_TRY_ASSIGN(ByteView bytes, bytes_at(offset, record_header_bytes));
    if (bytes.size() >= record_header_bytes) {
        TRIREME_TRY_ASSIGN(bytes, bytes_at(offset, claimed_record_bytes(bytes.first(record_header_bytes))));
    }
    RecordRead read = read_record(bytes, seed_, offset);
    const auto* record = std::get_if<RecordView>(&read);
    if (record != nullptr && header_.kind == LogKind::commands && record->header.count != 1) {
        return RecordDamaged{"the record says that it holds more than one command"};
    }
    return read;
}

void SegmentScanner::go_back_to(std::uint64_t offset) {
    TRIREME_ASSERT(offset >= segment_header_bytes && offset <= offset_, "{} is not behind {}", offset_, offset);
    offset_ = offset;
}

Result<RecordRead> SegmentScanner::next() {
    const bool may_be_stale = !window_.empty();
    TRIREME_TRY_ASSIGN(RecordRead read, read_at(offset_));
    if (const auto* record = std::get_if<RecordView>(&read)) {
        offset_ += record->total_bytes;
        return read;
    }
    forget_window();
    return may_be_stale ? next() : Result<RecordRead>(std::move(read));
}

Result<std::optional<std::uint64_t>> SegmentScanner::find_later_batch(std::uint64_t expected_sequence) {
    for (std::uint64_t at = offset_; at < header_.segment_bytes; at += record_alignment_bytes) {
        TRIREME_TRY_ASSIGN(const RecordRead read, read_at(at));
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
        TRIREME_TRY_ASSIGN(const ByteView bytes, bytes_at(at, 1));
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
