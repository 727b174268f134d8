#include "runtime/runtime.hpp"

#include "base/assert.hpp"

namespace trireme::runtime {

Result<std::unique_ptr<Runtime>> Runtime::start(journal::Storage& storage, Clock& clock, const CoreKind& kind,
                                                const RuntimeOptions& options) {
    TRIREME_TRY_ASSIGN(Booted booted, boot(storage, kind, options.boot));
    if (options.on_booted) {
        options.on_booted(*booted.core);
    }
    const PipelineOptions pipeline_options{.queue_capacity = options.queue_capacity, .limits = options.boot.limits};
    auto pipeline = std::make_unique<Pipeline>(kind, std::move(booted), clock, pipeline_options);
    std::unique_ptr<SnapshotFollower> follower;
    if (options.follower) {
        follower = std::make_unique<SnapshotFollower>(storage, kind, pipeline->journal(), pipeline->events(),
                                                      pipeline->request_archive(), *options.follower);
    }
    return std::unique_ptr<Runtime>(new Runtime(std::move(pipeline), std::move(follower), clock, options.wait));
}

Runtime::Runtime(std::unique_ptr<Pipeline> pipeline, std::unique_ptr<SnapshotFollower> follower, Clock& clock,
                 WaitPolicy wait)
    : pipeline_(std::move(pipeline)),
      follower_(std::move(follower)),
      clock_(clock),
      engine_doorbell_(wait),
      journal_doorbell_(wait),
      publisher_doorbell_(wait == WaitPolicy::automatic ? WaitPolicy::park : wait) {
    housekeeper_ = std::thread([this] { run_housekeeper(); });
    publisher_ = std::thread([this] { run_publisher(); });
    journal_ = std::thread([this] { run_journal(); });
    engine_ = std::thread([this] { run_engine(); });
    if (follower_) {
        follower_thread_ = std::thread([this] { run_follower(); });
    }
}

Runtime::~Runtime() { static_cast<void>(stop()); }

Admission Runtime::submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) {
    return submit_not_before(Timestamp::earliest(), command, receiver, tag);
}

Admission Runtime::submit_not_before(Timestamp time, ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) {
    const Admission admission = pipeline_->submit_not_before(time, command, receiver, tag);
    if (admission == Admission::taken) {
        engine_doorbell_.ring();
    }
    return admission;
}

Result<std::unique_ptr<EventStream>> Runtime::events_after(std::uint64_t sequence) {
    return pipeline_->events().events_after(sequence);
}

Result<std::unique_ptr<EventStream>> Runtime::account_events_after(std::uint64_t account,
                                                                   std::uint64_t account_sequence) {
    return pipeline_->events().account_events_after(account, account_sequence);
}

std::optional<FollowerStatus> Runtime::follower_status() const {
    return follower_ ? std::optional(follower_->status()) : std::nullopt;
}

void Runtime::fail_with(const Error& error) {
    {
        const std::scoped_lock lock(failure_mutex_);
        if (!failure_) {
            failure_ = error;
        }
    }
    pipeline_->stop_taking();
    has_failed_.store(true, std::memory_order_release);
    engine_doorbell_.ring();
}

std::optional<Error> Runtime::failure() const {
    const std::scoped_lock lock(failure_mutex_);
    return failure_;
}

Result<void> Runtime::stop() {
    if (ended_) {
        return *ended_;
    }
    pipeline_->stop_taking();
    is_stopping_.store(true, std::memory_order_release);
    engine_doorbell_.ring();
    follower_doorbell_.ring();
    ended_ = join_and_sync();
    pipeline_->events().stop();
    return *ended_;
}

Result<void> Runtime::join_and_sync() {
    if (follower_thread_.joinable()) {
        follower_thread_.join();
    }
    engine_.join();
    journal_.join();
    publisher_.join();
    housekeeper_.join();
    if (auto error = failure()) {
        return std::unexpected(*std::move(error));
    }
    TRIREME_TRY(pipeline_->sync_events());
    return pipeline_->sync_mark();
}

const Position& Runtime::position() const {
    TRIREME_ASSERT(ended_.has_value(), "the core belongs to the engine thread until the runtime has stopped");
    return pipeline_->sequencer().position();
}

std::uint64_t Runtime::state_hash() const {
    TRIREME_ASSERT(ended_.has_value(), "the core belongs to the engine thread until the runtime has stopped");
    return pipeline_->sequencer().core().state_hash();
}

}  // namespace trireme::runtime
