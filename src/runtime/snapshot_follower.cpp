#include "runtime/snapshot_follower.hpp"

#include "base/planted_bug.hpp"
#include "journal/recovery.hpp"
#include "journal/retention.hpp"
#include "journal/segment_scanner.hpp"
#include "runtime/account_sidecar.hpp"
#include "runtime/forgotten_requests.hpp"
#include "runtime/restored_core.hpp"

#include <algorithm>

namespace trireme::runtime {

SnapshotFollower::SnapshotFollower(journal::Storage& storage, const CoreKind& kind, const journal::LogWriter& journal,
                                   const EventLog& events, RequestArchive* requests, const FollowerOptions& options)
    : storage_(storage), kind_(kind), journal_(journal), events_(events), requests_(requests), options_(options) {}

SnapshotFollower::~SnapshotFollower() = default;

FollowerStatus SnapshotFollower::status() const {
    const std::scoped_lock lock(status_mutex_);
    return status_;
}

Result<SnapshotFollower::Stepped> SnapshotFollower::step() {
    if (!replay_) {
        TRIREME_TRY(begin());
        return Stepped::working;
    }
    TRIREME_TRY(find_sealed_end());
    const std::uint64_t through = std::min(sealed_through_, snapshot_sequence_ + options_.commands_per_snapshot);
    const bool has_to_file = forgotten_.size() >= options_.forgotten_held_max;
    if (replay_->position().sequence < through && !has_to_file) {
        TRIREME_TRY(replay_some(through));
        return Stepped::working;
    }
    // A snapshot that fails for want of room does not hold up the archiving, which makes room.
    Stepped stepped = Stepped::caught_up;
    if (has_to_file) {
        stepped = outcome_of(file_forgotten());
    } else if (snapshot_is_due()) {
        stepped = outcome_of(make_snapshot());
    }
    if (archiving_is_due()) {
        TRIREME_TRY_ASSIGN(const Stepped archived, archive());
        stepped = std::max(stepped, archived);
    }
    return stepped == Stepped::caught_up ? tidy_requests() : stepped;
}

SnapshotFollower::Stepped SnapshotFollower::outcome_of(const Result<void>& attempt) {
    if (attempt) {
        return Stepped::working;
    }
    note_failure(attempt.error());
    return Stepped::hindered;
}

Result<void> SnapshotFollower::begin() {
    // Where no snapshot is good, the follower begins where the journal does.
    // A snapshot beyond the files of old requests does not know what was forgotten since they end.
    const auto will_do = [this](const journal::SnapshotInfo& info) {
        return requests_ == nullptr || info.sequence <= requests_->covered_through();
    };
    TRIREME_TRY_ASSIGN(RestoredCore restored,
                       restore_core(storage_, kind_, {.will_do = will_do, .on_bad = [this](const Error& error) {
                                                          note_failure(error);
                                                      }}));
    core_ = std::move(restored.core);
    core_->keep_forgotten();
    const Position position = restored.position;
    snapshot_sequence_ = position.sequence;
    TRIREME_TRY_ASSIGN(snapshot_segment_, segment_behind(position.sequence));
    TRIREME_TRY_ASSIGN(auto replay, Replay::open(storage_, *core_, position));
    replay_.emplace(std::move(replay));
    update_status([&](FollowerStatus& status) {
        status.replayed_through = position.sequence;
        status.snapshot_sequence = position.sequence;
    });
    return {};
}

// A segment is sealed when a later one is in use: its records are durable then and there will be no more of them.
Result<void> SnapshotFollower::find_sealed_end() {
    const std::uint64_t in_use = journal_.segment_index();
    if (in_use == segment_in_use_) {
        return {};
    }
    TRIREME_TRY_ASSIGN(const auto segment, journal::open_segment(storage_, journal::LogKind::commands, in_use));
    if (!segment) {
        return fail(ErrorCode::corrupt, "{}: the segment in use has no header",
                    storage_.path_of(journal::segment_name(journal::LogKind::commands, in_use)));
    }
    segment_in_use_ = in_use;
    sealed_through_ = segment->header().first_sequence - 1;
    return {};
}

// 0 if that segment is archived already.
Result<std::uint64_t> SnapshotFollower::segment_behind(std::uint64_t sequence) {
    TRIREME_TRY_ASSIGN(const auto indices, journal::list_segments(storage_, journal::LogKind::commands));
    for (auto index = indices.rbegin(); index != indices.rend(); ++index) {
        TRIREME_TRY_ASSIGN(const auto segment, journal::open_segment(storage_, journal::LogKind::commands, *index));
        if (segment && segment->header().first_sequence <= sequence + 1) {
            return *index;
        }
    }
    return 0;
}

Result<void> SnapshotFollower::replay_some(std::uint64_t through) {
    for (std::size_t count = 0; count < options_.commands_per_step; ++count) {
        replayed_events_.clear();
        TRIREME_TRY_ASSIGN(const bool stepped, replay_->step(through, replayed_events_));
        if (!stepped) {
            break;
        }
        take_forgotten();
    }
    update_status([&](FollowerStatus& status) { status.replayed_through = replay_->position().sequence; });
    return {};
}

bool SnapshotFollower::snapshot_is_due() const {
    const std::uint64_t commands = replay_->position().sequence - snapshot_sequence_;
    const std::uint64_t segments = segment_in_use_ - snapshot_segment_;
    return commands >= options_.commands_per_snapshot || (commands > 0 && segments >= options_.segments_per_snapshot);
}

void SnapshotFollower::take_forgotten() {
    if (requests_ != nullptr) {
        ForgottenCollector collector(*requests_, forgotten_);
        core_->take_forgotten(collector);
    }
}

// Also what lies in the core's memory still and is in no state any more. What the files hold already, because an
// earlier follower came further, needs no second place.
Result<void> SnapshotFollower::file_forgotten() {
    if (requests_ == nullptr) {
        return {};
    }
    core_->forget_due();
    take_forgotten();
    if (planted_bug(PlantedBug::lose_filed_requests)) {
        forgotten_.clear();
    }
    if (replay_->position().sequence > requests_->covered_through()) {
        return requests_->add(forgotten_, replay_->position().sequence);
    }
    forgotten_.clear();
    return {};
}

// Fewer files are quicker to look into, no more: it is done when there is nothing else to do.
SnapshotFollower::Stepped SnapshotFollower::tidy_requests() {
    if (requests_ == nullptr) {
        return Stepped::caught_up;
    }
    const auto tidied = requests_->tidy();
    if (!tidied) {
        note_failure(tidied.error());
        return Stepped::hindered;
    }
    return *tidied ? Stepped::working : Stepped::caught_up;
}

Result<void> SnapshotFollower::make_snapshot() {
    const Position position = replay_->position();
    TRIREME_TRY(file_forgotten());
    {
        const journal::Snapshot snapshot = take_snapshot(*core_, position, journal_.log_id());
        TRIREME_TRY(journal::write_snapshot(storage_, snapshot));
        if (auto verified = verify(snapshot.info); !verified) {
            // It reads back as written and yet is no state to start from; without it an older one is.
            TRIREME_TRY(storage_.remove(journal::snapshot_name(position.sequence)));
            return verified;
        }
    }
    snapshot_sequence_ = position.sequence;
    has_to_archive_ = true;
    update_status([&](FollowerStatus& status) {
        status.snapshot_sequence = position.sequence;
        status.snapshots_written += 1;
    });
    TRIREME_TRY_ASSIGN(snapshot_segment_, segment_behind(position.sequence));
    TRIREME_TRY(journal::remove_old_snapshots(storage_, options_.snapshots_kept));
    return {};
}

Result<void> SnapshotFollower::verify(const journal::SnapshotInfo& info) {
    TRIREME_TRY_ASSIGN(const journal::Snapshot snapshot, journal::read_snapshot(storage_, info.sequence));
    if (snapshot.info != info) {
        return fail(ErrorCode::corrupt, "{}: says other things of itself than were written",
                    storage_.path_of(journal::snapshot_name(info.sequence)));
    }
    const auto other = kind_.make();
    TRIREME_TRY(restore_snapshot(snapshot, *other));
    return {};
}

// Nothing leaves before the events of its commands are durable, since they could not be made again without it.
bool SnapshotFollower::archiving_is_due() const {
    return has_to_archive_ && snapshot_sequence_ > 0 && events_.synced_through_command() >= snapshot_sequence_;
}

// Damage in the journal is told at once, whoever finds it; whatever else goes wrong is tried again.
Result<SnapshotFollower::Stepped> SnapshotFollower::archive() {
    auto archived = journal::archive_covered_segments(storage_, events_.synced_through_command());
    if (!archived && archived.error().code == ErrorCode::corrupt) {
        return std::unexpected(std::move(archived).error());
    }
    if (!archived) {
        note_failure(archived.error());
        return Stepped::hindered;
    }
    update_status([&](FollowerStatus& status) {
        status.command_segments_archived += archived->command_segments.size();
        status.event_segments_archived += archived->event_segments.size();
    });
    if (archived->event_log_failure) {
        note_failure(*archived->event_log_failure);
        return Stepped::hindered;
    }
    // Archived segments may be deleted by hand at any time; the index of one goes when it is noticed.
    if (const auto swept = remove_orphaned_account_sidecars(storage_); !swept) {
        note_failure(swept.error());
        return Stepped::hindered;
    }
    has_to_archive_ = false;
    return Stepped::working;
}

void SnapshotFollower::note_failure(const Error& error) {
    update_status([&](FollowerStatus& status) {
        status.failures += 1;
        status.last_failure = error.message;
    });
}

}  // namespace trireme::runtime
