#include "marketdata/sealed_part.hpp"

#include "base/crc32c.hpp"

#include <algorithm>

namespace trireme::marketdata {

Result<SealedPart> SealedPart::open(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(MappedFile file, MappedFile::open(path));
    auto header = decode_part_header(file.bytes());
    if (!header) {
        return fail_with_context(std::move(header), fmt::format("{}: damaged", path.string()));
    }
    SealedPart part(std::move(file), *std::move(header));
    if (auto checked = part.check_index(); !checked) {
        return fail_with_context(std::move(checked), fmt::format("{}: damaged", path.string()));
    }
    return part;
}

Result<void> SealedPart::check_index() const {
    if (crc32c(file_.bytes().subspan(header_.index_offset)) != header_.index_checksum) {
        return fail(ErrorCode::corrupt, "offset {}: the index's checksum is wrong", header_.index_offset);
    }
    std::int64_t before = header_.first_time;
    for (std::uint64_t block = 0; block < blocks(); ++block) {
        const auto last = last_time_of_block(block);
        if (first_time_of_block(block) < before || last < first_time_of_block(block)) {
            return fail(ErrorCode::corrupt, "offset {}: block {} goes back in time",
                        entry_of(block) - file_.bytes().data(), block);
        }
        before = last;
    }
    if (first_time_of_block(0) != header_.first_time || before != header_.last_time) {
        return fail(ErrorCode::corrupt, "offset {}: the index is of other times than the header", header_.index_offset);
    }
    return {};
}

std::size_t SealedPart::rows_of_block(std::uint64_t block) const {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(header_.block_rows, header_.rows - block * header_.block_rows));
}

std::uint64_t SealedPart::block_at(std::int64_t time) const {
    std::uint64_t low = 0;
    std::uint64_t high = blocks();
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (last_time_of_block(middle) < time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

std::int64_t SealedPart::first_time_of_block(std::uint64_t block) const {
    return load_little_endian<std::int64_t>(entry_of(block));
}

std::int64_t SealedPart::last_time_of_block(std::uint64_t block) const {
    return load_little_endian<std::int64_t>(entry_of(block) + sizeof(std::int64_t));
}

const std::byte* SealedPart::entry_of(std::uint64_t block) const {
    return file_.bytes().data() + header_.index_offset + block * header_.index_entry_bytes();
}

Result<void> SealedPart::read(std::uint64_t block, std::size_t column, ChunkDecoder& decoder,
                              std::span<std::int64_t> values) const {
    TRIREME_ASSERT(block < blocks() && column < header_.columns.size() && values.size() == rows_of_block(block));
    const ChunkEntry chunk = load_chunk_entry(entry_of(block) + block_times_bytes + column * chunk_entry_bytes);
    const auto damaged = [&](std::string_view what) {
        return fail(ErrorCode::corrupt, "{}: damaged: offset {}: column {}, block {}: {}", path().string(),
                    chunk.offset, header_.columns[column], block, what);
    };
    if (chunk.offset < header_.bytes() || chunk.offset > header_.index_offset ||
        chunk.bytes > header_.index_offset - chunk.offset || chunk.terms.form > ChunkForm::differences ||
        chunk.terms.packing > ChunkPacking::zstd) {
        return damaged("the index says what cannot be");
    }
    const ByteView bytes = file_.bytes().subspan(chunk.offset, chunk.bytes);
    if (crc32c(bytes) != chunk.checksum) {
        return damaged("the checksum is wrong");
    }
    if (const auto decoded = decoder.decode(chunk.terms, bytes, values); !decoded) {
        return damaged(decoded.error().message);
    }
    if (column == 0) {
        const auto last = last_time_of_block(block);
        if (values.front() != first_time_of_block(block) || values.back() != last) {
            return damaged("the times are not those of the index");
        }
    }
    return {};
}

}  // namespace trireme::marketdata
