#pragma once

#include "ports/clock.hpp"
#include "ports/command_sink.hpp"
#include "ports/event_source.hpp"
#include "runtime/boot.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/snapshot_follower.hpp"
#include "runtime/waiting.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace trireme::runtime {

struct RuntimeOptions {
    BootOptions boot;
    std::size_t queue_capacity = 4096;  // a power of two
    WaitPolicy wait = WaitPolicy::automatic;
    std::optional<FollowerOptions> follower;  // without it nobody writes snapshots or archives segments
    // Is shown what the start came to, once, before any command is taken: no other thread may look at the core later.
    std::function<void(const Core&)> on_booted{};
};

// The engine as it runs: a pipeline and the threads that drive its stages.
//
// The engine thread sequences and applies. With little under way it also commits and publishes itself, since handing
// over would cost more than it saves; under load the journal thread commits while the engine thread gathers the next
// batch, and the publisher thread writes events behind it. The housekeeper prepares segments and syncs what may wait.
// The follower, if there is one, writes snapshots at low priority.
//
// Lives until destroyed; `stop` may be called before. A failed write or sync stops it by itself: `failure` says so.
class Runtime final : public CommandSink, public EventSource {
public:
    // Recovers what the storage holds and begins to take commands. Storage and clock outlive the runtime.
    [[nodiscard]] static Result<std::unique_ptr<Runtime>> start(journal::Storage& storage, Clock& clock,
                                                                const CoreKind& kind, const RuntimeOptions& options);
    ~Runtime() override;

    Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) override;
    // For what has a time of its own, such as recorded quotes, beside a clock that does not run ahead of it: the
    // command is given that time, or the last command's if that is later. So the journal follows from what was
    // submitted, and not from when the threads came to it.
    Admission submit_not_before(Timestamp time, ByteView command, OutcomeReceiver& receiver, std::uint64_t tag);
    Result<std::unique_ptr<EventStream>> events_after(std::uint64_t sequence) override;
    Result<std::unique_ptr<EventStream>> account_events_after(std::uint64_t account,
                                                              std::uint64_t account_sequence) override;

    // Takes no more commands, finishes those it took, syncs everything and ends the threads. Returns how it ended.
    [[nodiscard]] Result<void> stop();

    // Why the engine stopped by itself, if it did.
    [[nodiscard]] std::optional<Error> failure() const;

    [[nodiscard]] const BootReport& boot_report() const { return pipeline_->boot_report(); }
    [[nodiscard]] PipelineCounters counters() const { return pipeline_->counters(); }
    [[nodiscard]] std::optional<FollowerStatus> follower_status() const;
    [[nodiscard]] std::uint64_t durable_sequence() const { return pipeline_->durable_sequence(); }
    // Through which command all events are there for streams to read; 0 before the first since the start.
    [[nodiscard]] std::uint64_t published_sequence() const { return pipeline_->events().shown_through_command(); }
    [[nodiscard]] Pipeline& pipeline() { return *pipeline_; }

    // Where the core stands; only after `stop`.
    [[nodiscard]] const Position& position() const;
    [[nodiscard]] std::uint64_t state_hash() const;

private:
    Runtime(std::unique_ptr<Pipeline> pipeline, std::unique_ptr<SnapshotFollower> follower, Clock& clock,
            WaitPolicy wait);

    void run_engine();
    void run_journal();
    void run_publisher();
    void run_housekeeper();
    [[nodiscard]] Result<void> keep_house(std::chrono::steady_clock::time_point& events_synced_at);
    void run_follower();

    // Engine thread.
    void dispatch();
    void wait_for_work();
    [[nodiscard]] bool can_gather() const;
    [[nodiscard]] bool can_dispatch() const;
    [[nodiscard]] bool must_abandon() const;
    [[nodiscard]] bool engine_is_done() const;

    // The thread that commits: the engine thread, or the journal thread while a batch is handed to it.
    void commit_and_publish(Batch& batch);
    void commit_and_hand_over(Batch& batch);
    [[nodiscard]] bool commit(Batch& batch);
    void hand_over_to_publisher(Batch& batch);
    void call_housekeeper_after_roll();
    void call_housekeeper();  // any thread

    void fail_with(const Error& error);
    [[nodiscard]] Result<void> join_and_sync();

    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<SnapshotFollower> follower_;  // null if there is none
    Clock& clock_;

    Doorbell engine_doorbell_;
    Doorbell journal_doorbell_;
    Doorbell publisher_doorbell_;
    Doorbell housekeeper_doorbell_{WaitPolicy::park};
    Doorbell follower_doorbell_{WaitPolicy::park};

    Pipeline::Gathered last_gathered_ = Pipeline::Gathered::everything;  // engine thread
    std::uint64_t segments_seen_ = 0;                                    // the thread that commits

    std::atomic<Batch*> to_commit_ = nullptr;            // handed to the journal thread; null again when it is done
    Handover<Batch, Pipeline::batch_count> to_publish_;  // handed to the publisher thread
    std::atomic<std::uint64_t> unpublished_ = 0;         // batches handed to it and not published yet

    std::atomic<bool> is_stopping_ = false;
    std::atomic<bool> has_failed_ = false;
    std::atomic<bool> engine_has_ended_ = false;
    std::atomic<bool> journal_has_ended_ = false;
    std::atomic<bool> publisher_has_ended_ = false;
    std::atomic<bool> housekeeper_is_called_ = false;
    mutable std::mutex failure_mutex_;
    std::optional<Error> failure_;
    std::optional<Result<void>> ended_;

    std::thread follower_thread_;
    std::thread housekeeper_;
    std::thread publisher_;
    std::thread journal_;
    std::thread engine_;
};

}  // namespace trireme::runtime
