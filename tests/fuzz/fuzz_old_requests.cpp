// Bytes as a file of old requests, as they are or behind checksums that are right: reading it never does harm, and what
// is accepted as a whole answers for each of its entries.

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "fuzz/memory_storage.hpp"
#include "journal/request_file.hpp"
#include "journal/request_format.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using namespace trireme::journal;

constexpr RequestRange range{0, 1};

// As many entries as the bytes have room for, whatever stands in them.
ByteBuffer with_right_checksums(ByteView content) {
    std::uint64_t entries = 0;
    while (request_file_bytes(entries + 1) <= request_header_bytes + content.size()) {
        ++entries;
    }
    ByteBuffer file(static_cast<std::size_t>(request_file_bytes(entries)));
    const RequestHeaderSector header = encode_request_header({{}, range, entries});
    std::ranges::copy(header, file.begin());
    const std::size_t taken = std::min(content.size(), file.size() - header.size());
    std::ranges::copy(content.first(taken), file.begin() + header.size());
    const std::uint32_t seed = request_header_checksum(header);
    for (std::uint64_t block = 0; block < request_block_count(entries); ++block) {
        std::byte* const begin = file.data() + request_block_offset(block);
        const ByteView checked(begin, request_block_bytes - request_checksum_bytes);
        store_little_endian(begin + checked.size(), request_block_checksum(seed, block, checked));
    }
    const auto lookup = static_cast<std::size_t>(request_lookup_bytes(entries));
    std::byte* const lookup_begin = file.data() + request_block_offset(request_block_count(entries));
    store_little_endian(lookup_begin + lookup, crc32c(ByteView(lookup_begin, lookup), seed));
    return file;
}

void check_finds(RequestFile& file) {
    std::vector<RequestEntry> entries;
    for (std::uint64_t block = 0; block < file.block_count(); ++block) {
        if (!file.read_block(block, entries)) {
            return;
        }
        for (const RequestEntry& entry : entries) {
            const auto found = file.find(entry.hash, entry.name);
            TRIREME_ASSERT(found || found.error().code == ErrorCode::corrupt);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const ByteView input = std::as_bytes(std::span(data, size));
    const ByteView rest = input.subspan(1);
    const ByteBuffer content =
        input[0] == std::byte{0} ? ByteBuffer(rest.begin(), rest.end()) : with_right_checksums(rest);
    fuzz::MemoryStorage storage;
    auto made = storage.create(request_file_name(range), content.size());
    TRIREME_ASSERT(made && (*made)->write_at(0, content));
    const auto verified = verify_request_file(storage, range);
    TRIREME_ASSERT(verified || verified.error().code == ErrorCode::corrupt ||
                       verified.error().code == ErrorCode::unsupported_version,
                   "{}", verified.error().message);
    if (auto file = RequestFile::open(storage, request_file_name(range))) {
        check_finds(*file);
    }
    return 0;
}
