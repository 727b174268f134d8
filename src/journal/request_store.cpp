#include "journal/request_store.hpp"

#include "journal/unfinished_file.hpp"

#include <algorithm>
#include <utility>

namespace trireme::journal {
namespace {

constexpr std::uint64_t entries_merged_per_step = 16'384;

Result<std::shared_ptr<RequestFile>> open_for_row(Storage& storage, const LogId& log_id, const RequestRange& range) {
    const std::string name = request_file_name(range);
    TRIREME_TRY_ASSIGN(RequestFile file, RequestFile::open(storage, name));
    if (file.info().log_id != log_id) {
        return fail(ErrorCode::conflict, "{}: holds requests of another journal than the one in {}", file.path(),
                    storage.path_of(folder_of(LogKind::commands)));
    }
    if (file.info().range != range) {
        return fail(ErrorCode::corrupt, "{} at offset 0: the header says that it covers commands {} to {}", file.path(),
                    file.info().range.after + 1, file.info().range.through);
    }
    return std::make_shared<RequestFile>(std::move(file));
}

}  // namespace

std::uint64_t covered_through(const RequestRow& row) { return row.empty() ? 0 : row.back()->info().range.through; }

Result<RequestRow> open_request_row(Storage& storage, const LogId& log_id,
                                    const std::function<void(const Error&)>& on_bad) {
    TRIREME_TRY_ASSIGN(std::vector<RequestRange> ranges, list_request_files(storage));
    RequestRow row;
    for (;;) {
        const std::uint64_t reached = covered_through(row);
        std::erase_if(ranges, [&](const RequestRange& range) { return range.through <= reached; });
        const auto goes_on = [&](const RequestRange& range) { return range.after <= reached; };
        // Of those that go on, the one that reaches furthest.
        const auto best = std::ranges::max_element(
            ranges, {}, [&](const RequestRange& range) { return std::pair(goes_on(range), range.through); });
        if (best == ranges.end() || !goes_on(*best)) {
            return row;
        }
        auto file = open_for_row(storage, log_id, *best);
        if (file) {
            row.push_back(*std::move(file));
        } else if (file.error().code == ErrorCode::corrupt) {
            on_bad(file.error());
        } else {
            return std::unexpected(std::move(file).error());
        }
        ranges.erase(best);
    }
}

Result<std::vector<std::string>> remove_superseded_request_files(Storage& storage, const RequestRow& row) {
    TRIREME_TRY_ASSIGN(const auto ranges, list_request_files(storage));
    std::vector<std::string> removed;
    for (const RequestRange& range : ranges) {
        const bool is_in_row = std::ranges::any_of(row, [&](const auto& file) { return file->info().range == range; });
        if (!is_in_row && range.through <= covered_through(row)) {
            removed.push_back(request_file_name(range));
            TRIREME_TRY(storage.remove(removed.back()));
        }
    }
    return removed;
}

std::optional<std::size_t> request_files_to_merge(const RequestRow& row) {
    for (std::size_t newer = row.size(); newer-- > 1;) {
        if (row[newer - 1]->info().entries <= 4 * row[newer]->info().entries) {
            return newer - 1;
        }
    }
    return std::nullopt;
}

RequestMerge::RequestMerge(Storage& storage, const RequestFileInfo& info, Cursor older, Cursor newer,
                           RequestWriter writer)
    : storage_(&storage), info_(info), older_(std::move(older)), newer_(std::move(newer)), writer_(std::move(writer)) {}

Result<RequestMerge> RequestMerge::open(Storage& storage, const RequestFileInfo& older, const RequestFileInfo& newer) {
    TRIREME_TRY_ASSIGN(RequestFile older_file, RequestFile::open(storage, request_file_name(older.range)));
    TRIREME_TRY_ASSIGN(RequestFile newer_file, RequestFile::open(storage, request_file_name(newer.range)));
    const RequestFileInfo merged{older.log_id, {older.range.after, newer.range.through}, older.entries + newer.entries};
    TRIREME_TRY_ASSIGN(RequestWriter writer, RequestWriter::create(storage, merged));
    return RequestMerge(storage, merged, Cursor{std::move(older_file)}, Cursor{std::move(newer_file)},
                        std::move(writer));
}

Result<void> RequestMerge::Cursor::load_if_needed() {
    if (current() != nullptr || next_block == file.block_count()) {
        return {};
    }
    TRIREME_TRY(file.read_block(next_block, entries));
    at = 0;
    next_block += 1;
    return {};
}

Result<void> RequestMerge::copy_some() {
    for (std::uint64_t count = 0; count < entries_merged_per_step && copied_ < info_.entries; ++count) {
        TRIREME_TRY(older_.load_if_needed());
        TRIREME_TRY(newer_.load_if_needed());
        const RequestEntry* const older = older_.current();
        const RequestEntry* const newer = newer_.current();
        if (older == nullptr && newer == nullptr) {
            return fail(ErrorCode::corrupt, "{}: its files hold {} entries, their headers say {}",
                        storage_->path_of(request_file_name(info_.range)), copied_, info_.entries);
        }
        // Of equal names the newer one first.
        const bool takes_older = newer == nullptr || (older != nullptr && comes_before(*older, *newer));
        TRIREME_TRY(writer_->add(takes_older ? *older : *newer));
        (takes_older ? older_ : newer_).at += 1;
        copied_ += 1;
    }
    return {};
}

Result<bool> RequestMerge::step() {
    if (read_back_) {
        TRIREME_TRY_ASSIGN(const bool is_left, read_back_->step());
        if (!is_left) {
            TRIREME_TRY(finish_file(*storage_, request_file_name(info_.range)));
        }
        return is_left;
    }
    TRIREME_TRY(copy_some());
    if (copied_ == info_.entries) {
        TRIREME_TRY(writer_->finish());
        writer_.reset();
        TRIREME_TRY_ASSIGN(RequestReadBack read_back, RequestReadBack::open(*storage_, info_));
        read_back_.emplace(std::move(read_back));
    }
    return true;
}

}  // namespace trireme::journal
