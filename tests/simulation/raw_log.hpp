#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "simulation/simulated_storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A second reader of the journal's files, written from the description of the format and not from the engine's code, so
// that a mistake in the one is not repeated in the other. It believes what has the right checksum and nothing else.
namespace trireme::simulation {

struct RawRecord {
    std::uint64_t sequence = 0;
    std::int64_t time = 0;
    std::uint64_t link = 0;
    std::uint16_t type = 0;
    std::uint32_t batch_offset = 0;
    std::uint32_t count = 1;   // of the sequences it takes
    ByteView payload;          // within the segment's content
    std::uint64_t offset = 0;  // of the record in its segment
    std::uint64_t bytes = 0;
};

struct RawSegment {
    std::string name;
    std::uint64_t index = 0;
    bool is_archived = false;
    std::uint64_t first_sequence = 0;
    std::uint64_t end_sequence = 0;  // behind the last good record, and its offset
    std::uint64_t records_end = 0;
    ByteBuffer content;
    std::vector<RawRecord> records;
};

// The good records of a log from the oldest to the first that is missing or wrong.
struct RawLog {
    std::vector<RawSegment> segments;  // those in use, ascending; of one that is both live and archived, the live one

    [[nodiscard]] std::uint64_t first_sequence() const;  // 0 for an empty log
    [[nodiscard]] std::uint64_t last_sequence() const;   // 0 for an empty log
    // The record that holds the sequence. Null where the log does not.
    [[nodiscard]] const RawRecord* find(std::uint64_t sequence) const;
    [[nodiscard]] const RawSegment* segment_of(std::uint64_t sequence) const;
};

// What an archived file holds; nothing if it is no good.
[[nodiscard]] ByteBuffer unpack_archived(const ByteBuffer& packed);

// `folder` is "journal" or "events". Looks at the disk from outside.
[[nodiscard]] RawLog read_raw_log(const SimulatedStorage& storage, std::string_view folder);

// Only the newest segments in use, at most `segments_max`: cheap enough to be asked after every batch.
[[nodiscard]] RawLog read_raw_log_end(const SimulatedStorage& storage, std::string_view folder,
                                      std::size_t segments_max);

// What would be on the disk if the power failed now and nothing unsynced survived.
[[nodiscard]] std::unique_ptr<SimulatedStorage> durable_image(const SimulatedStorage& storage);

// Writes the checksums of a record of the segment anew, after its bytes were changed on purpose.
void restamp_record(const RawSegment& segment, MutableByteView record);

}  // namespace trireme::simulation
