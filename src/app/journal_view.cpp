#include "app/journal_view.hpp"

#include "app/data_folder.hpp"
#include "journal/durable_mark.hpp"
#include "journal/log_reader.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace trireme::app {
namespace {

using journal::LogKind;

// A running engine writes its durable mark with each batch, some milliseconds apart. One that is idle writes nothing
// that could be half there.
constexpr auto batch_takes_at_most = std::chrono::milliseconds(200);

std::uint64_t last_of(const journal::LogEnd& end) { return end.next_sequence == 0 ? 0 : end.next_sequence - 1; }

}  // namespace

Result<JournalView> view_journal(const std::string& folder) {
    JournalView view;
    TRIREME_TRY_ASSIGN(view.storage, open_existing_journal(folder));
    journal::Storage& storage = *view.storage;
    TRIREME_TRY_ASSIGN(const auto mark_before, journal::read_durable_mark(storage));
    const auto end = journal::find_log_end(storage, LogKind::commands, journal::TailPolicy::acknowledged);
    if (!end) {
        // What looks damaged may be a batch on its way to the disk; then the mark moves.
        std::this_thread::sleep_for(batch_takes_at_most);
    }
    TRIREME_TRY_ASSIGN(const auto mark, journal::read_durable_mark(storage));
    TRIREME_TRY_ASSIGN(const auto oldest, journal::oldest_sequence(storage, LogKind::commands));
    if (mark && mark != mark_before) {
        view.through = *mark;
    } else if (end) {
        view.through = last_of(*end);
    } else {
        view.damage = end.error();
        view.through = std::max(mark.value_or(0), oldest.value_or(0));
    }
    view.oldest = oldest && *oldest <= view.through ? *oldest : 0;
    return view;
}

Result<std::uint64_t> last_readable_event(journal::Storage& storage) {
    TRIREME_TRY_ASSIGN(const auto end, journal::find_log_end(storage, LogKind::events, journal::TailPolicy::derived));
    return last_of(end);
}

}  // namespace trireme::app
