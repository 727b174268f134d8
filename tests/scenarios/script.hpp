#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The text of a scenario, taken apart and not yet understood: README.md is the language on one page. Any bytes may be
// parsed; what is no scenario is an error that begins with the number of its line.
namespace trireme::scenarios {

struct Phrase;

// A word, or phrases in brackets: `[buy 1.0, sell 2.0]`.
struct Term {
    std::string word;
    std::vector<Phrase> items;
    bool is_bracket = false;

    bool operator==(const Term&) const = default;
};

struct Phrase {
    std::vector<Term> terms;

    bool operator==(const Phrase&) const = default;
};

enum class StepKind {
    use,      // runs a preset
    at,       // moves the clock to a moment
    after,    // moves the clock by a span
    command,  // asks something of the engine
    expect,   // one event of the command or the clock before
    check,    // how something stands, without an event
    explain,  // what the events so far say of a question
};

struct Step {
    StepKind kind = StepKind::command;
    std::size_t line = 0;
    bool is_given = false;  // sets the scene: its events are not looked at, but nothing of it may be refused
    std::size_t repetitions = 1;
    std::string text;  // as it stands in the file
    Phrase phrase;     // behind the word that says the kind
    std::string json;  // instead of a phrase
};

struct Script {
    std::vector<std::string> rules;  // ids of docs/rules.md
    std::string summary;             // what the dealer sees
    std::vector<Step> steps;
};

inline constexpr std::size_t bracket_depth_max = 8;
inline constexpr std::size_t repetitions_max = 5'000;

// A scenario: rules, a comment, steps.
[[nodiscard]] Result<Script> parse_scenario(std::string_view text);

// A preset: steps that set the scene, and nothing to expect.
[[nodiscard]] Result<Script> parse_preset(std::string_view text);

// "place_order side buy lots $1": a phrase in the program's own words.
[[nodiscard]] Result<Phrase> parse_phrase(std::string_view text);

// "90s", "1.5h": a number of s, m, h or d.
[[nodiscard]] Result<Duration> parse_span(std::string_view text);

}  // namespace trireme::scenarios
