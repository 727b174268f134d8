#include "app/data_folder.hpp"
#include "app/journal_commands.hpp"
#include "journal/log_reader.hpp"
#include "journal/request_file.hpp"
#include "journal/request_store.hpp"
#include "journal/segment_scanner.hpp"
#include "journal/snapshot_store.hpp"
#include "journal/verify.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

namespace trireme::app {
namespace {

using journal::LogKind;

// Reads all that is stored and prints what it finds. Goes on behind damage where it can, so that one look tells all of
// it.
class Verifier {
public:
    explicit Verifier(journal::Storage& storage) : storage_(storage) {}

    ExitStatus run() {
        fmt::print("data folder   {}\n", storage_.path_of(""));
        note(verify_log(LogKind::commands, "journal", "record"));
        note(verify_log(LogKind::events, "event log", "event"));
        note(verify_snapshots());
        note(verify_old_requests());
        return conclude();
    }

private:
    Result<void> verify_log(LogKind kind, std::string_view title, std::string_view what) {
        TRIREME_TRY_ASSIGN(const journal::LogReport report, journal::verify_log(storage_, kind));
        fmt::print("{:<13} {} {}{}\n", title, report.entries, what, report.entries == 1 ? "" : "s");
        for (const journal::SegmentReport& segment : report.segments) {
            fmt::print("  {}  {}, {}\n", segment.name, name_of(segment.state),
                       segment.entries == 0 ? std::string("empty")
                                            : fmt::format("{} to {}", segment.first_sequence, segment.last_sequence));
        }
        for (const std::string& warning : report.warnings) {
            fmt::print("  warning: {}\n", warning);
        }
        if (report.torn_tail) {
            fmt::print(
                "  torn tail: {} at offset {}: {} bytes that were never acknowledged ({}). An engine is writing them, "
                "or "
                "the next start clears them\n",
                storage_.path_of(journal::segment_name(kind, report.torn_tail->segment_index)),
                report.torn_tail->offset, report.torn_tail->bytes, report.torn_tail->what);
        }
        if (kind == LogKind::commands) {
            fmt::print("durable mark  {}\n", report.durable_mark ? fmt::format("{}", *report.durable_mark) : "none");
        }
        return {};
    }

    Result<void> verify_snapshots() {
        TRIREME_TRY_ASSIGN(const auto sequences, journal::list_snapshots(storage_));
        fmt::print("snapshots     {}\n", sequences.size());
        for (const std::uint64_t sequence : sequences) {
            note(verify_snapshot(sequence));
        }
        return {};
    }

    Result<void> verify_snapshot(std::uint64_t sequence) {
        const auto info = journal::verify_snapshot(storage_, sequence);
        if (!info && info.error().code == ErrorCode::not_found) {
            return {};  // a running engine has removed it meanwhile
        }
        TRIREME_TRY(info);
        TRIREME_TRY_ASSIGN(auto reader, journal::LogReader::open(storage_, LogKind::commands, sequence));
        TRIREME_TRY_ASSIGN(const auto record, reader.next(sequence));
        if (record->header.link != info->event_hash) {
            return fail(
                ErrorCode::corrupt, "{}: its events have the hash {:016x}, record {} of the journal says {:016x}",
                storage_.path_of(journal::snapshot_name(sequence)), info->event_hash, sequence, record->header.link);
        }
        fmt::print("  {}  through record {}, state hash {:016x}\n", journal::snapshot_name(sequence), sequence,
                   info->state_hash);
        return {};
    }

    // Only cores that forget requests have any.
    Result<void> verify_old_requests() {
        TRIREME_TRY_ASSIGN(const auto ranges, journal::list_request_files(storage_));
        for (const journal::RequestRange& range : ranges) {
            const auto info = journal::verify_request_file(storage_, range);
            if (info) {
                fmt::print("old requests  {} in {}\n", info->entries, journal::request_file_name(range));
            } else if (info.error().code != ErrorCode::not_found) {  // merged meanwhile
                note(std::unexpected(info.error()));
            }
        }
        return verify_request_row();
    }

    // A start from a snapshot needs the files through it, without a gap and of this log.
    Result<void> verify_request_row() {
        TRIREME_TRY_ASSIGN(const auto segments, journal::list_segments(storage_, LogKind::commands));
        TRIREME_TRY_ASSIGN(const auto snapshots, journal::list_snapshots(storage_));
        if (segments.empty() || snapshots.empty()) {
            return {};
        }
        TRIREME_TRY_ASSIGN(const auto segment, journal::open_segment(storage_, LogKind::commands, segments.back()));
        if (!segment) {
            return {};  // told of by the journal's own check
        }
        const auto told_already = [](const Error&) {};
        TRIREME_TRY_ASSIGN(const auto row, journal::open_request_row(storage_, segment->header().log_id, told_already));
        const std::uint64_t newest = *std::ranges::max_element(snapshots);
        if (journal::covered_through(row) < newest) {
            return fail(ErrorCode::corrupt,
                        "{}: the old requests reach through command {}, the newest snapshot {}: files are missing",
                        storage_.path_of(journal::request_folder), journal::covered_through(row), newest);
        }
        return {};
    }

    void note(const Result<void>& checked) {
        if (!checked && std::ranges::find(damages_, checked.error().message) == damages_.end()) {
            damages_.push_back(checked.error().message);
        }
    }

    [[nodiscard]] ExitStatus conclude() const {
        if (damages_.empty()) {
            fmt::print("ok\n");
            return ExitStatus::success;
        }
        std::fflush(stdout);
        for (const std::string& damage : damages_) {
            fmt::print(stderr, "damaged: {}\n", damage);
        }
        return ExitStatus::failure;
    }

    journal::Storage& storage_;
    std::vector<std::string> damages_;
};

}  // namespace

void add_journal_verify(CLI::App& journal, Action& action) {
    auto* const command = journal.add_subcommand("verify", "Read everything that is stored and check that it is sound");
    auto folder = std::make_shared<std::string>();
    add_data_argument(*command, *folder);
    command->footer(
        "Prints the segments with their records, a torn tail, the durable mark, the snapshots and old requests, then "
        "`ok`; or\n"
        "`damaged:` with file and offset, and exit status 1.\n\n" +
        examples({"trireme journal verify var/trireme"}));
    command->callback([folder, &action] {
        action = [folder] {
            const auto storage = open_existing_journal(*folder);
            return storage ? Verifier(**storage).run() : report(storage.error());
        };
    });
}

}  // namespace trireme::app
