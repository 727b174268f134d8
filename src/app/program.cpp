#include "app/program.hpp"

#include "app/command_line.hpp"

#include <cstdio>
#include <exception>

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
                  "trireme journal --help               what else can be asked of a journal"}) +
        "\n\nExit status: 0 done, 1 something is damaged, was refused or failed, 2 the command line makes no sense.");
    program.set_version_flag("--version", version, "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    program.failure_message(explain);
    program.require_subcommand(1);
}

}  // namespace

int run_program(int argc, char** argv) {
    CLI::App program;
    Action action;
    describe(program);
    add_day_command(program, action);
    add_run_command(program, action);
    add_apply_command(program, action);
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
    return static_cast<int>(action());
}

}  // namespace trireme::app
