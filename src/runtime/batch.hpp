#pragma once

#include "base/assert.hpp"
#include "journal/log_writer.hpp"
#include "ports/command_sink.hpp"
#include "runtime/core_runner.hpp"

#include <cstdint>
#include <vector>

namespace trireme::runtime {

// How large things on the way to the journal may be.
struct BatchLimits {
    std::uint64_t batch_bytes_max = journal::batch_bytes_max;
    std::uint64_t command_bytes_max = 64 * 1024;
};

// Commands that become durable together, with what they did and who waits for them. Made by the engine stage, written
// by the commit stage, published by the publish stage, then used again; it belongs to one stage at a time.
class Batch {
public:
    // Bounds that keep one batch within one write of the journal and its memory small.
    static constexpr std::size_t commands_max = 8192;
    static constexpr std::size_t event_bytes_soft_max = 4 * 1024 * 1024;

    void clear() {
        records_.clear();
        events_.clear();
        waiting_.clear();
        first_sequence_ = 0;
        last_sequence_ = 0;
    }

    // Whether a command of any allowed size may still be added.
    [[nodiscard]] bool has_room(const BatchLimits& limits) const {
        return command_count() < commands_max && events_.record_bytes() < event_bytes_soft_max &&
               records_.size() + journal::record_total_bytes(limits.command_bytes_max) <= limits.batch_bytes_max;
    }

    // Adds a command that was applied. `events_before` is how many events the batch held before it; `receiver` is null
    // for a timer.
    void add(const journal::RecordHeader& header, ByteView command, std::size_t events_before,
             OutcomeReceiver* receiver, std::uint64_t tag);

    // Gives the records of the commands their checksums: once no more are added, and before they are written.
    void seal(journal::RecordSeed seed) { journal::seal_records(records_, seed); }

    // Tell everyone who waits, once: durable with their events, or unknown.
    void complete_durable();
    void complete_unknown();
    [[nodiscard]] bool has_anyone_waiting() const { return !waiting_.empty(); }

    [[nodiscard]] bool empty() const { return last_sequence_ == 0; }
    [[nodiscard]] std::size_t command_count() const { return empty() ? 0 : last_sequence_ - first_sequence_ + 1; }
    [[nodiscard]] ByteView records() const { return records_; }
    [[nodiscard]] std::uint64_t first_sequence() const { return first_sequence_; }
    [[nodiscard]] std::uint64_t last_sequence() const { return last_sequence_; }
    [[nodiscard]] std::uint64_t last_link() const { return last_link_; }
    [[nodiscard]] EventRecords& events() { return events_; }
    [[nodiscard]] const EventRecords& events() const { return events_; }

private:
    struct Waiting {
        OutcomeReceiver* receiver;
        std::uint64_t tag;
        std::uint64_t sequence;
        Timestamp time;
        std::size_t events_begin;
        std::size_t events_end;
    };

    template <class OutcomeOf>
    void tell(OutcomeOf&& outcome_of);

    ByteBuffer records_;
    EventRecords events_;
    std::vector<Waiting> waiting_;
    std::vector<TaggedOutcome> outcomes_;  // of one receiver at a time
    std::uint64_t first_sequence_ = 0;
    std::uint64_t last_sequence_ = 0;
    std::uint64_t last_link_ = 0;
};

}  // namespace trireme::runtime
