#include "runtime/forgotten_requests.hpp"

#include <ranges>

namespace trireme::runtime {
namespace {

// One more than come, so that memory shrinks again.
constexpr std::size_t dropped_per_request = 2;
constexpr std::size_t dropped_for_room = 256;

}  // namespace

void ForgottenRequests::take_from(Core& core, std::uint64_t sequence) {
    sequence_ = sequence;
    core.take_forgotten(*this);
}

void ForgottenRequests::on_forgotten(ByteView name, ByteView answer) {
    look_for_new_row();
    drop_covered(dropped_per_request);
    const std::uint64_t hash = archive_.hash_of(name);
    const std::uint32_t slot =
        recent_.allocate(Recent{{hash, journal::RequestName(name), journal::RequestAnswer(answer)}, sequence_, none});
    (newest_ == none ? oldest_ : recent_[newest_].newer) = slot;
    newest_ = slot;
    index_.insert(hash, slot);
}

Result<std::optional<journal::RequestAnswer>> ForgottenRequests::find(ByteView name) {
    const std::uint64_t hash = archive_.hash_of(name);
    const journal::RequestName wanted(name);
    const auto recent = index_.find(hash, [&](std::uint32_t slot) { return recent_[slot].entry.name == wanted; });
    if (recent) {
        return recent_[*recent].entry.answer;
    }
    look_for_new_row();
    for (const auto& file : *row_ | std::views::reverse) {
        TRIREME_TRY_ASSIGN(const auto found, file->find(hash, wanted));
        if (found) {
            return found;
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

void ForgottenRequests::drop_covered(std::size_t count_max) {
    for (std::size_t count = 0; count < count_max; ++count) {
        if (oldest_ == none || recent_[oldest_].sequence > row_covers_through_) {
            return;
        }
        drop_oldest();
    }
}

void ForgottenRequests::drop_oldest() {
    const std::uint32_t slot = oldest_;
    oldest_ = recent_[slot].newer;
    newest_ = oldest_ == none ? none : newest_;
    index_.erase(recent_[slot].entry.hash, slot);
    recent_.release(slot);
}

bool ForgottenRequests::makes_room() {
    look_for_new_row();
    drop_covered(dropped_for_room);
    return recent_.size() < recent_max;
}

Result<void> ForgottenRequests::move_to_archive(Core& core, std::uint64_t sequence) {
    core.forget_due();
    take_from(core, sequence);
    std::vector<journal::RequestEntry> entries;
    entries.reserve(recent_.size());
    for (std::uint32_t slot = oldest_; slot != none; slot = recent_[slot].newer) {
        entries.push_back(recent_[slot].entry);
    }
    if (sequence > archive_.covered_through()) {
        TRIREME_TRY(archive_.add(entries, sequence));
    }
    while (oldest_ != none) {
        drop_oldest();
    }
    return {};
}

}  // namespace trireme::runtime
