#pragma once

#include "journal/log_writer.hpp"
#include "ports/event_source.hpp"
#include "runtime/account_index.hpp"
#include "runtime/core_runner.hpp"
#include "runtime/waiting.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace trireme::runtime {

// What has been said: every event of every durable command, in files that subscribers read from, past and present
// alike. It is derived from the journal and can be made again from it, so it is synced about once a second and not per
// batch.
//
// One thread at a time appends and syncs; any number read through streams of their own, which must not outlive it.
class EventLog final : public EventSource {
public:
    // `last_event` is the last one already in the log, whose writer it is.
    [[nodiscard]] static Result<std::unique_ptr<EventLog>> open(journal::Storage& storage,
                                                                std::unique_ptr<journal::LogWriter> writer,
                                                                std::uint64_t last_event,
                                                                std::uint64_t batch_bytes_max);
    ~EventLog() override;

    // Seals and appends the events and shows them to streams: all events of the commands behind those appended before,
    // through `last_command`, whether it led to any or not. They must be durable in the journal.
    [[nodiscard]] Result<void> append(EventRecords& events, std::uint64_t last_command);
    [[nodiscard]] Result<void> sync();
    // The same from a thread that does not append, without holding up the one that does: `append_mutex`, which guards
    // appending, is free while the disk works.
    [[nodiscard]] Result<void> sync_beside(std::mutex& append_mutex);

    // Files the index of accounts for the segments that were sealed since the last call. Besides the thread that
    // appends, another may call it.
    void file_account_index() { accounts_->file_sealed(); }

    // Ends every stream's waiting, now and later.
    void stop();

    Result<std::unique_ptr<EventStream>> events_after(std::uint64_t sequence) override;
    Result<std::unique_ptr<EventStream>> account_events_after(std::uint64_t account,
                                                              std::uint64_t account_sequence) override;

    [[nodiscard]] journal::LogWriter& writer() { return *writer_; }
    [[nodiscard]] std::uint64_t last_event() const { return last_event_.load(std::memory_order_acquire); }
    // The last command whose events are all shown; 0 before the first that was appended.
    [[nodiscard]] std::uint64_t shown_through_command() const { return last_command_.load(std::memory_order_acquire); }
    // How many bytes of records were appended since the writer was opened.
    [[nodiscard]] std::uint64_t appended_bytes() const { return appended_bytes_; }
    // The last command whose events are all in the log and synced.
    [[nodiscard]] std::uint64_t synced_through_command() const {
        return synced_through_command_.load(std::memory_order_acquire);
    }

private:
    class Stream;

    EventLog(journal::Storage& storage, std::unique_ptr<journal::LogWriter> writer,
             std::unique_ptr<AccountIndex> accounts, std::uint64_t last_event, std::uint64_t batch_bytes_max);

    void add(Stream& stream);
    void remove(Stream& stream);
    void ring_streams();

    journal::Storage& storage_;
    std::unique_ptr<journal::LogWriter> writer_;
    std::unique_ptr<AccountIndex> accounts_;
    const std::uint64_t batch_bytes_max_;
    std::atomic<std::uint64_t> last_command_ = 0;
    std::uint64_t appended_bytes_ = 0;
    std::atomic<std::uint64_t> last_event_;
    std::atomic<std::uint64_t> synced_through_command_ = 0;
    std::atomic<bool> is_stopped_ = false;

    std::mutex streams_mutex_;
    std::vector<Stream*> streams_;
};

}  // namespace trireme::runtime
