#pragma once

#include "journal/durable_mark.hpp"
#include "journal/log_writer.hpp"
#include "journal/recovery.hpp"
#include "runtime/batch.hpp"
#include "runtime/core.hpp"
#include "runtime/core_runner.hpp"
#include "runtime/event_log.hpp"
#include "runtime/forgotten_requests.hpp"
#include "runtime/request_archive.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trireme::runtime {

// What a start does where events are lost: neither in the event log, nor to be made again, because the journal and its
// snapshots do not reach back so far.
enum class LostEvents : unsigned char {
    refuse,               // it fails, and has changed nothing
    begin_event_log_anew  // it begins a new event log behind them and says which are lost
};

struct BootOptions {
    std::uint64_t segment_bytes = 64ULL * 1024 * 1024;
    BatchLimits limits;
    journal::LogId new_log_id{};  // for a log that begins now
    LostEvents lost_events = LostEvents::refuse;

    // How a log is written; one that is empty begins with `first_sequence`.
    [[nodiscard]] journal::LogOptions log_options(journal::LogKind kind, std::uint64_t first_sequence) const;
};

// What a start found and did, for a person.
struct BootReport {
    std::uint64_t snapshot_sequence = 0;  // 0: from the beginning
    std::uint64_t replayed_commands = 0;
    std::uint64_t rebuilt_events = 0;  // events that the event log had lost or never had
    Position position;
    std::uint64_t state_hash = 0;
    journal::LogId log_id{};            // of the journal: no other has it
    std::vector<std::string> warnings;  // what was cut, passed over, swept away or lost
};

// Everything that a pipeline runs on, in the state in which the last run left it.
struct Booted {
    std::unique_ptr<journal::StorageLock> lock;  // no other process may write here meanwhile
    std::unique_ptr<Core> core;
    Position position;
    std::unique_ptr<journal::LogWriter> journal;
    journal::DurableMark mark;
    std::unique_ptr<EventLog> events;
    // Of a core that forgets requests; null for others.
    std::unique_ptr<RequestArchive> request_archive;
    std::unique_ptr<ForgottenRequests> forgotten;
    BootReport report;
};

// Brings the core back: the newest good snapshot through which the files of old requests reach, then the journal,
// comparing the running hash of the events record by record; cuts torn tails; adds the events that the event log lacks.
// Fails with `conflict` while another process runs on the same storage, and with `corrupt` if acknowledged data is
// damaged or the replay leads to other events than were recorded; then only what nobody was told of has been cleared,
// and the damaged end of the event log if more than 64 MiB of its events had to be made again by then. Fails with
// `not_found` where events are lost, unless the options say otherwise.
[[nodiscard]] Result<Booted> boot(journal::Storage& storage, const CoreKind& kind, const BootOptions& options);

}  // namespace trireme::runtime
