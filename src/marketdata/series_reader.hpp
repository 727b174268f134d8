#pragma once

#include "marketdata/live_part.hpp"
#include "marketdata/sealed_part.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <variant>
#include <vector>

namespace trireme::marketdata {

// The files of a series, by their numbers.
struct PartFile {
    std::uint64_t number = 0;
    bool is_sealed = true;
    std::filesystem::path path{};
};
// A part that was sealed and whose live form a crash left is told once.
[[nodiscard]] Result<std::vector<PartFile>> list_parts(const std::filesystem::path& folder);
[[nodiscard]] std::string sealed_part_name(std::uint64_t number);
[[nodiscard]] std::string live_part_name(std::uint64_t number);

// Which rows: from a time on, before another, and which of their columns.
struct ScanRange {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max();  // not included, unless there is no later time
    ColumnSet columns = all_columns;
};

class SeriesScan;

// A series as it was when it was opened. Takes no lock, and goes on reading what a writer seals meanwhile.
class SeriesReader {
public:
    using Part = std::variant<SealedPart, LivePart>;

    [[nodiscard]] static Result<SeriesReader> open(const std::filesystem::path& folder, SeriesKind kind);

    [[nodiscard]] std::uint64_t rows() const;
    // Of its files.
    [[nodiscard]] std::uint64_t bytes() const;
    // In the order of time; none is empty.
    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] bool is_empty() const { return parts_.empty(); }
    // Of one that is not empty.
    [[nodiscard]] std::int64_t first_time() const;
    [[nodiscard]] std::int64_t last_time() const;

    // The reader outlives it.
    [[nodiscard]] SeriesScan scan(const ScanRange& range) const;

private:
    std::vector<Part> parts_;
    std::size_t columns_ = 0;
};

[[nodiscard]] std::int64_t first_time_of(const SeriesReader::Part& part);
[[nodiscard]] std::int64_t last_time_of(const SeriesReader::Part& part);
[[nodiscard]] const std::filesystem::path& path_of(const SeriesReader::Part& part);

// The rows of a range, as many at a time as lie together: of a live part without a copy, of a sealed one a block.
class SeriesScan {
public:
    // False at the end. What it shows is valid until the next call.
    [[nodiscard]] Result<bool> next(ColumnView& rows);

private:
    friend class SeriesReader;
    SeriesScan(const std::vector<SeriesReader::Part>& parts, std::size_t columns, const ScanRange& range);

    [[nodiscard]] Result<ColumnView> read_block(const SealedPart& part, std::uint64_t block);
    // The rows of the view that lie in the range, by its column of times.
    [[nodiscard]] ColumnView clipped(const ColumnView& view) const;
    [[nodiscard]] bool is_behind(std::int64_t time) const;

    const std::vector<SeriesReader::Part>* parts_;
    std::size_t columns_;
    ScanRange range_;
    std::size_t part_ = 0;
    std::uint64_t block_ = 0;  // of the part
    bool is_inside_ = false;   // of the part
    ChunkDecoder decoder_;
    std::array<std::vector<std::int64_t>, columns_max> values_;
};

}  // namespace trireme::marketdata
