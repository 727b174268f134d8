#include "scenarios/script.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "scenarios/tokens.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace trireme::scenarios {
namespace {

constexpr std::string_view rule_word = "rule";
constexpr std::string_view given_word = "given";
constexpr std::string_view do_word = "do";

constexpr std::array<std::pair<std::string_view, StepKind>, 6> kinds_by_word{{
    {"use", StepKind::use},
    {"at", StepKind::at},
    {"after", StepKind::after},
    {"expect", StepKind::expect},
    {"check", StepKind::check},
    {"explain", StepKind::explain},
}};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The line up to a remark: a `#` behind a space. In JSON, which alone has braces, there are no remarks.
std::string_view without_remark(std::string_view line) {
    if (line.contains('{')) {
        return line;
    }
    return line.substr(0, std::min(line.find(" #"), line.find("\t#")));
}

// The word that `rest` begins with, without taking it.
std::string_view first_word(std::string_view rest) { return rest.substr(0, rest.find_first_of(" \t")); }

// Takes the word if `rest` begins with it.
bool take_word(std::string_view& rest, std::string_view word) {
    if (first_word(rest) != word) {
        return false;
    }
    rest = trimmed(rest.substr(word.size()));
    return true;
}

Result<std::size_t> take_repetitions(std::string_view& rest) {
    if (!take_word(rest, repeat_word)) {
        return 1;
    }
    const std::string_view count = first_word(rest);
    TRIREME_TRY_ASSIGN(const std::size_t repetitions, parse_repetitions(count));
    rest = trimmed(rest.substr(count.size()));
    return repetitions;
}

// Changes nothing, and leads to no events.
bool only_looks(StepKind kind) { return kind == StepKind::check || kind == StepKind::explain; }

StepKind take_kind(std::string_view& rest) {
    for (const auto& [word, kind] : kinds_by_word) {
        if (take_word(rest, word)) {
            return kind;
        }
    }
    return StepKind::command;
}

Result<Step> parse_step(std::string_view text, std::size_t line) {
    std::string_view rest = text;
    Step step;
    step.line = line;
    step.text = text;
    step.is_given = take_word(rest, given_word);
    step.kind = take_kind(rest);
    if (step.is_given && (step.kind == StepKind::expect || only_looks(step.kind))) {
        return fail(ErrorCode::invalid_input, "`given` sets the scene; it neither expects nor checks");
    }
    TRIREME_TRY_ASSIGN(step.repetitions, take_repetitions(rest));

    const bool may_be_json = step.kind == StepKind::expect || first_word(rest) == do_word;
    std::string_view json = rest;
    static_cast<void>(take_word(json, do_word));
    if (may_be_json && json.starts_with('{')) {
        step.json = json;
        return step;
    }
    TRIREME_TRY_ASSIGN(step.phrase, parse_phrase(rest));
    if (step.phrase.terms.empty()) {
        return fail(ErrorCode::invalid_input, "a step without words");
    }
    return step;
}

// Takes a file apart line by line, in the order in which its parts must stand.
class Parser {
public:
    // A line, and those behind it that are indented and so go on with it.
    Result<void> take(std::string_view line, std::size_t number) {
        const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
        const std::string_view text = trimmed(line);
        if (text.starts_with('#')) {
            take_comment(trimmed(text.substr(1)));
            return {};
        }
        const std::string_view said = trimmed(without_remark(text));
        if (said.empty()) {
            return {};
        }
        if (goes_on && begun_) {
            begun_->append(" ").append(said);
            return {};
        }
        TRIREME_TRY(finish());
        begun_.emplace(said);
        begun_at_ = number;
        return {};
    }

    Result<void> finish() {
        if (!begun_) {
            return {};
        }
        const std::string text = *std::exchange(begun_, std::nullopt);
        if (auto taken = take_statement(text); !taken) {
            return fail(ErrorCode::invalid_input, "{}: {}", begun_at_, taken.error().message);
        }
        return {};
    }

