#include "app/journal_commands.hpp"

namespace trireme::app {

void add_journal_command(CLI::App& program, Action& action) {
    auto* const journal = program.add_subcommand("journal", "Look into what an engine has stored, running or stopped");
    journal->require_subcommand(1);
    journal->footer(
        examples({"trireme journal verify var/trireme             is everything sound?",
                  "trireme journal dump var/trireme --from 100    what was asked, and what came of it?",
                  "trireme journal replay var/trireme             to which state does it lead?",
                  "trireme journal diff var/trireme               does it still lead to what was said then?"}));
    add_journal_verify(*journal, action);
    add_journal_dump(*journal, action);
    add_journal_replay(*journal, action);
    add_journal_diff(*journal, action);
}

}  // namespace trireme::app
