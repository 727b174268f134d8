#include "app/program.hpp"

#include "app/command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <system_error>

namespace trireme::app {
namespace {

constexpr auto version = "trireme " TRIREME_VERSION;

// Why a command line makes no sense, and whose help tells what would.
std::string explain(const CLI::App* program, const CLI::Error& error) {
    std::string path = program->get_name();
    const CLI::App* chosen = program;
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
        path += ' ' + chosen->get_name();
    }
    std::string what = error.what();
    const bool lacks_subcommand = chosen->get_require_subcommand_min() > 0;
    if (const auto unknown = program->remaining(true); lacks_subcommand && !unknown.empty()) {
        what = fmt::format("there is no `{} {}`", path, unknown.front());
    }
    return fmt::format("trireme: {}\nTry `{} --help`.\n", what, path);
}

void describe(CLI::App& program) {
    program.name("trireme");
    program.description(
        "Trireme, a brokerage and trading engine: orders, positions, margin, stop-outs, charges and a double-entry\n"
        "ledger, decided one command at a time. Each command is durable in a journal before anyone sees what it did.");
    program.footer(
        examples({"trireme day                          play a small generated day and state what it came to",
                  "trireme run                          start the engine, market and clients simulated",
                  "trireme journal verify var/trireme   prove that what is stored is sound",
                  "trireme data --help                  keep ticks and bars of files",
                  "trireme journal --help               what else can be asked of a journal"}) +
        "\n\nExit status: 0 done, 1 something is damaged, was refused or failed, 2 the command line makes no sense.");
    program.set_version_flag("--version", version, "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    program.failure_message(explain);
    program.require_subcommand(1);
}

// What a caller closed is taken by the next file that is opened, and a journal must not be what we print into.
void occupy_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
            // Only for reading: whatever is printed to it fails, and that is said.
            static_cast<void>(::open("/dev/null", O_RDONLY));
        }
    }
}

ExitStatus cannot_print(const std::string& reason) {
    std::fputs(fmt::format("trireme: standard output cannot be written: {}\n", reason).c_str(), stderr);
    return ExitStatus::failure;
}

// Nobody takes what was printed for whole if it is not.
ExitStatus run(const Action& action) {
    try {
        const ExitStatus status = action();
        return std::fflush(stdout) == 0 && std::ferror(stdout) == 0
                   ? status
                   : cannot_print(std::generic_category().message(errno));
    } catch (const std::system_error& failure) {
        return cannot_print(failure.code().message());  // that is how fmt says it
    }
}

}  // namespace

int run_program(int argc, char** argv) {
    occupy_standard_streams();
    CLI::App program;
    Action action;
    describe(program);
    add_day_command(program, action);
    add_run_command(program, action);
    add_apply_command(program, action);
    add_data_command(program, action);
    add_lp_command(program, action);
    add_journal_command(program, action);
    add_explain_command(program, action);
    add_schema_command(program, action);
    add_completion_command(program, action);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& stopped) {
        const bool is_help_or_version = program.exit(stopped) == 0;
        return static_cast<int>(is_help_or_version ? ExitStatus::success : ExitStatus::usage);
    }
    return static_cast<int>(run(action));
}

}  // namespace trireme::app
