#include "app/completion.hpp"

#include <fmt/format.h>

#include <functional>

// The three scripts work alike: they walk along the words typed so far to find the subcommand they stand in (`at`), and
// offer what belongs there.
namespace trireme::app {
namespace {

void for_each_node(const CompletionNode& node, const std::function<void(const CompletionNode&)>& visit) {
    visit(node);
    for (const CompletionNode& subcommand : node.subcommands) {
        for_each_node(subcommand, visit);
    }
}

std::string joined(const std::vector<std::string>& words, std::string_view between = " ") {
    return fmt::format("{}", fmt::join(words, between));
}

// Single quotes protect everything but themselves, alike in all three shells.
std::string quoted(std::string_view text, std::string_view quote_inside) {
    std::string result = "'";
    for (const char character : text) {
        result += character == '\'' ? std::string(quote_inside) : std::string(1, character);
    }
    return result + '\'';
}
std::string posix_quoted(std::string_view text) { return quoted(text, R"('\'')"); }
std::string fish_quoted(std::string_view text) { return quoted(text, R"(\')"); }

// All paths but the program's own, for the walk along the words.
std::string paths_below(const CompletionNode& program, std::string_view between) {
    std::vector<std::string> paths;
    for_each_node(program, [&](const CompletionNode& node) {
        if (node.path.size() > 1) {
            paths.push_back(posix_quoted(joined(node.path)));
        }
    });
    return joined(paths, between);
}

// A word that may stand in a subcommand.
struct OfferedWord {
    std::string text;
    std::string description;
};

std::vector<OfferedWord> words_at(const CompletionNode& node) {
    std::vector<OfferedWord> words;
    for (const CompletionNode& subcommand : node.subcommands) {
        words.push_back({subcommand.path.back(), subcommand.description});
    }
    for (const std::string& word : node.arguments.words) {
        words.push_back({word, ""});
    }
    for (const CompletionOption& option : node.options) {
        for (const std::string& name : option.names) {
            words.push_back({name, option.description});
        }
    }
    return words;
}

std::string bash_values(const CompletionValues& values) {
    if (values.folders || values.files) {
        return fmt::format("COMPREPLY=($(compgen {} -- \"$current\"))", values.folders ? "-d" : "-f");
    }
    return fmt::format("COMPREPLY=($(compgen -W {} -- \"$current\"))", posix_quoted(joined(values.words)));
}

std::string bash_node(const CompletionNode& node) {
    std::vector<std::string> words;
    for (const OfferedWord& word : words_at(node)) {
        words.push_back(word.text);
    }
    return fmt::format("words={}{}", posix_quoted(joined(words)),
                       node.arguments.folders ? "; files=-d"
                       : node.arguments.files ? "; files=-f"
                                              : "");
}

// The patterns of an option behind its subcommand: 'trireme run --wait'.
std::string option_patterns(const CompletionNode& node, const CompletionOption& option) {
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) {
        patterns.push_back(posix_quoted(joined(node.path) + ' ' + name));
    }
    return joined(patterns, "|");
}

std::string zsh_values(const CompletionValues& values) {
    if (values.folders || values.files) {
        return values.folders ? "_files -/" : "_files";
    }
    return values.words.empty() ? ":" : fmt::format("compadd -- {}", joined(values.words));
}

std::string zsh_node(const CompletionNode& node) {
    std::vector<std::string> words;
    for (const OfferedWord& word : words_at(node)) {
        words.push_back(posix_quoted(fmt::format("{}:{}", word.text, word.description)));
    }
    return fmt::format("offered=({}){}", joined(words),
                       node.arguments.folders ? "; _files -/"
                       : node.arguments.files ? "; _files"
                                              : "");
}

std::string fish_option(const CompletionNode& node, const CompletionOption& option) {
    std::string line =
        fmt::format("complete -c trireme -n {}", fish_quoted(fmt::format("__trireme_at '{}'", joined(node.path))));
    for (const std::string& name : option.names) {
        const bool is_long = name.starts_with("--");
        line += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
    }
    if (option.takes_value) {
        const CompletionValues& values = option.values;
        line += values.folders ? " -x -a '(__fish_complete_directories)'" : values.files ? " -r -F" : " -x";
        line += values.words.empty() ? "" : fmt::format(" -a {}", fish_quoted(joined(values.words)));
    }
    return fmt::format("{} -d {}\n", line, fish_quoted(option.description));
}

std::string fish_node(const CompletionNode& node) {
    const std::string at = fish_quoted(fmt::format("__trireme_at '{}'", joined(node.path)));
    std::string lines;
    for (const CompletionNode& subcommand : node.subcommands) {
        lines += fmt::format("complete -c trireme -n {} -a {} -d {}\n", at, subcommand.path.back(),
                             fish_quoted(subcommand.description));
    }
    if (!node.arguments.words.empty()) {
        lines += fmt::format("complete -c trireme -n {} -a {}\n", at, fish_quoted(joined(node.arguments.words)));
    }
    if (node.arguments.folders || node.arguments.files) {
        lines += fmt::format("complete -c trireme -n {} {}\n", at,
                             node.arguments.files ? "-F" : "-a '(__fish_complete_directories)'");
    }
    for (const CompletionOption& option : node.options) {
        lines += fish_option(node, option);
    }
    return lines;
}

// What bash and zsh decide by the words before the cursor, as branches of two `case` statements; they differ only in
// how a branch offers something.
struct CaseBranches {
    std::string after_options;  // by subcommand and the option before the cursor: what its value may be
    std::string at_nodes;       // by subcommand: what may stand there
};

using OfferValues = std::string (&)(const CompletionValues& values);
using OfferNode = std::string (&)(const CompletionNode& node);

CaseBranches case_branches(const CompletionNode& program, OfferValues offer_values, OfferNode offer_node) {
    CaseBranches branches;
    for_each_node(program, [&](const CompletionNode& node) {
        for (const CompletionOption& option : node.options) {
            if (option.takes_value) {
                branches.after_options += fmt::format("        {}) {}; return ;;\n", option_patterns(node, option),
                                                      offer_values(option.values));
            }
        }
        branches.at_nodes += fmt::format("        {}) {} ;;\n", posix_quoted(joined(node.path)), offer_node(node));
    });
    return branches;
}

}  // namespace

