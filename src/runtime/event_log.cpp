#include "runtime/event_log.hpp"

#include "runtime/event_reader.hpp"

#include <algorithm>
#include <utility>

namespace trireme::runtime {

// Reads the log's files up to what is shown, over all accounts or for one.
class EventLog::Stream final : public EventStream {
public:
    Stream(EventLog& log, EventReader reader, std::optional<std::uint64_t> account, std::uint64_t account_sequence)
        : log_(log), reader_(std::move(reader)), account_(account), account_sequence_(account_sequence) {
        log_.add(*this);
    }

    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() override { log_.remove(*this); }

    Result<std::optional<EventView>> next() override {
        if (!found_) {
            found_ = find_next();
        }
        return *std::exchange(found_, std::nullopt);
    }

    // A failure to read counts as a next event: `next` tells it.
    bool wait(std::chrono::nanoseconds at_most) override {
        const auto begin = std::chrono::steady_clock::now();
        while (!has_found()) {
            found_ = find_next();
            const auto waited = std::chrono::steady_clock::now() - begin;
            if (has_found() || waited >= at_most || log_.is_stopped_.load(std::memory_order_acquire)) {
                break;
            }
            doorbell_.wait(at_most - waited, [this] {
                return reader_.next_sequence() <= log_.last_event() || log_.is_stopped_.load(std::memory_order_acquire);
            });
        }
        if (!has_found()) {
            found_.reset();
            return false;
        }
        return true;
    }

    void ring() { doorbell_.ring(); }

private:
    [[nodiscard]] bool has_found() const { return found_ && (!*found_ || **found_); }

    [[nodiscard]] Result<std::optional<EventView>> find_next() {
        for (;;) {
            TRIREME_TRY_ASSIGN(const auto found, reader_.next(log_.last_event()));
            if (!found || !account_) {
                return found;
            }
            const EventView& event = *found;
            if (event.account != *account_) {
                continue;
            }
            if (event.account_sequence <= account_sequence_) {
                if (event.sequence > opened_at_) {
                    return fail(ErrorCode::out_of_range,
                                "account {} has come to event {}, events after {} were asked for", *account_,
                                event.account_sequence, account_sequence_);
                }
                continue;
            }
            if (event.account_sequence != account_sequence_ + 1) {
                return fail(ErrorCode::not_found, "the event log begins with event {} of account {}, {} was asked for",
                            event.account_sequence, *account_, account_sequence_ + 1);
            }
            account_sequence_ = event.account_sequence;
            return event;
        }
    }

    EventLog& log_;
    EventReader reader_;
    std::optional<std::uint64_t> account_;
    std::uint64_t account_sequence_;
    const std::uint64_t opened_at_ = log_.last_event();
    std::optional<Result<std::optional<EventView>>> found_;  // by `wait`, for the next `next`
    Doorbell doorbell_{WaitPolicy::park};
};

Result<std::unique_ptr<EventLog>> EventLog::open(journal::Storage& storage, std::unique_ptr<journal::LogWriter> writer,
                                                 std::uint64_t last_event, std::uint64_t batch_bytes_max) {
    TRIREME_ASSERT(batch_bytes_max >= EventRecords::block_bytes_max, "blocks do not fit into writes of {} bytes",
                   batch_bytes_max);
    TRIREME_TRY_ASSIGN(auto accounts,
                       AccountIndex::open(storage, writer->log_id(), writer->segment_index(), last_event));
    return std::unique_ptr<EventLog>(
        new EventLog(storage, std::move(writer), std::move(accounts), last_event, batch_bytes_max));
}

EventLog::EventLog(journal::Storage& storage, std::unique_ptr<journal::LogWriter> writer,
                   std::unique_ptr<AccountIndex> accounts, std::uint64_t last_event, std::uint64_t batch_bytes_max)
    : storage_(storage),
      writer_(std::move(writer)),
      accounts_(std::move(accounts)),
      batch_bytes_max_(batch_bytes_max),
      last_event_(last_event) {}

EventLog::~EventLog() = default;

Result<void> EventLog::append(EventRecords& events, std::uint64_t last_command) {
    events.close();
    std::size_t begin = 0;
    while (begin < events.block_count()) {
        const std::size_t end = events.end_within(begin, batch_bytes_max_);
        const MutableByteView records = events.records_of(begin, end);
        journal::seal_records(records, writer_->seed());
        const auto written =
            events.views().subspan(0, events.first_event_of(end)).subspan(events.first_event_of(begin));
        const EventView& last = written.back();
        TRIREME_TRY(writer_->write(records, written.front().sequence, last.sequence, last.command_sequence));
        appended_bytes_ += records.size();
        // In the index before it is shown, so that the index never knows less than a stream.
        accounts_->add(writer_->segment_index(), written);
        last_event_.store(last.sequence, std::memory_order_release);
        begin = end;
    }
    last_command_.store(last_command, std::memory_order_release);
    ring_streams();
    return {};
}

Result<void> EventLog::sync() {
    std::mutex nobody_appends;
    return sync_beside(nobody_appends);
}

Result<void> EventLog::sync_beside(std::mutex& append_mutex) {
    std::unique_lock lock(append_mutex);
    const std::uint64_t through_command = shown_through_command();
    TRIREME_TRY_ASSIGN(const auto unsynced, writer_->begin_sync());
    if (unsynced.file != nullptr) {
        lock.unlock();
        auto synced = unsynced.file->sync();
        lock.lock();
        TRIREME_TRY(writer_->finish_sync(unsynced, std::move(synced)));
    }
    synced_through_command_.store(through_command, std::memory_order_release);
    return {};
}

void EventLog::stop() {
    is_stopped_.store(true, std::memory_order_release);
    ring_streams();
}

Result<std::unique_ptr<EventStream>> EventLog::events_after(std::uint64_t sequence) {
    if (sequence > last_event()) {
        return fail(ErrorCode::out_of_range, "the last event is {}, events after {} were asked for", last_event(),
                    sequence);
    }
    TRIREME_TRY_ASSIGN(auto reader, EventReader::open(storage_, sequence + 1));
    return std::make_unique<Stream>(*this, std::move(reader), std::nullopt, 0);
}

Result<std::unique_ptr<EventStream>> EventLog::account_events_after(std::uint64_t account,
                                                                    std::uint64_t account_sequence) {
    TRIREME_TRY_ASSIGN(const std::uint64_t begin, accounts_->find(account, account_sequence));
    TRIREME_TRY_ASSIGN(auto reader, EventReader::open(storage_, begin));
    return std::make_unique<Stream>(*this, std::move(reader), account, account_sequence);
}

void EventLog::add(Stream& stream) {
    const std::scoped_lock lock(streams_mutex_);
    streams_.push_back(&stream);
}

void EventLog::remove(Stream& stream) {
    const std::scoped_lock lock(streams_mutex_);
    std::erase(streams_, &stream);
}

// The lock orders what was shown before any stream's first look, or the stream is in the list: no wake-up is lost.
void EventLog::ring_streams() {
    const std::scoped_lock lock(streams_mutex_);
    for (Stream* stream : streams_) {
        stream->ring();
    }
}

}  // namespace trireme::runtime
