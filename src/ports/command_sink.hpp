#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "ports/event_source.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace trireme {

// What became of a command that was taken in.
enum class OutcomeStatus : unsigned char {
    durable,  // in the journal for good; `events` say what it did
    no_room,  // refused before it did anything: the disk has no room for it. It may be sent again
    unknown,  // the engine stopped with it under way: after the next start the journal tells whether it was taken
};

[[nodiscard]] constexpr std::string_view name_of(OutcomeStatus status) {
    switch (status) {
        case OutcomeStatus::durable: return "durable";
        case OutcomeStatus::no_room: return "no_room";
        case OutcomeStatus::unknown: return "unknown";
    }
    return "invalid";
}

struct Outcome {
    OutcomeStatus status = OutcomeStatus::unknown;
    std::uint64_t sequence = 0;         // of the command; with status durable
    Timestamp time;                     // that the command was given
    std::span<const EventView> events;  // what the command did, in order; valid during the call only
};

// With the tag that was submitted with the command.
struct TaggedOutcome {
    std::uint64_t tag = 0;
    Outcome outcome;
};

// Who asked for a command, to be told its outcome.
class OutcomeReceiver {
public:
    virtual ~OutcomeReceiver() = default;

    // Called once per command that was taken in: it must not block and should take well under a microsecond. `tag` is
    // what was submitted with the command. `durable` outcomes come one after another, in order of sequence; the others
    // may come at any time and from another thread at the same moment.
    virtual void on_outcome(std::uint64_t tag, const Outcome& outcome) = 0;

    // The outcomes of several commands that became known at once, in order. Who has something to do once for all of
    // them, such as waking a thread, does it here; for others it comes to `on_outcome` for each.
    virtual void on_outcomes(std::span<const TaggedOutcome> outcomes) {
        for (const auto& [tag, outcome] : outcomes) {
            on_outcome(tag, outcome);
        }
    }
};

// Whether a command was taken in.
enum class Admission : unsigned char {
    taken,       // its receiver will be told the outcome
    overloaded,  // the queue is full; nothing happened and no id is consumed. Sending it again later is right
    stopping,    // the engine is shutting down or has failed
    malformed,   // the bytes are no command of this engine
};

[[nodiscard]] constexpr std::string_view name_of(Admission admission) {
    switch (admission) {
        case Admission::taken: return "taken";
        case Admission::overloaded: return "overloaded";
        case Admission::stopping: return "stopping";
        case Admission::malformed: return "malformed";
    }
    return "invalid";
}

// The one door by which anything changes.
class CommandSink {
public:
    virtual ~CommandSink() = default;

    // Takes an encoded command, or says at once why not. Safe from any thread; never blocks. With `taken`, `receiver`
    // must live until it was called.
    [[nodiscard]] virtual Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) = 0;
};

}  // namespace trireme
