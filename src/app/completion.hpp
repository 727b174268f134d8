#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

// Shell completion, made from the program's own description of its command line.
namespace trireme::app {

// What may be typed after an option, or in the place of an argument.
struct CompletionValues {
    bool folders = false;
    bool files = false;
    std::vector<std::string> words;
};

struct CompletionOption {
    std::vector<std::string> names;  // with their dashes
    std::string description;
    bool takes_value = false;
    CompletionValues values;
};

// The program or one of its subcommands.
struct CompletionNode {
    std::vector<std::string> path;  // the words that lead here: "trireme", "journal", "verify"
    std::string description;
    std::vector<CompletionOption> options;
    CompletionValues arguments;
    std::vector<CompletionNode> subcommands;
};

[[nodiscard]] CompletionNode describe_for_completion(const CLI::App& program);

[[nodiscard]] std::string bash_completion(const CompletionNode& program);
[[nodiscard]] std::string zsh_completion(const CompletionNode& program);
[[nodiscard]] std::string fish_completion(const CompletionNode& program);

}  // namespace trireme::app
