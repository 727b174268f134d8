#pragma once

#include "journal/recovery.hpp"
#include "runtime/boot.hpp"

#include <cstdint>
#include <memory>

namespace trireme::runtime {

// Collects the events that the event log lacks while a start replays their commands, and adds them to it. What is
// damaged in the log is cleared, and the log opened, only when it must be: as long as the replay may still fail, what
// was said is worth keeping as it is.
class EventRebuilder {
public:
    // For the log that ends at `end`; the replay begins at `from`. All three outlive the rebuilder.
    EventRebuilder(journal::Storage& storage, const journal::LogEnd& end, const Position& from,
                   const BootOptions& options);

    // The events of the command, all of them.
    [[nodiscard]] Result<void> add(const EventRecords& events, std::uint64_t command);

    // Appends what is left; through `last_command` there is no more. Hands over the log.
    [[nodiscard]] Result<std::unique_ptr<EventLog>> finish(std::uint64_t last_command);

    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    [[nodiscard]] Result<void> flush(std::uint64_t command);
    [[nodiscard]] Result<void> open();

    journal::Storage& storage_;
    const journal::LogEnd& end_;
    const BootOptions& options_;
    std::uint64_t first_event_;  // of a log that begins anew
    std::uint64_t last_event_;   // in the log as it was found
    std::unique_ptr<EventLog> log_;
    EventRecords missing_;
    std::uint64_t count_ = 0;
};

}  // namespace trireme::runtime
