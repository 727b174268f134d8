#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace trireme {

// One event as subscribers see it. Only durable events are ever seen.
struct EventView {
    std::uint64_t sequence = 0;          // gapless over all events, from 1
    Timestamp time;                      // of the command that led to it
    std::uint64_t command_sequence = 0;  // of that command
    std::uint64_t account = 0;           // 0: concerns no single account
    std::uint64_t account_sequence = 0;  // gapless within the account, from 1; 0 without account
    std::uint16_t type = 0;              // wire type of the event
    ByteView body;                       // the encoded event; valid until the stream's next call
};

// Reads events in order from where its user left off, first those of the past and then the new ones, alike. Not
// thread-safe; each user opens its own and may close it any time.
class EventStream {
public:
    virtual ~EventStream() = default;

    // The next event, or nothing if there is none yet.
    [[nodiscard]] virtual Result<std::optional<EventView>> next() = 0;

    // Blocks until there is a next event, the time is over or the source stops. True if there is one.
    [[nodiscard]] virtual bool wait(std::chrono::nanoseconds at_most) = 0;
};

// The one door out.
class EventSource {
public:
    virtual ~EventSource() = default;

    // Every event after `sequence`; 0 for all. `not_found` if the log no longer reaches back so far.
    [[nodiscard]] virtual Result<std::unique_ptr<EventStream>> events_after(std::uint64_t sequence) = 0;

    // The events of one account after its `account_sequence`. The stream's `next` fails with out_of_range when it meets
    // an event that its user claims to have seen and that is newer than the stream: the position is another log's.
    [[nodiscard]] virtual Result<std::unique_ptr<EventStream>> account_events_after(std::uint64_t account,
                                                                                    std::uint64_t account_sequence) = 0;
};

}  // namespace trireme
