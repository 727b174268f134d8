#pragma once

#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace trireme::journal {

// Reads the records of one segment in order, through a window that moves along the file. The window is small where the
// scanner follows a writer closely and grows while what it reads was written before. Not thread-safe.
class SegmentScanner {
public:
    // `name` is for messages. Nothing is read yet.
    SegmentScanner(std::unique_ptr<File> file, const SegmentHeader& header, std::string name);

    // The record at the present offset; on a record the scanner steps behind it, on anything else it stays. The payload
    // is valid until the next call.
    [[nodiscard]] Result<RecordRead> next();

    // Stands before a record again that it has stepped over.
    void go_back_to(std::uint64_t offset);

    // Looks behind the present offset for a record that proves that the one expected here, `expected_sequence`, was
    // durable once: a whole record of a later batch. Returns its sequence. Leaves the scanner where it is.
    [[nodiscard]] Result<std::optional<std::uint64_t>> find_later_batch(std::uint64_t expected_sequence);

    // Where the last byte that is not zero ends, at or behind the present offset; the present offset if all are zero.
    [[nodiscard]] Result<std::uint64_t> end_of_written_bytes();

    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] const SegmentHeader& header() const { return header_; }
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    // The record, or whatever stands at `offset`.
    [[nodiscard]] Result<RecordRead> read_at(std::uint64_t offset);
    // The bytes from `offset` on, `bytes_min` or more; fewer only where the segment ends.
    [[nodiscard]] Result<ByteView> bytes_at(std::uint64_t offset, std::size_t bytes_min);
    // What was read may be older than what a writer has made of it since.
    void forget_window();

    std::unique_ptr<File> file_;
    SegmentHeader header_;
    RecordSeed seed_;
    std::string name_;
    std::uint64_t offset_ = segment_header_bytes;
    std::uint64_t window_offset_ = 0;
    ByteBuffer window_;
    std::size_t read_ahead_bytes_;  // how much the next read takes at least
};

// Opens the segment and reads its header. Nothing where the segment was prepared and never used.
[[nodiscard]] Result<std::optional<SegmentScanner>> open_segment(Storage& storage, LogKind kind, std::uint64_t index);

}  // namespace trireme::journal