std::string bash_completion(const CompletionNode& program) {
    const CaseBranches branches = case_branches(program, bash_values, bash_node);
    return fmt::format(R"(# bash completion of trireme; `source <(trireme completion bash)`
_trireme() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} at={} word words= files=
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$at $word" in
            {}) at="$at $word" ;;
        esac
    done
    case "$at $previous" in
{}    esac
    case "$at" in
{}    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if [[ -n $files && $current != -* ]]; then
        COMPREPLY+=($(compgen $files -- "$current"))
    fi
}}
complete -o filenames -F _trireme trireme
)",
                       joined(program.path), paths_below(program, "|"), branches.after_options, branches.at_nodes);
}

std::string zsh_completion(const CompletionNode& program) {
    const CaseBranches branches = case_branches(program, zsh_values, zsh_node);
    return fmt::format(R"(#compdef trireme
# zsh completion of trireme; `source <(trireme completion zsh)`
_trireme() {{
    local at={} word
    local -a offered
    for word in "${{words[@]:1:$((CURRENT - 2))}}"; do
        case "$at $word" in
            {}) at="$at $word" ;;
        esac
    done
    case "$at ${{words[CURRENT-1]}}" in
{}    esac
    case "$at" in
{}    esac
    _describe trireme offered
}}
compdef _trireme trireme
)",
                       joined(program.path), paths_below(program, "|"), branches.after_options, branches.at_nodes);
}

std::string fish_completion(const CompletionNode& program) {
    std::string lines;
    for_each_node(program, [&](const CompletionNode& node) { lines += fish_node(node); });
    return fmt::format(R"(# fish completion of trireme; `trireme completion fish | source`
function __trireme_at
    set -l at {}
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case {}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c trireme -f
{})",
                       joined(program.path), paths_below(program, " "), lines);
}

}  // namespace trireme::app
