#pragma once

#include "ports/command_sink.hpp"
#include "runtime/boot.hpp"
#include "runtime/core.hpp"
#include "simulation/history.hpp"
#include "simulation/raw_log.hpp"
#include "simulation/shadow.hpp"
#include "simulation/tally.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trireme::simulation {

// Holds the engine to its word. It writes down what anyone was told (outcomes, events, what a start recovered), and
// compares it with the bytes on the disk, which it reads by itself, and with what a core of its own says the commands
// lead to. Uses none of the engine's code for recovery, reading or numbering. The first broken promise is kept; later
// ones follow from it.
class Auditor {
public:
    Auditor(const SimulatedStorage& storage, Shadow& shadow, History& history, Tally& tally);

    // A client handed in bytes and they were taken.
    void on_taken(ByteView command);
    // ... and a taken command was refused after all, before it did anything.
    void on_refused(ByteView command);
    // A client was told that its command is durable.
    void on_durable(ByteView command, const Outcome& outcome);
    // A subscriber read an event.
    void on_event(const EventView& event);

    // The engine has started, and from now on stands by everything that it recovered.
    void after_boot(const runtime::BootReport& report);

    // Nothing is under way, and the live core is at the end of the journal.
    void when_quiet(std::uint64_t sequence, std::uint64_t event_sequence, std::uint64_t live_state_hash);

    void report(std::string violation);
    [[nodiscard]] const std::optional<std::string>& violation() const { return violation_; }

    [[nodiscard]] std::uint64_t last_promised() const { return promised_.empty() ? 0 : promised_.rbegin()->first; }
    [[nodiscard]] std::uint64_t last_event_told() const { return events_.empty() ? 0 : events_.rbegin()->first; }

private:
    struct Promise {
        std::int64_t time = 0;
        ByteBuffer command;
    };

    // What is wrong with the promised record, if anything is.
    [[nodiscard]] std::optional<std::string> compare(std::uint64_t sequence, const Promise& promise,
                                                     const RawLog& log) const;
    void remember_event(SaidEvent event);
    void check_is_durable(std::uint64_t sequence);
    void check_only_what_was_sent(const RawLog& journal);
    void check_event_log();
    // Lets the shadow begin again if the journal is not the one any more that it has applied.
    void rewind_shadow(const RawLog& journal);
    // Lets the shadow apply what it has not applied yet. Its events must be those that were told.
    void advance_shadow(const RawLog& journal);

    const SimulatedStorage& storage_;
    History& history_;
    Tally& tally_;
    std::optional<std::string> violation_;
    std::map<std::uint64_t, Promise> promised_;   // by sequence of the command
    std::map<std::uint64_t, SaidEvent> events_;   // by sequence of the event
    std::map<std::string, std::uint64_t> taken_;  // how often a command may stand in the journal, by its bytes
    std::map<std::string, std::uint64_t> named_;  // the same by the name of the request
    std::uint64_t durable_through_ = 0;           // seen in what is durable
    Shadow& shadow_;
    std::vector<std::uint64_t> applied_;  // hashes of the records that the shadow has applied
    std::vector<SaidEvent> expected_;     // all events they lead to
};

}  // namespace trireme::simulation
