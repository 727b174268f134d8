#include "marketdata/sealed_format.hpp"

#include "base/crc32c.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr std::string_view magic = "TRIREMET";
constexpr std::uint16_t version = 1;
constexpr std::size_t checksum_begins = 12;

template <class T>
T load(ByteView bytes, std::size_t offset) {
    return load_little_endian<T>(bytes.data() + offset);
}

template <class T>
void store(ByteBuffer& bytes, std::size_t offset, T value) {
    store_little_endian(bytes.data() + offset, value);
}

std::string column_name(ByteView bytes) {
    const std::string_view text = text_of(bytes);
    return std::string(text.substr(0, text.find('\0')));
}

// What follows from the header alone must fit the file.
Result<void> check_shape(const PartHeader& header, std::size_t file_bytes) {
    const bool is_sound = header.rows > 0 && header.block_rows > 0 && header.block_rows <= chunk_rows_max &&
                          header.first_time <= header.last_time && header.index_offset >= header.bytes() &&
                          header.index_offset <= file_bytes;
    if (!is_sound) {
        return fail(ErrorCode::corrupt, "offset 0: a header that contradicts itself");
    }
    const std::uint64_t index_bytes = file_bytes - header.index_offset;
    if (index_bytes / header.index_entry_bytes() != header.blocks() || index_bytes % header.index_entry_bytes() != 0) {
        return fail(ErrorCode::corrupt, "offset {}: an index of {} bytes, where {} blocks have {} each",
                    header.index_offset, index_bytes, header.blocks(), header.index_entry_bytes());
    }
    return {};
}

}  // namespace

ByteBuffer encode_part_header(const PartHeader& header) {
    ByteBuffer bytes(header.bytes(), std::byte{0});
    std::ranges::copy(bytes_of(magic), bytes.begin());
    store(bytes, 12, version);
    store(bytes, 14, static_cast<std::uint16_t>(header.columns.size()));
    store(bytes, 16, header.rows);
    store(bytes, 24, header.block_rows);
    store(bytes, 32, header.first_time);
    store(bytes, 40, header.last_time);
    store(bytes, 48, header.index_offset);
    store(bytes, 56, header.index_checksum);
    for (std::size_t column = 0; column < header.columns.size(); ++column) {
        TRIREME_ASSERT(header.columns[column].size() <= column_name_bytes);
        std::ranges::copy(bytes_of(header.columns[column]),
                          bytes.begin() + static_cast<std::ptrdiff_t>(part_header_bytes + column * column_name_bytes));
    }
    store(bytes, 8, crc32c(ByteView(bytes).subspan(checksum_begins)));
    return bytes;
}

Result<PartHeader> decode_part_header(ByteView file) {
    if (file.size() < part_header_bytes || text_of(file.first(magic.size())) != magic) {
        return fail(ErrorCode::corrupt, "offset 0: no header of a part");
    }
    if (const auto found = load<std::uint16_t>(file, 12); found != version) {
        return fail(ErrorCode::unsupported_version, "offset 12: format {}, this release reads {}", found, version);
    }
    const auto columns = load<std::uint16_t>(file, 14);
    const std::size_t bytes = part_header_bytes + columns * column_name_bytes;
    if (columns == 0 || columns > columns_max || bytes > file.size()) {
        return fail(ErrorCode::corrupt, "offset 14: {} columns", columns);
    }
    if (load<std::uint32_t>(file, 8) != crc32c(file.subspan(checksum_begins, bytes - checksum_begins))) {
        return fail(ErrorCode::corrupt, "offset 8: the header's checksum is wrong");
    }
    PartHeader header{.rows = load<std::uint64_t>(file, 16),
                      .block_rows = load<std::uint32_t>(file, 24),
                      .first_time = load<std::int64_t>(file, 32),
                      .last_time = load<std::int64_t>(file, 40),
                      .index_offset = load<std::uint64_t>(file, 48),
                      .index_checksum = load<std::uint32_t>(file, 56)};
    for (std::size_t column = 0; column < columns; ++column) {
        header.columns.push_back(
            column_name(file.subspan(part_header_bytes + column * column_name_bytes, column_name_bytes)));
    }
    TRIREME_TRY(check_shape(header, file.size()));
    return header;
}

void append_chunk_entry(ByteBuffer& to, const ChunkEntry& entry) {
    const std::size_t begin = to.size();
    to.resize(begin + chunk_entry_bytes);
    store(to, begin, entry.offset);
    store(to, begin + 8, entry.terms.base);
    store(to, begin + 16, entry.terms.step);
    store(to, begin + 24, entry.terms.unit);
    store(to, begin + 32, entry.bytes);
    store(to, begin + 36, entry.checksum);
    to[begin + 40] = static_cast<std::byte>(entry.terms.form);
    to[begin + 41] = static_cast<std::byte>(entry.terms.width);
    to[begin + 42] = static_cast<std::byte>(entry.terms.packing);
}

ChunkEntry load_chunk_entry(const std::byte* from) {
    return {.offset = load_little_endian<std::uint64_t>(from),
            .bytes = load_little_endian<std::uint32_t>(from + 32),
            .checksum = load_little_endian<std::uint32_t>(from + 36),
            .terms = {.base = load_little_endian<std::int64_t>(from + 8),
                      .step = load_little_endian<std::int64_t>(from + 16),
                      .unit = load_little_endian<std::uint64_t>(from + 24),
                      .form = static_cast<ChunkForm>(from[40]),
                      .width = static_cast<std::uint8_t>(from[41]),
                      .packing = static_cast<ChunkPacking>(from[42])}};
}

}  // namespace trireme::marketdata
