#pragma once

#include "journal/segment_scanner.hpp"
#include "journal/storage.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

// The file beside a sealed segment of the event log that says where in it each account's events begin:
// "events/0000000001.accounts". Made from the segment, and made again from it where missing or damaged.
// docs/journal.md gives the layout byte by byte.
namespace trireme::runtime {

// The first event of an account in a segment.
struct AccountEntry {
    std::uint64_t account = 0;
    std::uint64_t account_sequence = 0;
    std::uint64_t event_sequence = 0;

    auto operator<=>(const AccountEntry&) const = default;
};

struct AccountSidecar {
    journal::LogId log_id{};
    std::uint64_t segment_index = 0;
    std::uint64_t first_event = 0;      // of the segment
    std::uint64_t last_event = 0;       // one less than `first_event` if the segment holds none
    std::vector<AccountEntry> entries;  // by account; those without events in the segment have none

    bool operator==(const AccountSidecar&) const = default;
};

[[nodiscard]] std::string account_sidecar_name(std::uint64_t segment_index);

// Replaces one that is there. After an error there is the old one or none.
[[nodiscard]] Result<void> write_account_sidecar(journal::Storage& storage, const AccountSidecar& sidecar);

// `not_found`; `corrupt` if any byte is not as it was written; `unsupported_version`.
[[nodiscard]] Result<AccountSidecar> read_account_sidecar(journal::Storage& storage, std::uint64_t segment_index);

// Removes the sidecars whose segments are neither live nor archived any more, and returns their names. Others may read
// and write sidecars of segments that are there meanwhile.
[[nodiscard]] Result<std::vector<std::string>> remove_orphaned_account_sidecars(journal::Storage& storage);

// Makes the sidecar from the events of the segment through `last_event`, which it holds; `corrupt` if it does not.
[[nodiscard]] Result<AccountSidecar> scan_accounts(const journal::Storage& storage, journal::SegmentScanner& segment,
                                                   std::uint64_t last_event);

}  // namespace trireme::runtime
