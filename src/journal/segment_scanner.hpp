#pragma once

#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace trireme::journal {

// Reads the records of one segment in order, through a window that moves along the file. Not thread-safe.
class SegmentScanner {
public:
    // `name` is for messages. Nothing is read yet.
    SegmentScanner(std::unique_ptr<File> file, const SegmentHeader& header, std::string name);

    // The record at the present offset; on a record the scanner steps behind it, on anything else it stays. The payload
    // is valid until the next call.
    [[nodiscard]] Result<RecordRead> next();

    // Looks behind the present offset for a record that proves that the one expected here, `expected_sequence`, was
    // durable once: a whole record of a later batch. Returns its sequence. Leaves the scanner where it is.
    [[nodiscard]] Result<std::optional<std::uint64_t>> find_later_batch(std::uint64_t expected_sequence);

    // Where the last byte that is not zero ends, at or behind the present offset; the present offset if all are zero.
    [[nodiscard]] Result<std::uint64_t> end_of_written_bytes();

    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] const SegmentHeader& header() const { return header_; }
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    // The bytes from `offset` on: up to the end of the segment, or enough for any record.
    [[nodiscard]] Result<ByteView> bytes_at(std::uint64_t offset);

    std::unique_ptr<File> file_;
    SegmentHeader header_;
    std::string name_;
    std::uint64_t offset_ = segment_header_bytes;
    std::uint64_t window_offset_ = 0;
    ByteBuffer window_;
};

// Opens the segment and reads its header. Nothing where the segment was prepared and never used.
[[nodiscard]] Result<std::optional<SegmentScanner>> open_segment(Storage& storage, LogKind kind, std::uint64_t index);

}  // namespace trireme::journal
