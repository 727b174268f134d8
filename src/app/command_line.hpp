#pragma once

#include "base/result.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <string>

// What the subcommands have in common. Each is added to the program by a function of its own, add_..._command, which
// lists its arguments and says what `action` will be when it is chosen.
namespace trireme::app {

enum class ExitStatus : int {
    success = 0,
    failure = 1,  // something is damaged, was refused or failed; standard error says what
    usage = 2,    // the command line makes no sense
};

// What the chosen subcommand does, run once the command line is read.
using Action = std::function<ExitStatus()>;

void add_day_command(CLI::App& program, Action& action);
void add_run_command(CLI::App& program, Action& action);
void add_apply_command(CLI::App& program, Action& action);
void add_data_command(CLI::App& program, Action& action);
void add_lp_command(CLI::App& program, Action& action);
void add_journal_command(CLI::App& program, Action& action);
void add_explain_command(CLI::App& program, Action& action);
void add_schema_command(CLI::App& program, Action& action);
void add_completion_command(CLI::App& program, Action& action);

// An option's or argument's text must be a whole number from `least` to `most`.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

// Says on standard error why a subcommand failed.
ExitStatus report(const Error& error);

// The help's part with examples, one command a line.
[[nodiscard]] std::string examples(std::initializer_list<std::string_view> lines);

}  // namespace trireme::app
