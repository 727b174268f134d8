#include "marketdata/live_part.hpp"

#include "base/crc32c.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr std::size_t value_bytes = sizeof(std::int64_t);
constexpr std::string_view commits_name = "commits";

std::filesystem::path column_path(const std::filesystem::path& folder, std::string_view column) {
    return folder / fmt::format("{}.i64", column);
}

Result<std::vector<LiveCommit>> read_commits(const std::filesystem::path& folder) {
    const auto path = folder / commits_name;
    TRIREME_TRY_ASSIGN(const MappedFile file, MappedFile::open(path));
    auto commits = decode_live_commits(file.bytes());
    if (!commits) {
        // What is being written this moment may be seen in parts; a moment later it is whole.
        commits = decode_live_commits(file.bytes());
    }
    if (!commits) {
        return fail_with_context(std::move(commits), fmt::format("{}: damaged", path.string()));
    }
    return commits;
}

}  // namespace

Result<LivePart> LivePart::open(const std::filesystem::path& folder, SeriesKind kind) {
    LivePart part(folder);
    TRIREME_TRY_ASSIGN(const auto commits, read_commits(folder));
    if (!commits.empty()) {
        part.view_.rows = commits.back().rows;
        part.commits_ = commits.back().number;
    }
    const auto names = columns_of(kind);
    for (std::size_t column = 0; column < names.size(); ++column) {
        TRIREME_TRY(part.map_column(column, names[column], commits));
    }
    return part;
}

Result<void> LivePart::map_column(std::size_t column, std::string_view name, const std::vector<LiveCommit>& commits) {
    const auto path = column_path(folder_, name);
    if (rows() > UINT64_MAX / value_bytes) {
        return fail(ErrorCode::corrupt, "{}: damaged: {} rows", (folder_ / commits_name).string(), rows());
    }
    TRIREME_TRY_ASSIGN(MappedFile file, MappedFile::open(path, rows() * value_bytes));
    std::uint64_t begin = 0;
    for (const LiveCommit& commit : commits) {
        const ByteView added = file.bytes().subspan(begin * value_bytes, (commit.rows - begin) * value_bytes);
        if (crc32c(added) != commit.checksums[column]) {
            return fail(ErrorCode::corrupt, "{}: damaged: offset {}: the checksum of {} rows is wrong", path.string(),
                        begin * value_bytes, commit.rows - begin);
        }
        begin = commit.rows;
    }
    view_.columns[column] = {reinterpret_cast<const std::int64_t*>(file.bytes().data()), view_.rows};
    files_.push_back(std::move(file));
    return {};
}

Result<void> LiveWriter::create(const std::filesystem::path& folder, SeriesKind kind) {
    const std::filesystem::path making = folder.string() + ".making";
    TRIREME_TRY(remove_path(making));
    TRIREME_TRY(make_folders(making));
    for (const std::string_view column : columns_of(kind)) {
        TRIREME_TRY(WrittenFile::create(column_path(making, column)));
    }
    TRIREME_TRY(WrittenFile::create(making / commits_name));
    TRIREME_TRY(sync_folder(making));
    TRIREME_TRY(rename_path(making, folder));
    return sync_folder(folder.parent_path());
}

Result<LiveWriter> LiveWriter::open(const std::filesystem::path& folder, SeriesKind kind) {
    LiveCommit last;
    {
        // Whoever appends to what is damaged would hide where the damage began.
        TRIREME_TRY_ASSIGN(const LivePart part, LivePart::open(folder, kind));
        last.rows = part.rows();
        last.number = part.commits();
        last.last_time = part.rows() == 0 ? 0 : part.view()[0].back();
    }
    std::vector<WrittenFile> columns;
    for (const std::string_view column : columns_of(kind)) {
        TRIREME_TRY_ASSIGN(WrittenFile file, WrittenFile::open(column_path(folder, column)));
        TRIREME_TRY(file.cut_to(last.rows * value_bytes));
        columns.push_back(std::move(file));
    }
    TRIREME_TRY_ASSIGN(WrittenFile commits, WrittenFile::open(folder / commits_name));
    TRIREME_TRY(commits.cut_to(std::uint64_t{last.number} * live_commit_bytes));
    return LiveWriter(std::move(columns), std::move(commits), last);
}

Result<void> LiveWriter::append(const ColumnView& rows) {
    if (has_failed_) {
        return fail(ErrorCode::io_failure, "{}: an earlier write failed; the store must be opened again",
                    commits_.path().string());
    }
    if (rows.rows == 0) {
        return {};
    }
    LiveCommit commit{
        .number = last_.number + 1, .rows = last_.rows + rows.rows, .last_time = rows[0].back(), .checksums = {}};
    has_failed_ = true;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        const ByteView bytes = std::as_bytes(rows[column]);
        commit.checksums[column] = crc32c(bytes);
        TRIREME_TRY(columns_[column].write_at(last_.rows * value_bytes, bytes));
    }
    for (WrittenFile& column : columns_) {
        TRIREME_TRY(column.sync());
    }
    TRIREME_TRY(commits_.write_at(std::uint64_t{last_.number} * live_commit_bytes, encode_live_commit(commit)));
    TRIREME_TRY(commits_.sync());
    last_ = commit;
    has_failed_ = false;
    return {};
}

}  // namespace trireme::marketdata
