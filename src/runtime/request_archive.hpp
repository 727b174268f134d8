#pragma once

#include "journal/request_store.hpp"
#include "journal/storage.hpp"

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace trireme::runtime {

// What cores have forgotten, on disk: the files of old requests. The start and then the snapshot follower add to them,
// one at a time, and the engine thread looks into them, each on its own row of files: the writer shows a new row when
// it has one, and the reader takes it when it comes to it.
class RequestArchive {
public:
    // Damaged files are passed over.
    [[nodiscard]] static Result<std::unique_ptr<RequestArchive>> open(journal::Storage& storage,
                                                                      const journal::LogId& log_id);

    // What was wrong with those that were passed over when it was opened.
    [[nodiscard]] const std::vector<std::string>& damages() const { return damages_; }

    // By which a request's name is found. It begins with the log's id, which nobody outside knows, so that nobody can
    // choose names that lie in each other's way.
    [[nodiscard]] std::uint64_t hash_of(ByteView name) const;

    // The writer. Through which command all that was forgotten is in the files.
    [[nodiscard]] std::uint64_t covered_through() const { return journal::covered_through(row_); }
    // Adds what was forgotten behind that command and through this one; may hold older ones too. Empties the list if
    // all went well.
    [[nodiscard]] Result<void> add(std::vector<journal::RequestEntry>& forgotten, std::uint64_t through);
    // Does a bounded part of keeping the files few; false if there is nothing left to do.
    [[nodiscard]] Result<bool> tidy();

    // Gives a damaged file another name, so that the next start makes it anew from the journal instead of coming upon
    // the damage again. From any thread.
    void set_aside(const journal::RequestFileInfo& damaged);

    // The reader. How often the row has changed, and the row.
    [[nodiscard]] std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
    [[nodiscard]] std::shared_ptr<const journal::RequestRow> row() const;

private:
    RequestArchive(journal::Storage& storage, const journal::LogId& log_id, journal::RequestRow row,
                   std::vector<std::string> damages);

    void show_row();
    void set_aside_damaged(std::initializer_list<journal::RequestFileInfo> suspects);

    journal::Storage& storage_;
    const journal::LogId log_id_;
    const std::vector<std::string> damages_;
    journal::RequestRow row_;  // the writer's
    std::optional<journal::RequestMerge> merge_;
    std::size_t merged_at_ = 0;  // where in the row its two files stand
    bool may_be_superseded_ = true;
    bool may_merge_ = true;  // not once that came upon damage

    mutable std::mutex shown_mutex_;
    std::shared_ptr<const journal::RequestRow> shown_;
    std::atomic<std::uint64_t> changes_ = 0;
    // Kept until the reader has let go of them, so that it never spends its time on closing files.
    std::vector<std::shared_ptr<const journal::RequestRow>> retired_;
};

}  // namespace trireme::runtime
