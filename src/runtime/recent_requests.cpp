#include "runtime/recent_requests.hpp"

#include "base/assert.hpp"

namespace trireme::runtime {

const journal::RequestAnswer* RecentRequests::find(std::uint64_t hash, const journal::RequestName& name) const {
    const auto slot =
        index_.find(hash, [&](std::uint32_t candidate) { return entries_[candidate].entry.name == name; });
    return slot ? &entries_[*slot].entry.answer : nullptr;
}

void RecentRequests::add(const journal::RequestEntry& entry, std::uint64_t sequence) {
    TRIREME_ASSERT(newest_ == none || entries_[newest_].sequence <= sequence, "requests are forgotten out of order");
    const std::uint32_t slot = entries_.allocate(Recent{entry, sequence, none});
    (newest_ == none ? oldest_ : entries_[newest_].newer) = slot;
    newest_ = slot;
    index_.insert(entry.hash, slot);
}

void RecentRequests::drop_through(std::uint64_t sequence, std::size_t count_max) {
    for (std::size_t count = 0; count < count_max; ++count) {
        if (oldest_ == none || entries_[oldest_].sequence > sequence) {
            return;
        }
        const std::uint32_t slot = oldest_;
        oldest_ = entries_[slot].newer;
        newest_ = oldest_ == none ? none : newest_;
        index_.erase(entries_[slot].entry.hash, slot);
        entries_.release(slot);
    }
}

std::vector<journal::RequestEntry> RecentRequests::all() const {
    std::vector<journal::RequestEntry> all;
    all.reserve(size());
    for (std::uint32_t slot = oldest_; slot != none; slot = entries_[slot].newer) {
        all.push_back(entries_[slot].entry);
    }
    return all;
}

}  // namespace trireme::runtime
