#include "golden/golden_folder.hpp"

#include "app/brokerage_core.hpp"
#include "codec/bytes.hpp"
#include "journal/posix_storage.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/snapshot_follower.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::golden {
namespace {

constexpr std::string_view log_id_text = "golden brokerage";
constexpr std::size_t commands_per_batch = 16;

// Stands where it is put.
class SetClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return now_; }
    void set(Timestamp time) { now_ = time; }

private:
    Timestamp now_ = Timestamp::earliest();
};

// Hears of every outcome; a command that is not durable is missing in the figures.
class Deaf final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t /*tag*/, const Outcome& /*outcome*/) override {}
};

Result<void> commit_gathered(runtime::Pipeline& pipeline) {
    if (runtime::Batch* const batch = pipeline.take_gathered()) {
        TRIREME_TRY(pipeline.commit(*batch));
        TRIREME_TRY(pipeline.publish(*batch));
    }
    return pipeline.prepare_segments();
}

// The command, behind the timers that are due before it.
Result<void> send(runtime::Pipeline& pipeline, const Command& command, OutcomeReceiver& receiver) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    const Admission admission = pipeline.submit(bytes, receiver, 0);
    if (admission != Admission::taken) {
        return fail(ErrorCode::invalid_input, "a command was not taken: {}", name_of(admission));
    }
    while (pipeline.gather([] { return true; }) != runtime::Pipeline::Gathered::everything) {
        TRIREME_TRY(commit_gathered(pipeline));
    }
    return {};
}

Result<void> take_snapshots(journal::Storage& storage, runtime::Pipeline& pipeline,
                            std::uint64_t commands_per_snapshot) {
    const runtime::FollowerOptions options{.commands_per_snapshot = commands_per_snapshot,
                                           .segments_per_snapshot = UINT64_MAX};
    runtime::SnapshotFollower follower(storage, app::brokerage_core_kind(), pipeline.journal(), pipeline.events(),
                                       pipeline.request_archive(), options);
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto stepped, follower.step());
        if (stepped == runtime::SnapshotFollower::Stepped::caught_up) {
            return {};
        }
    }
}

}  // namespace

runtime::BootOptions boot_options() {
    runtime::BootOptions options;
    options.segment_bytes = journal::segment_bytes_min(batch_limits.batch_bytes_max);
    options.limits = batch_limits;
    std::ranges::copy(bytes_of(log_id_text), options.new_log_id.begin());
    return options;
}

Figures figures_of(const runtime::Position& position, const runtime::Core& core) {
    return {.commands = position.sequence,
            .events = position.event_sequence,
            .event_hash = position.event_hash,
            .state_hash = core.state_hash()};
}

std::string to_text(const Figures& figures) {
    return fmt::format("commands   {}\nevents     {}\nevent hash {:016x}\nstate hash {:016x}\n", figures.commands,
                       figures.events, figures.event_hash, figures.state_hash);
}

Result<Figures> run_live(const std::string& folder, std::span<const reference::TimedCommand> commands,
                         std::uint64_t commands_per_snapshot) {
    TRIREME_TRY_ASSIGN(const auto storage, journal::open_posix_storage(folder, journal::FolderPolicy::make_if_missing));
    const runtime::CoreKind kind = app::brokerage_core_kind();
    TRIREME_TRY_ASSIGN(auto booted, runtime::boot(*storage, kind, boot_options()));
    SetClock clock;
    Deaf receiver;
    runtime::Pipeline pipeline(kind, std::move(booted), clock, {.queue_capacity = 2, .limits = batch_limits});
    for (const auto& [time, command] : commands) {
        clock.set(time);
        TRIREME_TRY(send(pipeline, command, receiver));
        if (pipeline.gathered_count() >= commands_per_batch) {
            TRIREME_TRY(commit_gathered(pipeline));
        }
    }
    TRIREME_TRY(commit_gathered(pipeline));
    TRIREME_TRY(pipeline.sync_events());
    TRIREME_TRY(pipeline.sync_mark());
    TRIREME_TRY(take_snapshots(*storage, pipeline, commands_per_snapshot));
    return figures_of(pipeline.sequencer().position(), pipeline.sequencer().core());
}

}  // namespace trireme::golden
