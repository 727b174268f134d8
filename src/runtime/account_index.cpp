#include "runtime/account_index.hpp"

#include "journal/log_reader.hpp"

#include <algorithm>

namespace trireme::runtime {
namespace {

Result<journal::SegmentScanner> open_used(journal::Storage& storage, std::uint64_t index) {
    TRIREME_TRY_ASSIGN(auto segment, journal::open_live_or_archived(storage, journal::LogKind::events, index));
    if (!segment) {
        return fail(ErrorCode::corrupt, "{}: has no header, but its events were read before",
                    storage.path_of(journal::segment_name(journal::LogKind::events, index)));
    }
    return *std::move(segment);
}

// The sealed segments before `end_index` that the log still has without a gap, newest first.
Result<std::vector<std::uint64_t>> sealed_before(journal::Storage& storage, std::uint64_t end_index) {
    TRIREME_TRY_ASSIGN(const auto all, journal::list_live_and_archived(storage, journal::LogKind::events));
    std::vector<std::uint64_t> indices;
    for (std::uint64_t index = end_index - 1; std::ranges::binary_search(all, index); --index) {
        indices.push_back(index);
    }
    return indices;
}

}  // namespace

Result<std::unique_ptr<AccountIndex>> AccountIndex::open(journal::Storage& storage, const journal::LogId& log_id,
                                                         std::uint64_t segment_index, std::uint64_t last_event) {
    std::unique_ptr<AccountIndex> index(new AccountIndex(storage, log_id));
    TRIREME_TRY_ASSIGN(auto segment, open_used(storage, segment_index));
    TRIREME_TRY_ASSIGN(const AccountSidecar accounts, scan_accounts(storage, segment, last_event));
    index->in_use_.segment_index = segment_index;
    index->in_use_.first_event = accounts.first_event;
    index->in_use_.last_event = last_event;
    for (const AccountEntry& entry : accounts.entries) {
        index->in_use_.accounts.emplace(entry.account, entry);
    }
    return index;
}

void AccountIndex::add(std::uint64_t segment_index, std::span<const EventView> events) {
    const std::scoped_lock lock(mutex_);
    if (segment_index != in_use_.segment_index) {
        // Only if the housekeeper has not come by for several segments; what is dropped is made again when it is
        // needed.
        if (unfiled_.size() == unfiled_max) {
            unfiled_.erase(unfiled_.begin());
        }
        unfiled_.push_back(std::move(in_use_));
        in_use_ = Growing{
            .segment_index = segment_index, .first_event = events.front().sequence, .last_event = 0, .accounts = {}};
    }
    for (const EventView& event : events) {
        if (event.account != 0) {
            in_use_.accounts.try_emplace(event.account,
                                         AccountEntry{event.account, event.account_sequence, event.sequence});
        }
    }
    in_use_.last_event = events.back().sequence;
}

AccountSidecar AccountIndex::sidecar_of(const Growing& growing) const {
    AccountSidecar sidecar{.log_id = log_id_,
                           .segment_index = growing.segment_index,
                           .first_event = growing.first_event,
                           .last_event = growing.last_event,
                           .entries = {}};
    sidecar.entries.reserve(growing.accounts.size());
    for (const auto& [account, entry] : growing.accounts) {
        sidecar.entries.push_back(entry);
    }
    std::ranges::sort(sidecar.entries);
    return sidecar;
}

void AccountIndex::file_sealed() {
    const std::scoped_lock sidecar_lock(sidecar_mutex_);
    for (;;) {
        Growing next;
        {
            // Whoever looks for it from here on waits for sidecar_mutex_ and then finds the file.
            const std::scoped_lock lock(mutex_);
            if (unfiled_.empty()) {
                return;
            }
            next = std::move(unfiled_.front());
            unfiled_.erase(unfiled_.begin());
        }
        // A failure costs nothing but the time to make it again: the segment holds all that is in it.
        static_cast<void>(write_account_sidecar(storage_, sidecar_of(next)));
    }
}

Result<std::uint64_t> AccountIndex::find(std::uint64_t account, std::uint64_t account_sequence) {
    // The oldest event of the account that was come across, newest segments first.
    std::optional<AccountEntry> oldest;
    const auto is_early_enough = [&](const AccountEntry& entry) {
        oldest = entry;
        return entry.account_sequence <= account_sequence + 1;
    };
    std::uint64_t last_event = 0;
    std::uint64_t segment_index = 0;
    std::uint64_t first_event = 0;
    const auto look_in = [&](const Growing& growing) {
        segment_index = growing.segment_index;
        first_event = growing.first_event;
        const auto found = growing.accounts.find(account);
        return found != growing.accounts.end() && is_early_enough(found->second);
    };
    {
        const std::scoped_lock lock(mutex_);
        last_event = in_use_.last_event;
        if (look_in(in_use_)) {
            return oldest->event_sequence;
        }
        for (auto growing = unfiled_.rbegin(); growing != unfiled_.rend(); ++growing) {
            if (growing->segment_index + 1 == segment_index && look_in(*growing)) {
                return oldest->event_sequence;
            }
        }
    }
    TRIREME_TRY_ASSIGN(const auto indices, sealed_before(storage_, segment_index));
    for (const std::uint64_t index : indices) {
        TRIREME_TRY_ASSIGN(const auto sidecar, sealed(index, first_event - 1));
        if (!sidecar) {
            break;  // of a log that was lost before this one began
        }
        first_event = sidecar->first_event;
        const auto found = std::ranges::lower_bound(sidecar->entries, account, {}, &AccountEntry::account);
        if (found != sidecar->entries.end() && found->account == account && is_early_enough(*found)) {
            return found->event_sequence;
        }
    }
    if (oldest) {
        return fail(ErrorCode::not_found,
                    "the event log reaches back to event {} of account {}, those after {} were asked for",
                    oldest->account_sequence, account, account_sequence);
    }
    return last_event + 1;
}

Result<std::optional<AccountSidecar>> AccountIndex::sealed(std::uint64_t segment_index, std::uint64_t last_event) {
    const std::scoped_lock lock(sidecar_mutex_);
    // A power cut may take back the end of the event log, and the segment be filled and sealed anew: then its end
    // differs.
    if (auto filed = read_account_sidecar(storage_, segment_index);
        filed && filed->log_id == log_id_ && filed->last_event == last_event) {
        return *std::move(filed);
    }
    TRIREME_TRY_ASSIGN(auto segment, open_used(storage_, segment_index));
    if (segment.header().log_id != log_id_) {
        return std::nullopt;
    }
    TRIREME_TRY_ASSIGN(AccountSidecar made, scan_accounts(storage_, segment, last_event));
    // Where it cannot be written, the next to look makes it again.
    static_cast<void>(write_account_sidecar(storage_, made));
    return made;
}

}  // namespace trireme::runtime
