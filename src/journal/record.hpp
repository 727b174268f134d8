#pragma once

#include "base/bytes.hpp"
#include "base/strong.hpp"
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
inline constexpr std::uint32_t record_count_max = 65'536;

// Disks write whole sectors; what a power cut loses, it loses in these units.
inline constexpr std::size_t sector_bytes = 512;

// With what the checksums of a log's records begin: made of the log's kind and id (`record_seed` in segment.hpp), so
// that bytes are a record only in the log they were written for. A payload may hold anything, whole records too; were
// they taken for records of this log where a start looks for proof behind a torn tail, it would see damage.
struct RecordSeedTag;
using RecordSeed = Strong<RecordSeedTag, std::uint32_t>;

// What stands beside a payload. The journal itself gives meaning only to sequence, count and batch_offset.
struct RecordHeader {
    std::uint64_t sequence = 0;
    Timestamp time;
    // Ties the record to what it led to or came from: the running hash of all events up to and with this command
    // (journal), or the sequence of the command that led to the last of these events (event log).
    std::uint64_t link = 0;
    // The payload's wire type, so that a tool can tell records apart without decoding them; 0 for one of many events.
    std::uint16_t type = 0;
    // How many sequences the record takes, from its own on: 1 for a command, as many as it holds for events.
    std::uint32_t count = 1;
    // How many records stand before this one in its batch. A batch is written only when the one before it is durable,
    // so a record of a later batch proves that all records before that batch were durable.
    std::uint32_t batch_offset = 0;
};

[[nodiscard]] constexpr std::uint64_t last_sequence_of(const RecordHeader& header) {
    return header.sequence + header.count - 1;
}

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

// Appends a record to `to` but for its payload, which belongs into the place returned, and its checksums: who gathers
// records is not always who has the time for those. The payload is at most record_payload_bytes_max; its place is valid
// until `to` changes.
[[nodiscard]] MutableByteView begin_record(ByteBuffer& to, const RecordHeader& header, std::size_t payload_bytes);

// The same around a payload that lies in its place already. `record` has record_total_bytes(payload_bytes).
void frame_record(MutableByteView record, const RecordHeader& header, std::size_t payload_bytes);

// Gives each of the records that `records` consists of its checksums.
void seal_records(MutableByteView records, RecordSeed seed);

// Appends the whole record to `to`.
void append_record(ByteBuffer& to, RecordSeed seed, const RecordHeader& header, ByteView payload);

// How many bytes a record takes that begins with `head`, record_header_bytes of them. Nobody has checked them yet, so
// it is only how far to read: never more than the largest record.
[[nodiscard]] std::size_t claimed_record_bytes(ByteView head);

// Reads the record at the beginning of `bytes`, which lie `segment_offset` bytes into their segment and reach to the
// end of the segment or at least through the record's `claimed_record_bytes`.
[[nodiscard]] RecordRead read_record(ByteView bytes, RecordSeed seed, std::uint64_t segment_offset);

}  // namespace trireme::journal