    Script script;

private:
    void take_comment(std::string_view text) {
        if (script.steps.empty() && !begun_is_step()) {
            script.summary.append(script.summary.empty() ? "" : " ").append(text);
        }
    }

    [[nodiscard]] bool begun_is_step() const { return begun_ && first_word(*begun_) != rule_word; }

    Result<void> take_statement(std::string_view text) {
        std::string_view rest = text;
        if (take_word(rest, rule_word)) {
            return take_rules(rest);
        }
        TRIREME_TRY_ASSIGN(Step step, parse_step(text, begun_at_));
        if (step.kind == StepKind::expect && !can_be_expected_of()) {
            return fail(ErrorCode::invalid_input, "there is no step before it whose events it could expect");
        }
        script.steps.push_back(std::move(step));
        return {};
    }

    Result<void> take_rules(std::string_view rest) {
        if (!script.steps.empty()) {
            return fail(ErrorCode::invalid_input, "rules stand before the first step");
        }
        TRIREME_TRY_ASSIGN(const Phrase ids, parse_phrase(rest));
        for (const Term& term : ids.terms) {
            if (term.is_bracket || term.word.find('.') == std::string::npos) {
                return fail(ErrorCode::invalid_input, "expected the id of a rule such as `margin.accept`, got {}",
                            in_quotes(term.word));
            }
            script.rules.push_back(term.word);
        }
        return {};
    }

    // Events come of a command or of the clock, unless they only set the scene.
    [[nodiscard]] bool can_be_expected_of() const {
        if (script.steps.empty() || script.steps.back().is_given) {
            return false;
        }
        const StepKind before = script.steps.back().kind;
        return before != StepKind::use && !only_looks(before);
    }

    std::optional<std::string> begun_;
    std::size_t begun_at_ = 0;
};

Result<Script> parse_lines(std::string_view text) {
    Parser parser;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        number += 1;
        TRIREME_TRY(parser.take(text.substr(0, end), number));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    TRIREME_TRY(parser.finish());
    return std::move(parser.script);
}

}  // namespace

Result<Script> parse_scenario(std::string_view text) {
    TRIREME_TRY_ASSIGN(Script script, parse_lines(text));
    if (script.rules.empty()) {
        return fail(ErrorCode::invalid_input,
                    "1: a scenario begins with the rules that it shows: `rule margin.accept`");
    }
    if (script.summary.empty()) {
        return fail(ErrorCode::invalid_input, "1: a comment before the first step says what the dealer sees");
    }
    return script;
}

Result<Script> parse_preset(std::string_view text) {
    TRIREME_TRY_ASSIGN(Script script, parse_lines(text));
    for (Step& step : script.steps) {
        if (step.kind == StepKind::expect || only_looks(step.kind)) {
            return fail(ErrorCode::invalid_input, "{}: a preset expects and checks nothing", step.line);
        }
        step.is_given = true;
    }
    return script;
}

Result<Duration> parse_span(std::string_view text) {
    constexpr std::array<std::pair<char, std::int64_t>, 4> units{{{'s', 1}, {'m', 60}, {'h', 3'600}, {'d', 86'400}}};
    const char last = text.empty() ? '\0' : text.back();
    const auto* const unit = std::ranges::find(units, last, &std::pair<char, std::int64_t>::first);
    if (unit == units.end()) {
        return fail(ErrorCode::invalid_input, "expected a span such as 90s, 5m, 1.5h or 2d, got {}", in_quotes(text));
    }
    TRIREME_TRY_ASSIGN(const std::int64_t number, parse_decimal(text.substr(0, text.size() - 1), 9));
    const auto nanoseconds = checked_multiply(number, unit->second);
    if (!nanoseconds) {
        return fail(ErrorCode::out_of_range, "{} is longer than the times that can be named", in_quotes(text));
    }
    return Duration::nanoseconds(*nanoseconds);
}

}  // namespace trireme::scenarios
