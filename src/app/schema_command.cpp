#include "app/brokerage_core.hpp"
#include "app/command_line.hpp"

#include <cstdio>
#include <memory>

namespace trireme::app {

void add_schema_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("schema", "Print the JSON Schema of commands or events");
    auto what = std::make_shared<std::string>();
    command->add_option("what", *what, "Which of the two")->required()->check(CLI::IsMember({"commands", "events"}));
    command->footer(examples({"trireme schema commands > commands.schema.json"}));
    command->callback([what, &action] {
        action = [what] {
            const auto vocabulary = brokerage_core_kind().vocabulary;
            fmt::print("{}\n", *what == "commands" ? vocabulary->command_schema() : vocabulary->event_schema());
            return ExitStatus::success;
        };
    });
}

}  // namespace trireme::app
