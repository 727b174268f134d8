#pragma once

#include "marketdata/column_view.hpp"
#include "marketdata/sealed_format.hpp"
#include "marketdata/store_file.hpp"

#include <filesystem>
#include <span>

namespace trireme::marketdata {

// Writes a sealed part, row by row, in a memory that does not grow with it but for 16 + 48 bytes a column for each
// block. The file is a part once `finish` has come back; until then its header is zero.
class SealedWriter {
public:
    [[nodiscard]] static Result<SealedWriter> create(const std::filesystem::path& path, SeriesKind kind);

    // Times do not go back, which the caller has checked.
    [[nodiscard]] Result<void> add(std::span<const std::int64_t> row);
    // Writes what is left, the index and the header, and syncs. At least one row was added.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] std::uint64_t rows() const { return header_.rows + block_.rows(); }
    [[nodiscard]] std::int64_t first_time() const { return header_.first_time; }
    [[nodiscard]] std::int64_t last_time() const { return header_.last_time; }

private:
    SealedWriter(WrittenFile file, SeriesKind kind);
    [[nodiscard]] Result<void> end_block();
    [[nodiscard]] Result<void> write_out();

    WrittenFile file_;
    PartHeader header_;
    ColumnBuffer block_;
    ChunkEncoder encoder_;
    ByteBuffer chunks_;  // not yet written
    std::uint64_t written_ = 0;
    ByteBuffer index_;
};

}  // namespace trireme::marketdata
