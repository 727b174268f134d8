#include "runtime/event_rebuilder.hpp"

#include <utility>

namespace trireme::runtime {
namespace {

// Events held in memory before the log is touched.
constexpr std::size_t missing_bytes_max = 64 * 1024 * 1024;

}  // namespace

EventRebuilder::EventRebuilder(journal::Storage& storage, const journal::LogEnd& end, const Position& from,
                               const BootOptions& options)
    : storage_(storage),
      end_(end),
      options_(options),
      first_event_(from.event_sequence + 1),
      last_event_(end.segment_index == 0 ? from.event_sequence : end.next_sequence - 1) {}

Result<void> EventRebuilder::add(const EventRecords& events, std::uint64_t command) {
    for (std::size_t index = 0; index < events.count(); ++index) {
        if (const EventView event = events.at(index); event.sequence > last_event_) {
            missing_.append(event);
            ++count_;
        }
    }
    return missing_.record_bytes() < missing_bytes_max ? Result<void>() : flush(command);
}

Result<std::unique_ptr<EventLog>> EventRebuilder::finish(std::uint64_t last_command) {
    TRIREME_TRY(flush(last_command));
    TRIREME_TRY(log_->sync());
    return std::move(log_);
}

Result<void> EventRebuilder::flush(std::uint64_t command) {
    if (log_ == nullptr) {
        TRIREME_TRY(open());
    }
    TRIREME_TRY(log_->append(missing_, command));
    missing_.clear();
    return {};
}

Result<void> EventRebuilder::open() {
    TRIREME_TRY(settle_end(storage_, end_, journal::TailPolicy::derived));
    const auto log_options = options_.log_options(journal::LogKind::events, first_event_);
    TRIREME_TRY_ASSIGN(auto writer, journal::LogWriter::open(storage_, end_, log_options));
    TRIREME_TRY_ASSIGN(log_, EventLog::open(storage_, std::move(writer), last_event_, options_.limits.batch_bytes_max));
    return {};
}

}  // namespace trireme::runtime
