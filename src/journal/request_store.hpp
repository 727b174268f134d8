#pragma once

#include "journal/request_file.hpp"
#include "journal/request_writer.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

// The files of old requests as a row: each goes on where the one before it ends, or before that. A request that is
// found in two of them was answered alike in both.
namespace trireme::journal {

using RequestRow = std::vector<std::shared_ptr<RequestFile>>;

// Through which command the row reaches; 0 for an empty one.
[[nodiscard]] std::uint64_t covered_through(const RequestRow& row);

// The good files of this log that reach furthest from the beginning without a gap. `on_bad` is told of each file that
// is damaged; `conflict` if one is of another log.
[[nodiscard]] Result<RequestRow> open_request_row(Storage& storage, const LogId& log_id,
                                                  const std::function<void(const Error&)>& on_bad);

// Removes the files that the row makes superfluous: what a crash left of files that were merged, and damaged ones that
// were made again. Returns their names.
[[nodiscard]] Result<std::vector<std::string>> remove_superseded_request_files(Storage& storage, const RequestRow& row);

// The first of two neighbours in the row to be merged, if any should be: so that each file is more than four times as
// large as the next, and their number grows with the logarithm of what they hold.
[[nodiscard]] std::optional<std::size_t> request_files_to_merge(const RequestRow& row);

// Makes one file of two neighbours, in steps of a bounded size.
class RequestMerge {
public:
    [[nodiscard]] static Result<RequestMerge> open(Storage& storage, const RequestFileInfo& older,
                                                   const RequestFileInfo& newer);

    // False when the merged file has its name.
    [[nodiscard]] Result<bool> step();

    [[nodiscard]] const RequestFileInfo& merged() const { return info_; }

private:
    // Walks through the entries of a file.
    struct Cursor {
        RequestFile file;
        std::vector<RequestEntry> entries{};
        std::size_t at = 0;
        std::uint64_t next_block = 0;

        [[nodiscard]] const RequestEntry* current() const { return at < entries.size() ? &entries[at] : nullptr; }
        [[nodiscard]] Result<void> load_if_needed();
    };

    RequestMerge(Storage& storage, const RequestFileInfo& info, Cursor older, Cursor newer, RequestWriter writer);

    [[nodiscard]] Result<void> copy_some();

    Storage* storage_;
    RequestFileInfo info_;
    Cursor older_;
    Cursor newer_;
    std::uint64_t copied_ = 0;
    std::optional<RequestWriter> writer_;       // until all is written
    std::optional<RequestReadBack> read_back_;  // from then on
};

}  // namespace trireme::journal
