#include "app/command_line.hpp"
#include "app/completion.hpp"

#include <cstdio>
#include <memory>

namespace trireme::app {

void add_completion_command(CLI::App& program, Action& action) {
    auto* const command =
        program.add_subcommand("completion", "Print a script that completes command lines in a shell");
    auto shell = std::make_shared<std::string>();
    command->add_option("shell", *shell, "Which shell")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer(examples({"source <(trireme completion bash)     for this shell",
                              "trireme completion fish > ~/.config/fish/completions/trireme.fish"}));
    command->callback([shell, &program, &action] {
        action = [shell, &program] {
            const CompletionNode described = describe_for_completion(program);
            fmt::print("{}", *shell == "bash"  ? bash_completion(described)
                             : *shell == "zsh" ? zsh_completion(described)
                                               : fish_completion(described));
            return ExitStatus::success;
        };
    });
}

}  // namespace trireme::app
