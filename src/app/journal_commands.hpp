#pragma once

#include "app/command_line.hpp"

// The subcommands of `trireme journal`. All of them only read, and work beside a running engine.
namespace trireme::app {

void add_journal_verify(CLI::App& journal, Action& action);
void add_journal_dump(CLI::App& journal, Action& action);
void add_journal_replay(CLI::App& journal, Action& action);
void add_journal_diff(CLI::App& journal, Action& action);

}  // namespace trireme::app
