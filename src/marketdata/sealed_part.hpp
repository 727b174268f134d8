#pragma once

#include "marketdata/column_chunk.hpp"
#include "marketdata/sealed_format.hpp"
#include "marketdata/store_file.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace trireme::marketdata {

// A sealed part, mapped to be read. Never changes, so any number of threads may read it, each with a decoder of its
// own. Every chunk's checksum is held against its bytes when it is read; damage is `corrupt` with file and offset.
class SealedPart {
public:
    [[nodiscard]] static Result<SealedPart> open(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }
    [[nodiscard]] std::uint64_t bytes() const { return file_.bytes().size(); }
    [[nodiscard]] const std::vector<std::string>& columns() const { return header_.columns; }
    [[nodiscard]] std::uint64_t rows() const { return header_.rows; }
    [[nodiscard]] std::int64_t first_time() const { return header_.first_time; }
    [[nodiscard]] std::int64_t last_time() const { return header_.last_time; }

    [[nodiscard]] std::uint64_t blocks() const { return header_.blocks(); }
    [[nodiscard]] std::size_t rows_of_block(std::uint64_t block) const;
    // The first block that ends at the time or later; `blocks()` if all end before.
    [[nodiscard]] std::uint64_t block_at(std::int64_t time) const;
    [[nodiscard]] std::int64_t first_time_of_block(std::uint64_t block) const;
    [[nodiscard]] std::int64_t last_time_of_block(std::uint64_t block) const;
    // `values` has as many as the block has rows.
    [[nodiscard]] Result<void> read(std::uint64_t block, std::size_t column, ChunkDecoder& decoder,
                                    std::span<std::int64_t> values) const;

private:
    SealedPart(MappedFile file, PartHeader header) : file_(std::move(file)), header_(std::move(header)) {}

    [[nodiscard]] const std::byte* entry_of(std::uint64_t block) const;
    [[nodiscard]] Result<void> check_index() const;

    MappedFile file_;
    PartHeader header_;
};

}  // namespace trireme::marketdata
