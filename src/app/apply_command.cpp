#include "app/brokerage_core.hpp"
#include "app/command_line.hpp"
#include "app/data_folder.hpp"
#include "app/engine.hpp"
#include "app/line_outcomes.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <system_error>
#include <thread>

namespace trireme::app {
namespace {

struct ApplyOptions {
    std::string folder;
    std::string file = "-";
    bool stops_on_error = false;
};

// A line that is longer cannot be a command.
constexpr std::size_t line_bytes_max = 256 * 1024;

constexpr auto overload_pause = std::chrono::milliseconds(1);

// Reads the next line without its end, cut at `line_bytes_max` + 1. False at the end of the input.
bool read_line(std::istream& input, std::string& line) {
    line.clear();
    std::streambuf& buffer = *input.rdbuf();
    int next = buffer.sbumpc();
    if (next == std::char_traits<char>::eof()) {
        return false;
    }
    for (; next != std::char_traits<char>::eof() && next != '\n'; next = buffer.sbumpc()) {
        if (line.size() <= line_bytes_max) {
            line.push_back(static_cast<char>(next));
        }
    }
    return true;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

// Sends the lines of the input to the engine while another thread prints what became of them.
class Applier {
public:
    Applier(Engine& engine, const ApplyOptions& options)
        : engine_(engine), options_(options), vocabulary_(brokerage_core_kind().vocabulary) {}

    ExitStatus run(std::istream& input) {
        std::thread printer([this] { print_all(); });
        std::string line;
        for (std::uint64_t number = 1; !must_stop() && read_line(input, line); ++number) {
            if (!is_blank(line)) {
                send(number, line);
            }
        }
        outcomes_.close();
        printer.join();
        fmt::print(stderr, "{} command{} applied, of which {} rejected; {} line{} not applied\n", applied_,
                   applied_ == 1 ? "" : "s", rejected_, failed_.load(), failed_.load() == 1 ? "" : "s");
        return failed_.load() == 0 ? ExitStatus::success : ExitStatus::failure;
    }

private:
    [[nodiscard]] bool must_stop() const { return options_.stops_on_error && failed_.load() > 0; }

    void send(std::uint64_t number, std::string_view line) {
        const std::uint64_t tag = outcomes_.add(number);
        auto command = command_of(line);
        if (!command) {
            failed_.fetch_add(1);
            outcomes_.refuse(tag, command.error().message);
            return;
        }
        Admission admission = engine_.runtime->submit(*command, outcomes_, tag);
        while (admission == Admission::overloaded) {
            std::this_thread::sleep_for(overload_pause);
            admission = engine_.runtime->submit(*command, outcomes_, tag);
        }
        if (admission != Admission::taken) {
            const auto failure = engine_.runtime->failure();
            failed_.fetch_add(1);
            outcomes_.refuse(tag, failure ? fmt::format("the engine has stopped: {}", failure->message)
                                          : std::string(name_of(admission)));
        }
    }

    Result<ByteBuffer> command_of(std::string_view line) const {
        if (line.size() > line_bytes_max) {
            return fail(ErrorCode::invalid_input, "longer than {} bytes", line_bytes_max);
        }
        TRIREME_TRY_ASSIGN(ByteBuffer command, vocabulary_->command_from_json(line));
        TRIREME_TRY(vocabulary_->check_command(command));
        return command;
    }

    void print_all() {
        while (const auto outcome = outcomes_.take()) {
            if (outcome->refused) {
                std::fflush(stdout);
                fmt::print(stderr, "line {}: {}\n", outcome->line, *outcome->refused);
            } else {
                print(*outcome);
            }
        }
    }

    void print(const LineOutcome& outcome) {
        if (outcome.status != OutcomeStatus::durable) {
            failed_.fetch_add(1);
            fmt::print(R"({{"line":{},"status":"{}"}})"
                       "\n",
                       outcome.line, name_of(outcome.status));
            return;
        }
        applied_ += 1;
        rejected_ += outcome.is_rejected ? 1 : 0;
        std::string events;
        for (const ByteBuffer& body : outcome.events) {
            const auto event = vocabulary_->event_to_json(body);
            TRIREME_ASSERT(event.has_value(), "the engine's own event cannot be read");
            events += (events.empty() ? "" : ",") + *event;
        }
        fmt::print(R"({{"line":{},"sequence":{},"status":"durable","time":"{}","events":[{}]}})"
                   "\n",
                   outcome.line, outcome.sequence, format_timestamp(outcome.time), events);
        std::fflush(stdout);
    }

    Engine& engine_;
    const ApplyOptions& options_;
    std::shared_ptr<const runtime::Vocabulary> vocabulary_;
    LineOutcomes outcomes_;
    std::atomic<std::uint64_t> failed_ = 0;
    std::uint64_t applied_ = 0;  // printer's, like the next, until it is joined
    std::uint64_t rejected_ = 0;
};

Result<ExitStatus> apply(const ApplyOptions& options) {
    std::ifstream file;
    if (options.file != "-") {
        file.open(options.file);
        if (!file) {
            return fail(ErrorCode::not_found, "open {}: {}", options.file, std::generic_category().message(errno));
        }
    }
    EngineOptions engine_options;
    engine_options.folder = options.folder;
    TRIREME_TRY_ASSIGN(Engine engine, start_engine(engine_options));
    print_recovery(stderr, engine);
    const ExitStatus status = Applier(engine, options).run(options.file == "-" ? std::cin : file);
    TRIREME_TRY(stop_engine(stderr, engine));
    return status;
}

}  // namespace

void add_apply_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("apply", "Apply commands given as lines of JSON");
    auto options = std::make_shared<ApplyOptions>();
    add_data_option(*command, options->folder);
    command->add_option("file", options->file, "A file with one command per line; - for standard input")
        ->type_name("FILE")
        ->capture_default_str();
    command->add_flag("--stop-on-error", options->stops_on_error, "Stop at the first line that is not applied");
    command->footer(
        "For each line prints what the command did, once that is durable, as one line of JSON. A line that is no\n"
        "command changes nothing; standard error says where and why. A command that the engine rejects is applied:\n"
        "its event says so. Exit status 1 if a line was not applied. `trireme schema commands` has the form.\n"
        "docs/examples/first_trade.jsonl begins with define_instrument, goes on to place_order and "
        "close_position.\n\n" +
        examples({"trireme apply --data var/trial docs/examples/first_trade.jsonl",
                  R"(echo '{"type":"set_kill_switch","engaged":true,"by":7}' | trireme apply --data var/trial)"}));
    command->callback([options, &action] {
        action = [options] {
            const auto status = apply(*options);
            return status ? *status : report(status.error());
        };
    });
}

}  // namespace trireme::app
