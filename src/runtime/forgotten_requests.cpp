#include "runtime/forgotten_requests.hpp"

#include "base/planted_bug.hpp"
#include "runtime/recent_requests.hpp"

#include <ranges>

namespace trireme::runtime {
namespace {

// One more than come, so that what is filed goes.
constexpr std::size_t dropped_per_request = 2;
constexpr std::size_t dropped_for_room = 256;

}  // namespace

ForgottenRequests::ForgottenRequests(RequestArchive& archive)
    : archive_(archive), recent_(std::make_unique<RecentRequests>()) {}

ForgottenRequests::~ForgottenRequests() = default;

void ForgottenRequests::take_from(Core& core, std::uint64_t sequence) {
    sequence_ = sequence;
    core.take_forgotten(*this);
}

void ForgottenRequests::on_forgotten(ByteView name, ByteView answer) {
    look_for_new_row();
    recent_->drop_through(row_covers_through_, dropped_per_request);
    recent_->add({archive_.hash_of(name), journal::RequestName(name), journal::RequestAnswer(answer)}, sequence_);
}

Result<std::optional<journal::RequestAnswer>> ForgottenRequests::find(ByteView name) {
    if (planted_bug(PlantedBug::old_request_is_new)) {
        return std::nullopt;
    }
    const std::uint64_t hash = archive_.hash_of(name);
    const journal::RequestName wanted(name);
    look_for_new_row();
    for (const auto& file : *row_) {
        file->prefetch(hash);
    }
    if (const journal::RequestAnswer* const recent = recent_->find(hash, wanted)) {
        return *recent;
    }
    for (const auto& file : *row_ | std::views::reverse) {
        if (file->may_hold(hash)) [[unlikely]] {
            auto found = file->find(hash, wanted);
            if (!found && found.error().code == ErrorCode::corrupt) {
                archive_.set_aside(file->info());
            }
            if (!found || *found) {
                return found;
            }
        }
    }
    return std::nullopt;
}

void ForgottenRequests::look_for_new_row() {
    const std::uint64_t changes = archive_.changes();
    if (changes == changes_seen_) [[likely]] {
        return;
    }
    changes_seen_ = changes;
    row_ = archive_.row();
    row_covers_through_ = journal::covered_through(*row_);
}

bool ForgottenRequests::has_room() {
    if (recent_->size() < recent_max) [[likely]] {
        return true;
    }
    look_for_new_row();
    recent_->drop_through(row_covers_through_, dropped_for_room);
    return recent_->size() < recent_max;
}

std::size_t ForgottenRequests::recent_count() const { return recent_->size(); }

Result<void> ForgottenRequests::move_to_archive(Core& core, std::uint64_t sequence) {
    core.forget_due();
    take_from(core, sequence);
    if (sequence > archive_.covered_through()) {
        std::vector<journal::RequestEntry> entries = recent_->all();
        TRIREME_TRY(archive_.add(entries, sequence));
    }
    recent_->clear();
    return {};
}

}  // namespace trireme::runtime
