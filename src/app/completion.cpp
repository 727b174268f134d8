#include "app/completion.hpp"

#include <algorithm>
#include <functional>

namespace trireme::app {
namespace {

// The words of an option that accepts only some: CLI11 shows them in braces behind the type name,
// "TEXT:{auto,spin,park}".
std::vector<std::string> accepted_words(const std::string& type_name) {
    const auto begin = type_name.find('{');
    const auto end = type_name.find('}', begin);
    if (begin == std::string::npos || end == std::string::npos) {
        return {};
    }
    return CLI::detail::split(type_name.substr(begin + 1, end - begin - 1), ',');
}

CompletionValues values_of(const CLI::Option& option) {
    const std::string type_name = option.get_type_name();
    return {.folders = type_name.starts_with("DIR"),
            .files = type_name.starts_with("FILE"),
            .words = accepted_words(type_name)};
}

CompletionOption option_of(const CLI::Option& option) {
    CompletionOption described{.names = {},
                               .description = option.get_description(),
                               .takes_value = option.get_items_expected_max() > 0,
                               .values = values_of(option)};
    for (const std::string& name : option.get_lnames()) {
        described.names.push_back("--" + name);
    }
    for (const std::string& name : option.get_snames()) {
        described.names.push_back("-" + name);
    }
    return described;
}

CompletionNode node_of(const CLI::App& app, std::vector<std::string> path) {
    CompletionNode node{.path = std::move(path),
                        .description = app.get_description(),
                        .options = {},
                        .arguments = {},
                        .subcommands = {}};
    for (const CLI::Option* const option : app.get_options()) {
        if (option->nonpositional()) {
            node.options.push_back(option_of(*option));
        } else {
            node.arguments = values_of(*option);
        }
    }
    for (const CLI::App* const subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
        std::vector<std::string> longer = node.path;
        longer.push_back(subcommand->get_name());
        node.subcommands.push_back(node_of(*subcommand, std::move(longer)));
    }
    return node;
}

}  // namespace

CompletionNode describe_for_completion(const CLI::App& program) { return node_of(program, {program.get_name()}); }

}  // namespace trireme::app
