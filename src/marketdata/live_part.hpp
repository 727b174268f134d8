#pragma once

#include "marketdata/column_view.hpp"
#include "marketdata/live_commit.hpp"
#include "marketdata/store_file.hpp"

#include <filesystem>
#include <vector>

namespace trireme::marketdata {

// A part that still grows, mapped to be read: a file for each column, which is nothing but its numbers, and one of
// commits. Shows what was durable when it was opened; its checksums were held against its bytes then.
class LivePart {
public:
    // `corrupt` with file and offset where what was durable is damaged.
    [[nodiscard]] static Result<LivePart> open(const std::filesystem::path& folder, SeriesKind kind);

    [[nodiscard]] const ColumnView& view() const { return view_; }
    [[nodiscard]] std::uint64_t rows() const { return view_.rows; }
    [[nodiscard]] std::uint32_t commits() const { return commits_; }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

private:
    explicit LivePart(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] Result<void> map_column(std::size_t column, std::string_view name,
                                          const std::vector<LiveCommit>& commits);

    std::filesystem::path folder_;
    std::vector<MappedFile> files_;
    ColumnView view_;
    std::uint32_t commits_ = 0;
};

// Appends to a live part. One at a time, and nobody cuts or seals the part meanwhile: see TickStore.
class LiveWriter {
public:
    // An empty part. The folder is there as a whole or not at all.
    [[nodiscard]] static Result<void> create(const std::filesystem::path& folder, SeriesKind kind);
    // Cuts what a crash left behind the last commit.
    [[nodiscard]] static Result<LiveWriter> open(const std::filesystem::path& folder, SeriesKind kind);

    // When it comes back the rows are durable. After a failure nothing more can be appended: a sync that failed is not
    // repeated, because the system may have dropped what it could not write.
    [[nodiscard]] Result<void> append(const ColumnView& rows);
    [[nodiscard]] std::uint64_t rows() const { return last_.rows; }

private:
    LiveWriter(std::vector<WrittenFile> columns, WrittenFile commits, const LiveCommit& last)
        : columns_(std::move(columns)), commits_(std::move(commits)), last_(last) {}

    std::vector<WrittenFile> columns_;
    WrittenFile commits_;
    LiveCommit last_;
    bool has_failed_ = false;
};

}  // namespace trireme::marketdata
