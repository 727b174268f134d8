#include "app/brokerage_core.hpp"
#include "app/command_line.hpp"
#include "app/data_folder.hpp"
#include "app/engine.hpp"
#include "app/line_outcomes.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
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

// Reads the next line without its end, cut at `line_bytes_max` + 1. False at the end of the input, or if it cannot be
// read: `std::ferror` tells.
bool read_line(std::FILE* input, std::string& line) {
    line.clear();
    int next = std::getc(input);
    if (next == EOF) {
        return false;
    }
    for (; next != EOF && next != '\n'; next = std::getc(input)) {
        if (line.size() <= line_bytes_max) {
            line.push_back(static_cast<char>(next));
        }
    }
    return std::ferror(input) == 0;
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, CloseFile>;

Result<OpenFile> open_input(const std::string& name) {
    std::error_code failure;
    if (std::filesystem::is_directory(name, failure)) {
        return fail(ErrorCode::invalid_input, "{} is a folder, not a file of commands", name);
    }
    OpenFile file(std::fopen(name.c_str(), "r"));
    if (file == nullptr) {
        return fail(ErrorCode::not_found, "open {}: {}", name, std::generic_category().message(errno));
    }
    return file;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

// Sends the lines of the input to the engine while another thread prints what became of them.
class Applier {
public:
    Applier(Engine& engine, const ApplyOptions& options)
        : engine_(engine), options_(options), vocabulary_(brokerage_core_kind().vocabulary) {}

    ExitStatus run(std::FILE* input) {
        std::thread printer([this] { print_all(); });
        std::string line;
        std::uint64_t number = 1;
        for (; !must_stop() && read_line(input, line); ++number) {
            if (!is_blank(line)) {
                send(number, line);
            }
        }
        const bool is_unreadable = std::ferror(input) != 0;
        outcomes_.close();
        printer.join();
        if (is_unreadable) {
            fmt::print(stderr, "line {}: the input cannot be read further\n", number);
        }
        if (cannot_print_.load()) {
            fmt::print(stderr, "the outcomes cannot be written to standard output; no more lines were sent\n");
        }
        if (unknown_ > 0) {
            fmt::print(stderr, "{} line{} in doubt: after the next start the journal tells whether they were applied\n",
                       unknown_, unknown_ == 1 ? " is" : "s are");
        }
        fmt::print(stderr, "{} command{} applied, of which {} rejected; {} line{} not applied\n", applied_,
                   applied_ == 1 ? "" : "s", rejected_, failed_.load(), failed_.load() == 1 ? "" : "s");
        const bool is_well = failed_.load() == 0 && unknown_ == 0 && !is_unreadable && !cannot_print_.load();
        return is_well ? ExitStatus::success : ExitStatus::failure;
    }

private:
    [[nodiscard]] bool must_stop() const {
        return cannot_print_.load() || (options_.stops_on_error && failed_.load() > 0);
    }

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
            const bool is_unknown = outcome.status == OutcomeStatus::unknown;
            unknown_ += is_unknown ? 1 : 0;
            failed_.fetch_add(is_unknown ? 0 : 1);
            write_line(fmt::format(R"({{"line":{},"status":"{}"}})", outcome.line, name_of(outcome.status)));
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
        write_line(fmt::format(R"({{"line":{},"sequence":{},"status":"durable","time":"{}","events":[{}]}})",
                               outcome.line, outcome.sequence, format_timestamp(outcome.time), events));
    }

    void write_line(std::string line) {
        line.push_back('\n');
        const bool is_written =
            std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
        if (!is_written) {
            cannot_print_.store(true);
        }
    }

    Engine& engine_;
    const ApplyOptions& options_;
    std::shared_ptr<const runtime::Vocabulary> vocabulary_;
    LineOutcomes outcomes_;
    std::atomic<std::uint64_t> failed_ = 0;
    std::uint64_t applied_ = 0;  // printer's, like the next, until it is joined
    std::uint64_t rejected_ = 0;
    std::uint64_t unknown_ = 0;
    std::atomic<bool> cannot_print_ = false;
};

Result<ExitStatus> apply(const ApplyOptions& options) {
    OpenFile file;
    if (options.file != "-") {
        TRIREME_TRY_ASSIGN(file, open_input(options.file));
    }
    EngineOptions engine_options;
    engine_options.folder = options.folder;
    TRIREME_TRY_ASSIGN(Engine engine, start_engine(engine_options));
    print_recovery(stderr, engine);
    const ExitStatus status = Applier(engine, options).run(file ? file.get() : stdin);
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
