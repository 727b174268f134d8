#include "simulation/engine_life.hpp"

#include "simulation/engine_setup.hpp"

#include <algorithm>
#include <utility>

namespace trireme::simulation {
namespace {

constexpr std::size_t settle_rounds_max = 20'000;

}  // namespace

// A stage is run by one thread at a time.
class EngineLife::Occupied {
public:
    Occupied(EngineLife& life, Stage stage) : flag_(life.occupied_[static_cast<std::size_t>(stage)]) { flag_ = true; }
    Occupied(const Occupied&) = delete;
    Occupied& operator=(const Occupied&) = delete;
    ~Occupied() { flag_ = false; }

private:
    bool& flag_;
};

EngineLife::EngineLife(World world) : world_(world) {}

EngineLife::~EngineLife() {
    world_.clients.end_life();
    world_.subscriber.end_life();
    world_.storage.set_on_delay({});
}

Result<void> EngineLife::start() {
    world_.history.note("boot");
    world_.storage.set_on_delay([this](Duration delay) { world_.clock.move(delay); });
    TRIREME_TRY_ASSIGN(runtime::Booted booted,
                       runtime::boot(world_.storage, world_.core.kind(), world_.core.boot_options(world_.random())));
    const runtime::BootReport& report = booted.report;
    world_.history.note("booted: command {}, event {}, snapshot {}, {} replayed, {} events rebuilt",
                        report.position.sequence, report.position.event_sequence, report.snapshot_sequence,
                        report.replayed_commands, report.rebuilt_events);
    for (const std::string& warning : report.warnings) {
        world_.history.note("warning: {}", warning);
        world_.tally.add(Work::cleared_tails, warning.find("are cleared") == std::string::npos ? 0 : 1);
        world_.tally.add(Work::swept_files, warning.starts_with("removed ") ? 1 : 0);
    }
    world_.tally.add(Work::boots);
    world_.tally.add(Work::boots_from_snapshot, report.snapshot_sequence > 0 ? 1 : 0);
    world_.tally.add(Work::rebuilt_events, report.rebuilt_events);
    world_.auditor.after_boot(report);
    if (const auto left = world_.storage.half_made_files(); !left.empty()) {
        world_.auditor.report(fmt::format("the start has left {} half made", left.front()));
    }

    pipeline_ = std::make_unique<runtime::Pipeline>(
        world_.core.kind(), std::move(booted), world_.clock,
        runtime::PipelineOptions{.queue_capacity = queue_capacity, .limits = world_.core.limits});
    follower_ = std::make_unique<runtime::SnapshotFollower>(world_.storage, world_.core.kind(), pipeline_->journal(),
                                                            pipeline_->events(), pipeline_->request_archive(),
                                                            follower_options);
    world_.clients.begin_life();
    world_.clients.service().queue_capacity = queue_capacity;
    world_.storage.set_on_delay([this](Duration delay) { go_on_during(delay); });
    return {};
}

std::uint64_t EngineLife::segments_begun() const {
    return pipeline_->journal().segment_index() + pipeline_->events().writer().segment_index();
}

void EngineLife::go_on_during(Duration delay) {
    world_.clock.move(delay);
    if (is_nested_ || !pipeline_) {
        return;
    }
    is_nested_ = true;
    world_.tally.add(Fault::slow_disk);
    for (std::uint64_t steps = below(world_.random, 4); steps > 0 && !ended_by_; --steps) {
        if (auto done = step(); !done) {
            ended_by_ = std::move(done).error();
        }
    }
    is_nested_ = false;
}

bool EngineLife::all_free() const {
    return std::ranges::none_of(occupied_, [](bool occupied) { return occupied; });
}

Result<void> EngineLife::step() {
    world_.clock.move(world_.core.draw_pause(world_.random));
    const std::uint64_t drawn = below(world_.random, 100);
    auto done = [&]() -> Result<void> {
        if (drawn < 30) {
            submit_some();
        } else if (drawn < 45) {
            return gather();
        } else if (drawn < 62) {
            return commit();
        } else if (drawn < 76) {
            return publish();
        } else if (drawn < 82) {
            return prepare();
        } else if (drawn < 85) {
            return keep_house();
        } else if (drawn < 89) {
            return follow();
        } else if (drawn < 96) {
            return read_events();
        } else if (drawn < 97) {
            return read_account();
        } else {
            check_if_quiet();
        }
        return {};
    }();
    if (done && ended_by_ && !is_nested_) {
        return std::unexpected(*std::exchange(ended_by_, std::nullopt));
    }
    return done;
}

void EngineLife::submit_some() {
    for (std::uint64_t count = 1 + below(world_.random, 6); count > 0; --count) {
        world_.clients.submit(*pipeline_, world_.clock.now());
    }
}

void EngineLife::flood() {
    world_.history.note("flood");
    world_.tally.add(Fault::flood);
    for (std::size_t count = 0; count < 2 * queue_capacity; ++count) {
        world_.clients.submit(*pipeline_, world_.clock.now());
    }
}

Result<void> EngineLife::gather() {
    if (!is_free(Stage::gather)) {
        return {};
    }
    const auto gathered = [this] {
        const Occupied occupied(*this, Stage::gather);
        std::uint64_t left = 1 + below(world_.random, 24);
        return pipeline_->gather([&left] { return --left > 0; });
    }();
    return gathered == runtime::Pipeline::Gathered::failed ? fatal(std::unexpected(*pipeline_->gather_failure()))
                                                           : Result<void>();
}

Result<void> EngineLife::commit() {
    if (!is_free(Stage::commit) || !is_free(Stage::gather) || !pipeline_->can_take_gathered()) {
        return {};
    }
    const Occupied occupied(*this, Stage::commit);
    runtime::Batch& batch = *pipeline_->take_gathered();
    world_.history.note("commit {} to {}", batch.first_sequence(), batch.last_sequence());
    // Whoever waits for a batch that fails is told so before the failure is known here.
    ServiceState& service = world_.clients.service();
    const bool could_stop = std::exchange(service.may_stop, true);
    const std::uint64_t unknown_before = world_.tally.of(Work::unknown);
    TRIREME_TRY(fatal(pipeline_->commit(batch)));
    const bool another_stage_failed = ended_by_.has_value();
    service.may_stop = could_stop || another_stage_failed;
    if (!service.may_stop && world_.tally.of(Work::unknown) > unknown_before) {
        world_.auditor.report("the outcome of a command is unknown, though its batch is durable");
    }
    to_publish_.push_back(&batch);
    return {};
}

Result<void> EngineLife::publish() {
    if (!is_free(Stage::publish) || to_publish_.empty()) {
        return {};
    }
    const Occupied occupied(*this, Stage::publish);
    runtime::Batch& batch = *to_publish_.front();
    to_publish_.pop_front();
    world_.history.note("publish through {}", batch.last_sequence());
    return fatal(pipeline_->publish(batch));
}

Result<void> EngineLife::prepare() {
    // Held back while another stage writes: it may be making a segment itself, and would hold the lock for that.
    if (is_nested_ || !is_free(Stage::housekeeping)) {
        return {};
    }
    const Occupied occupied(*this, Stage::housekeeping);
    const std::uint64_t refused_before = world_.storage.counters().refused_for_space;
    auto prepared = fatal(pipeline_->prepare_segments());
    if (world_.storage.counters().refused_for_space > refused_before) {
        world_.clients.service().may_lack_room = true;
    }
    return prepared;
}

Result<void> EngineLife::keep_house() {
    if (!is_free(Stage::housekeeping)) {
        return {};
    }
    const Occupied occupied(*this, Stage::housekeeping);
    switch (below(world_.random, 2)) {
        case 0: return fatal(pipeline_->sync_idle_mark());
        default: {
            // Whoever reads an account may be writing its index just now and would have it to himself.
            if (!is_free(Stage::publish) || !is_free(Stage::reading)) {
                return {};
            }
            const Occupied publishing(*this, Stage::publish);
            return fatal(pipeline_->sync_events());
        }
    }
}

Result<void> EngineLife::follow() {
    if (!is_free(Stage::following)) {
        return {};
    }
    const Occupied occupied(*this, Stage::following);
    const runtime::FollowerStatus before = follower_->status();
    const auto stepped = follower_->step();
    const runtime::FollowerStatus now = follower_->status();
    world_.tally.add(Work::snapshots, now.snapshots_written - before.snapshots_written);
    world_.tally.add(Work::archived_segments, now.command_segments_archived + now.event_segments_archived -
                                                  before.command_segments_archived - before.event_segments_archived);
    if (now.failures > before.failures) {
        world_.history.note("the follower was hindered: {}", now.last_failure.value_or("?"));
    }
    return stepped ? Result<void>() : fatal(std::unexpected(stepped.error()));
}

Result<void> EngineLife::read_events() {
    if (!is_free(Stage::reading)) {
        return {};
    }
    const Occupied occupied(*this, Stage::reading);
    return survivable(world_.subscriber.read_some(pipeline_->events(), world_.random));
}

Result<void> EngineLife::read_account() {
    // Would wait for whoever is writing the index of accounts in the midst of which it comes.
    if (is_nested_ || !is_free(Stage::reading)) {
        return {};
    }
    const Occupied occupied(*this, Stage::reading);
    const std::uint64_t account = world_.core.first_account + below(world_.random, world_.core.account_count);
    return survivable(world_.subscriber.read_account(pipeline_->events(), account, world_.random));
}

void EngineLife::check_if_quiet() {
    if (!all_free() || pipeline_->gathered_count() > 0 || !to_publish_.empty()) {
        return;
    }
    const runtime::Sequencer& sequencer = pipeline_->sequencer();
    world_.auditor.when_quiet(sequencer.position().sequence, sequencer.position().event_sequence,
                              sequencer.core().state_hash());
}

Result<void> EngineLife::fatal(Result<void> result) {
    if (result) {
        return result;
    }
    world_.history.note("the pipeline failed: {}", result.error().message);
    world_.clients.service().may_stop = true;
    pipeline_->stop_taking();
    if (is_free(Stage::gather)) {
        pipeline_->abandon();
    }
    return result;
}

Result<void> EngineLife::survivable(const Result<void>& result) {
    if (result || result.error().code == ErrorCode::killed) {
        return result;
    }
    world_.history.note("beside the pipeline: {}", result.error().message);
    if (result.error().code != ErrorCode::io_failure && result.error().code != ErrorCode::no_space) {
        world_.auditor.report(fmt::format("beside the pipeline: {}", result.error().message));
    }
    return {};
}

Result<void> EngineLife::advance() {
    TRIREME_TRY(prepare());
    TRIREME_TRY(gather());
    TRIREME_TRY(commit());
    TRIREME_TRY(publish());
    return read_events();
}

Result<void> EngineLife::resolve() {
    for (std::size_t round = 0; round < settle_rounds_max && world_.clients.unresolved() > 0; ++round) {
        if (world_.clients.waiting() < queue_capacity) {
            world_.clients.send_again(*pipeline_, world_.clock.now());
        }
        TRIREME_TRY(advance());
    }
    TRIREME_TRY(settle());
    if (world_.clients.unresolved() > 0) {
        world_.auditor.report(fmt::format("what became of {} requests cannot be learned by sending them again",
                                          world_.clients.unresolved()));
    }
    return {};
}

Result<void> EngineLife::settle() {
    for (std::size_t round = 0; round < settle_rounds_max; ++round) {
        TRIREME_TRY(advance());
        const bool all_said = pipeline_->gathered_count() == 0 && to_publish_.empty() && !pipeline_->has_submissions();
        if (all_said && world_.subscriber.read_through() == pipeline_->events().last_event()) {
            check_if_quiet();
            if (world_.clients.waiting() > 0) {
                world_.auditor.report(
                    fmt::format("{} commands were taken and never answered", world_.clients.waiting()));
            }
            return {};
        }
    }
    world_.auditor.report(fmt::format("{} commands still wait without any fault", world_.clients.waiting()));
    return {};
}

Result<void> EngineLife::stop() {
    world_.history.note("stop");
    world_.clients.service().may_stop = true;
    pipeline_->stop_taking();
    world_.storage.set_on_delay([this](Duration delay) { world_.clock.move(delay); });
    TRIREME_TRY(pipeline_->sync_events());
    return pipeline_->sync_mark();
}

}  // namespace trireme::simulation
