#pragma once

#include "base/result.hpp"
#include "journal/recovery.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace trireme::app {

// A journal as someone sees it who only reads, beside an engine that may be writing to it.
struct JournalView {
    std::unique_ptr<journal::Storage> storage;
    std::uint64_t oldest = 0;   // first record, live or archived; 0 if there is none
    std::uint64_t through = 0;  // last record to read. With `damage`, whoever reads up to here meets it
    std::optional<Error> damage;
};

// Fails if there is no journal to look at. Damage is no failure here: it is in the view.
[[nodiscard]] Result<JournalView> view_journal(const std::string& folder);

// The last event that can be read; 0 if there is none.
[[nodiscard]] Result<std::uint64_t> last_readable_event(journal::Storage& storage);

}  // namespace trireme::app
