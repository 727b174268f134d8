#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

// How one record lies in a segment. docs/journal.md gives the layout byte by byte.
namespace trireme::journal {

inline constexpr std::size_t record_header_bytes = 48;
inline constexpr std::size_t record_alignment_bytes = 8;
inline constexpr std::size_t record_payload_bytes_max = 256 * 1024;

// Disks write whole sectors; what a power cut loses, it loses in these units.
inline constexpr std::size_t sector_bytes = 512;

// What stands beside a payload. The journal itself gives meaning only to sequence and batch_offset.
struct RecordHeader {
    std::uint64_t sequence = 0;
    Timestamp time;
    // Ties the record to what it led to or came from: the running hash of all events up to and with this command
    // (journal), or the sequence of the command that led to this event (event log).
    std::uint64_t link = 0;
    // The payload's wire type, so that a tool can tell records apart without decoding them.
    std::uint16_t type = 0;
    // How many records stand before this one in its batch. A batch is written only when the one before it is durable,
    // so a record of a later batch proves that all records before that batch were durable.
    std::uint32_t batch_offset = 0;
};

struct RecordView {
    RecordHeader header;
    ByteView payload;             // points into the bytes that were read
    std::size_t total_bytes = 0;  // with header, padding and end byte
};

// Nothing was ever written here: the header is all zeros, as preallocation left it.
struct RecordAbsent {};

// Some of the record's bytes never reached the disk. What remains of a write that a crash interrupted looks like this.
struct RecordIncomplete {
    std::string what;
};

// All of the record's bytes were written and they are wrong. No interrupted write looks like this.
struct RecordDamaged {
    std::string what;
};

using RecordRead = std::variant<RecordView, RecordAbsent, RecordIncomplete, RecordDamaged>;

// What stands where no record could be read, for messages. Not for a record.
[[nodiscard]] std::string describe_missing(const RecordRead& read);

[[nodiscard]] constexpr std::size_t record_total_bytes(std::size_t payload_bytes) {
    const std::size_t with_end_byte = record_header_bytes + payload_bytes + 1;
    return (with_end_byte + record_alignment_bytes - 1) / record_alignment_bytes * record_alignment_bytes;
}

// Appends the record to `to`. The payload is at most record_payload_bytes_max.
void append_record(ByteBuffer& to, const RecordHeader& header, ByteView payload);

// Reads the record at the beginning of `bytes`, which lie `segment_offset` bytes into their segment and reach to the
// end of the segment or at least as far as a largest record would.
[[nodiscard]] RecordRead read_record(ByteView bytes, std::uint64_t segment_offset);

}  // namespace trireme::journal
