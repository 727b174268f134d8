// Bytes as a part of a store: as a sealed one, as the commits and columns of a live one, and as a chunk. Whatever they
// are, they are read or refused with a reason, and what is read is in the order of time.

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "marketdata/flat_json.hpp"
#include "marketdata/live_part.hpp"
#include "marketdata/sealed_part.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

using namespace trireme;
using namespace trireme::marketdata;

// A file in memory that has a path.
class MemoryFile {
public:
    explicit MemoryFile(ByteView bytes) : descriptor_(::memfd_create("part", 0)) {
        TRIREME_ASSERT(descriptor_ >= 0 &&
                       ::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

private:
    int descriptor_;
};

void check_sealed(ByteView bytes) {
    const MemoryFile file(bytes);
    const auto part = SealedPart::open(file.path());
    if (!part) {
        TRIREME_ASSERT(!part.error().message.empty());
        return;
    }
    ChunkDecoder decoder;
    std::vector<std::int64_t> values;
    for (std::uint64_t block = 0; block < std::min<std::uint64_t>(part->blocks(), 64); ++block) {
        TRIREME_ASSERT(part->block_at(part->first_time_of_block(block)) <= block);
        for (std::size_t column = 0; column < part->columns().size(); ++column) {
            values.resize(part->rows_of_block(block));
            const auto read = part->read(block, column, decoder, values);
            TRIREME_ASSERT(read || read.error().code == ErrorCode::corrupt);
        }
    }
}

// Makes the checksums of header and index right, so that what lies behind them is reached too.
ByteBuffer with_right_checksums(ByteView bytes) {
    ByteBuffer part(bytes.begin(), bytes.end());
    if (part.size() < part_header_bytes) {
        return part;
    }
    const auto index = load_little_endian<std::uint64_t>(part.data() + 48);
    if (index <= part.size()) {
        store_little_endian(part.data() + 56, crc32c(ByteView(part).subspan(index)));
    }
    const std::size_t header =
        part_header_bytes + load_little_endian<std::uint16_t>(part.data() + 14) * column_name_bytes;
    if (header <= part.size()) {
        store_little_endian(part.data() + 8, crc32c(ByteView(part).subspan(12, header - 12)));
    }
    return part;
}

void check_commits(ByteView bytes) {
    const auto commits = decode_live_commits(bytes);
    std::uint64_t rows = 0;
    for (std::size_t at = 0; commits && at < commits->size(); ++at) {
        TRIREME_ASSERT((*commits)[at].rows > rows && (*commits)[at].number == at + 1);
        const ByteBuffer again = encode_live_commit((*commits)[at]);
        // All but the reserved bytes, which only the checksum covers.
        TRIREME_ASSERT(
            std::ranges::equal(ByteView(again).subspan(4, 52), bytes.subspan(at * live_commit_bytes + 4, 52)));
        rows = (*commits)[at].rows;
    }
}

// Any values come back as they went in.
void check_round_trip(ByteView bytes) {
    std::vector<std::int64_t> values(std::min<std::size_t>(bytes.size() / sizeof(std::int64_t), 2'000));
    if (values.empty()) {
        return;
    }
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(std::int64_t));
    ChunkEncoder encoder;
    ChunkDecoder decoder;
    ByteBuffer chunk;
    const auto terms = encoder.encode(values, chunk);
    std::vector<std::int64_t> decoded(values.size());
    TRIREME_ASSERT(terms && decoder.decode(*terms, chunk, decoded) && decoded == values);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input = std::as_bytes(std::span(data, size));
    check_sealed(input);
    check_sealed(with_right_checksums(input));
    check_commits(input);
    check_round_trip(input);
    if (const auto json = parse_flat_json(text_of(input))) {
        for (const auto& [name, number] : json->numbers) {
            static_cast<void>(parse_json_decimal(number, 8));
        }
    }
    return 0;
}
