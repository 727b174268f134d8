#include "simulation/auditor.hpp"

#include "codec/hash.hpp"
#include "simulation/raw_events.hpp"

#include <algorithm>
#include <utility>

namespace trireme::simulation {
namespace {

constexpr std::string_view journal_folder = "journal";
constexpr std::string_view events_folder = "events";

// A batch lies in one segment, so the record asked for is in the newest segment in use or, if the next one has been
// begun since, in the one before.
constexpr std::size_t segments_to_look_in = 3;

SaidEvent said(const EventView& event) {
    return {event.sequence,
            event.time.nanoseconds_since_1970(),
            event.command_sequence,
            event.account,
            event.account_sequence,
            event.type,
            ByteBuffer(event.body.begin(), event.body.end())};
}

std::uint64_t hash_of(const RawRecord& record) {
    return codec::hash_bytes(record.payload, static_cast<std::uint64_t>(record.time));
}

}  // namespace

Auditor::Auditor(const SimulatedStorage& storage, Shadow& shadow, History& history, Tally& tally)
    : storage_(storage), history_(history), tally_(tally), shadow_(shadow) {}

void Auditor::report(std::string violation) {
    history_.note("VIOLATION {}", violation);
    if (!violation_) {
        violation_ = std::move(violation);
    }
}

void Auditor::on_taken(ByteView command) {
    taken_[std::string(text_of(command))] += 1;
    named_[shadow_.request_name(command)] += 1;
}

void Auditor::on_refused(ByteView command) {
    taken_[std::string(text_of(command))] -= 1;
    named_[shadow_.request_name(command)] -= 1;
}

void Auditor::on_durable(ByteView command, const Outcome& outcome) {
    if (outcome.sequence <= last_promised()) {
        report(fmt::format("command {} is acknowledged after {}", outcome.sequence, last_promised()));
        return;
    }
    check_is_durable(outcome.sequence);
    promised_[outcome.sequence] = {outcome.time.nanoseconds_since_1970(), ByteBuffer(command.begin(), command.end())};
    for (const EventView& event : outcome.events) {
        if (event.command_sequence != outcome.sequence) {
            report(fmt::format("the outcome of command {} has an event of command {}", outcome.sequence,
                               event.command_sequence));
        }
        remember_event(said(event));
    }
}

void Auditor::on_event(const EventView& event) {
    check_is_durable(event.command_sequence);
    remember_event(said(event));
}

void Auditor::remember_event(SaidEvent event) {
    const auto known = events_.find(event.sequence);
    if (known == events_.end()) {
        events_.emplace(event.sequence, std::move(event));
    } else if (known->second != event) {
        report(fmt::format("{} was told first, and now {}", describe(known->second), describe(event)));
    }
}

void Auditor::check_is_durable(std::uint64_t sequence) {
    if (sequence <= durable_through_) {
        return;
    }
    durable_through_ = read_raw_log_end(*durable_image(storage_), journal_folder, segments_to_look_in).last_sequence();
    if (sequence > durable_through_) {
        report(
            fmt::format("something of command {} was told, but a power cut now would leave the journal through {} only",
                        sequence, durable_through_));
    }
}

std::optional<std::string> Auditor::compare(std::uint64_t sequence, const Promise& promise, const RawLog& log) const {
    const RawRecord* const record = log.find(sequence);
    if (record == nullptr) {
        return fmt::format("the acknowledged command {} is lost: the journal holds {} to {}", sequence,
                           log.first_sequence(), log.last_sequence());
    }
    if (record->time != promise.time || !shadow_.stands_for(record->payload, promise.command)) {
        return fmt::format("the acknowledged command {} has changed in the journal", sequence);
    }
    return std::nullopt;
}

void Auditor::after_boot(const runtime::BootReport& boot) {
    const RawLog journal = read_raw_log(storage_, journal_folder);
    if (journal.last_sequence() != boot.position.sequence || journal.first_sequence() > 1) {
        report(fmt::format("the start went through command {}, the journal holds {} to {}", boot.position.sequence,
                           journal.first_sequence(), journal.last_sequence()));
        return;
    }
    rewind_shadow(journal);
    advance_shadow(journal);
    for (const auto& [sequence, promise] : promised_) {
        if (auto wrong = compare(sequence, promise, journal)) {
            report(*std::move(wrong));
            return;
        }
    }
    durable_through_ = 0;
    check_is_durable(boot.position.sequence);
    check_only_what_was_sent(journal);
    if (boot.position.event_sequence != shadow_.event_sequence() || boot.state_hash != shadow_.state_hash()) {
        report(
            fmt::format("the start came to event {} and state {:016x}; the journal leads to event {} and state {:016x}",
                        boot.position.event_sequence, boot.state_hash, shadow_.event_sequence(), shadow_.state_hash()));
    }
    check_event_log();
    for (const RawSegment& segment : journal.segments) {
        for (const RawRecord& record : segment.records) {
            promised_[record.sequence] = {record.time, ByteBuffer(record.payload.begin(), record.payload.end())};
        }
    }
}

// What stands in the place of a request that came before is none of the bytes that were sent; its name was.
void Auditor::check_only_what_was_sent(const RawLog& journal) {
    std::map<std::string_view, std::uint64_t> found;
    std::map<std::string, std::uint64_t> found_names;
    for (const RawSegment& segment : journal.segments) {
        for (const RawRecord& record : segment.records) {
            if (shadow_.is_timer(record.type)) {
                continue;
            }
            const std::string name = shadow_.request_name(record.payload);
            const std::string_view command = text_of(record.payload);
            const auto taken = taken_.find(std::string(command));
            const bool is_as_sent = taken != taken_.end() && ++found[command] <= taken->second;
            const bool is_an_old_answer = !is_as_sent && shadow_.answers_old_request(record.type);
            if (!(is_as_sent || is_an_old_answer) || ++found_names[name] > named_[name]) {
                report(fmt::format(
                    "command {} of the journal, of type {} and the request `{}`, was sent by nobody, or less "
                    "often than it stands there",
                    record.sequence, record.type, name));
                return;
            }
        }
    }
}

void Auditor::check_event_log() {
    const RawLog log = read_raw_log(storage_, events_folder);
    if (log.last_sequence() != expected_.size()) {
        report(fmt::format("the event log ends with event {}, the journal leads to {}", log.last_sequence(),
                           expected_.size()));
        return;
    }
    for (const RawSegment& segment : log.segments) {
        for (const RawRecord& record : segment.records) {
            const auto events = events_of(record);
            if (!events) {
                report(fmt::format("the block of event {} cannot be read", record.sequence));
                return;
            }
            const auto differs = [&](const SaidEvent& in_log) {
                return in_log != expected_[static_cast<std::size_t>(in_log.sequence - 1)];
            };
            if (const auto wrong = std::ranges::find_if(*events, differs); wrong != events->end()) {
                report(fmt::format("the event log says {}, the journal leads to {}", describe(*wrong),
                                   describe(expected_[static_cast<std::size_t>(wrong->sequence - 1)])));
                return;
            }
        }
    }
}

void Auditor::rewind_shadow(const RawLog& journal) {
    const auto is_applied = [&](std::uint64_t sequence) {
        const RawRecord* const record = journal.find(sequence);
        return record != nullptr && hash_of(*record) == applied_[static_cast<std::size_t>(sequence - 1)];
    };
    for (std::uint64_t sequence = 1; sequence <= applied_.size(); ++sequence) {
        if (!is_applied(sequence)) {
            history_.note("the journal is another one from command {} on", sequence);
            shadow_.reset();
            applied_.clear();
            expected_.clear();
            return;
        }
    }
}

void Auditor::advance_shadow(const RawLog& journal) {
    const std::uint64_t last = journal.last_sequence();
    const std::size_t first_new = expected_.size();
    while (shadow_.sequence() < last) {
        const RawRecord* const record = journal.find(shadow_.sequence() + 1);
        applied_.push_back(hash_of(*record));
        if (auto wrong = shadow_.apply(record->time, record->payload, expected_)) {
            report(fmt::format("after command {}: {}", record->sequence, *wrong));
            return;
        }
        tally_.add(Work::timers, shadow_.is_timer(record->type) ? 1 : 0);
        tally_.add(Work::old_requests, shadow_.answers_old_request(record->type) ? 1 : 0);
    }
    if (auto wrong = shadow_.check_whole_state()) {
        report(fmt::format("after command {}: {}", last, *wrong));
    }
    for (std::size_t at = first_new; at < expected_.size(); ++at) {
        const auto told = events_.find(expected_[at].sequence);
        if (told != events_.end() && told->second != expected_[at]) {
            report(
                fmt::format("{} was told, the journal leads to {}", describe(told->second), describe(expected_[at])));
            return;
        }
    }
    if (last_event_told() > shadow_.event_sequence()) {
        report(fmt::format("event {} was told, the journal leads to {}", last_event_told(), shadow_.event_sequence()));
    }
}

void Auditor::when_quiet(std::uint64_t sequence, std::uint64_t event_sequence, std::uint64_t live_state_hash) {
    tally_.add(Work::quiet_checks);
    advance_shadow(read_raw_log(storage_, journal_folder));
    if (sequence != shadow_.sequence() || event_sequence != shadow_.event_sequence() ||
        live_state_hash != shadow_.state_hash()) {
        report(fmt::format(
            "the live core is at command {}, event {}, state {:016x}; the journal leads to command {}, event "
            "{}, state {:016x}",
            sequence, event_sequence, live_state_hash, shadow_.sequence(), shadow_.event_sequence(),
            shadow_.state_hash()));
    }
}

}  // namespace trireme::simulation
