#include "app/brokerage_core.hpp"
#include "app/command_events.hpp"
#include "app/data_folder.hpp"
#include "app/journal_commands.hpp"
#include "app/journal_view.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>

namespace trireme::app {
namespace {

struct DumpOptions {
    std::string folder;
    std::uint64_t from = 1;
    std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
    bool as_json = false;
};

class Dumper {
public:
    Dumper(const JournalView& view, const DumpOptions& options)
        : view_(view), options_(options), vocabulary_(brokerage_core_kind().vocabulary) {}

    Result<void> run() {
        const std::uint64_t first = std::max(options_.from, view_.oldest);
        if (view_.oldest == 0 || first > view_.through) {
            return view_.damage ? Result<void>(std::unexpected(*view_.damage)) : Result<void>();
        }
        TRIREME_TRY_ASSIGN(auto records, journal::LogReader::open(*view_.storage, journal::LogKind::commands, first));
        TRIREME_TRY_ASSIGN(CommandEvents events, CommandEvents::open(*view_.storage, first));
        for (std::uint64_t count = 0; count < options_.limit; ++count) {
            TRIREME_TRY_ASSIGN(const auto record, records.next(view_.through));
            if (!record) {
                break;
            }
            TRIREME_TRY(options_.as_json ? print_json(*record, events) : print_lines(*record, events));
        }
        return {};
    }

private:
    Result<void> print_lines(const journal::LogRecord& record, CommandEvents& events) {
        TRIREME_TRY_ASSIGN(const std::string command, vocabulary_->command_to_json(record.payload));
        fmt::print("{}  {}  {}\n", record.header.sequence, format_timestamp(record.header.time), command);
        for (;;) {
            TRIREME_TRY_ASSIGN(const auto event, events.next_of(record.header.sequence));
            if (!event) {
                return {};
            }
            TRIREME_TRY_ASSIGN(const std::string body, vocabulary_->event_to_json(event->body));
            fmt::print("    event {}  {}\n", event->sequence, body);
        }
    }

    Result<void> print_json(const journal::LogRecord& record, CommandEvents& events) {
        TRIREME_TRY_ASSIGN(const std::string command, vocabulary_->command_to_json(record.payload));
        std::string listed;
        for (;;) {
            TRIREME_TRY_ASSIGN(const auto event, events.next_of(record.header.sequence));
            if (!event) {
                break;
            }
            TRIREME_TRY_ASSIGN(const std::string body, vocabulary_->event_to_json(event->body));
            listed +=
                fmt::format(R"({}{{"sequence":{},"event":{}}})", listed.empty() ? "" : ",", event->sequence, body);
        }
        fmt::print(R"({{"sequence":{},"time":"{}","command":{},"events":[{}]}})"
                   "\n",
                   record.header.sequence, format_timestamp(record.header.time), command, listed);
        return {};
    }

    const JournalView& view_;
    const DumpOptions& options_;
    std::shared_ptr<const runtime::Vocabulary> vocabulary_;
};

}  // namespace

void add_journal_dump(CLI::App& journal, Action& action) {
    auto* const command = journal.add_subcommand("dump", "Print the commands, each with the events it led to");
    auto options = std::make_shared<DumpOptions>();
    const auto any = whole_number(1, std::numeric_limits<std::uint64_t>::max());
    add_data_argument(*command, options->folder);
    command->add_option("--from", options->from, "Begin with the command of this sequence")
        ->check(any)
        ->type_name("SEQUENCE")
        ->capture_default_str();
    command->add_option("--limit", options->limit, "Print at most so many commands")->check(any)->type_name("COUNT");
    command->add_flag("--json", options->as_json, "One JSON object per line");
    command->footer("Events are printed as far as the event log holds them.\n\n" +
                    examples({"trireme journal dump var/trireme --from 100 --limit 10",
                              "trireme journal dump var/trireme --json | jq .command"}));
    command->callback([options, &action] {
        action = [options] {
            const auto view = view_journal(options->folder);
            if (!view) {
                return report(view.error());
            }
            const auto dumped = Dumper(*view, *options).run();
            return dumped ? ExitStatus::success : report(dumped.error());
        };
    });
}

}  // namespace trireme::app
