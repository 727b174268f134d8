// Bytes as a place in a segment, as a damaged disk could hold them. Odd inputs get right checksums where a record could
// stand, because hardly any other way leads past them.

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "journal/record.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using namespace trireme::journal;

constexpr std::size_t offset_bytes = 2;  // the input's first bytes say where in a sector the record begins
constexpr std::size_t body_checksum_at = 4;
constexpr std::size_t payload_bytes_at = 8;
constexpr RecordSeed seed(0x51EDC0DE);

void make_checksums_right(ByteBuffer& bytes) {
    if (bytes.size() < record_header_bytes) {
        return;
    }
    const auto payload_bytes = load_little_endian<std::uint32_t>(bytes.data() + payload_bytes_at);
    const std::size_t total = std::min(bytes.size(), record_total_bytes(payload_bytes));
    const ByteView body = ByteView(bytes).subspan(record_header_bytes, total - record_header_bytes);
    store_little_endian(bytes.data() + body_checksum_at, crc32c(body, seed.value()));
    const ByteView header = ByteView(bytes).first(record_header_bytes).subspan(body_checksum_at);
    store_little_endian(bytes.data(), crc32c(header, seed.value()));
}

// A record that can be read is one that would be written, byte for byte.
void check_record(const RecordView& record, ByteView bytes) {
    TRIREME_ASSERT(record.total_bytes <= bytes.size());
    ByteBuffer again;
    append_record(again, seed, record.header, record.payload);
    TRIREME_ASSERT(std::ranges::equal(again, bytes.first(record.total_bytes)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < offset_bytes) {
        return 0;
    }
    const ByteView input = std::as_bytes(std::span(data, size));
    const auto places = load_little_endian<std::uint16_t>(input.data());
    const std::uint64_t segment_offset = sector_bytes + places / 2 * record_alignment_bytes;
    ByteBuffer bytes(input.begin() + offset_bytes, input.end());
    if (places % 2 == 1) {
        make_checksums_right(bytes);
    }
    const RecordRead read = read_record(bytes, seed, segment_offset);
    if (const auto* record = std::get_if<RecordView>(&read)) {
        check_record(*record, bytes);
    } else {
        TRIREME_ASSERT(!describe_missing(read).empty());
    }
    return 0;
}
