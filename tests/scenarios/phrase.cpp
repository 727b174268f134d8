#include "scenarios/script.hpp"
#include "scenarios/tokens.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace trireme::scenarios {
namespace {

using Tokens = std::span<const std::string>;

Result<Phrase> take_phrase(Tokens& rest, std::size_t depth);

// `repeat 3 EURUSD 1.1 1.2` in a list stands for three items. Brackets within it would multiply what a short text
// makes.
Result<void> add_item(std::vector<Phrase>& items, Phrase phrase) {
    if (phrase.terms.front().word != repeat_word || phrase.terms.size() < 3) {
        items.push_back(std::move(phrase));
        return {};
    }
    TRIREME_TRY_ASSIGN(const std::size_t count, parse_repetitions(phrase.terms[1].word));
    phrase.terms.erase(phrase.terms.begin(), phrase.terms.begin() + 2);
    if (std::ranges::any_of(phrase.terms, &Term::is_bracket)) {
        return fail(ErrorCode::invalid_input, "what is repeated in brackets holds no brackets");
    }
    items.insert(items.end(), count, phrase);
    return {};
}

// Behind an opening bracket: phrases up to the closing one. `[]` is an empty list.
Result<Term> take_bracket(Tokens& rest, std::size_t depth) {
    if (depth == bracket_depth_max) {
        return fail(ErrorCode::invalid_input, "brackets lie more than {} deep", bracket_depth_max);
    }
    Term term;
    term.is_bracket = true;
    while (true) {
        TRIREME_TRY_ASSIGN(Phrase phrase, take_phrase(rest, depth + 1));
        if (rest.empty()) {
            return fail(ErrorCode::invalid_input, "a bracket is not closed");
        }
        const bool is_last = rest.front() == "]";
        rest = rest.subspan(1);
        if (!phrase.terms.empty()) {
            TRIREME_TRY(add_item(term.items, std::move(phrase)));
        } else if (!is_last || !term.items.empty()) {
            return fail(ErrorCode::invalid_input, "a bracket has nothing between two commas");
        }
        if (is_last) {
            return term;
        }
    }
}

// Up to what ends it: a comma or closing bracket, which stays, or the end of the line.
Result<Phrase> take_phrase(Tokens& rest, std::size_t depth) {
    Phrase phrase;
    while (!rest.empty() && rest.front() != "," && rest.front() != "]") {
        const std::string& token = rest.front();
        rest = rest.subspan(1);
        if (token == "[") {
            TRIREME_TRY_ASSIGN(Term bracket, take_bracket(rest, depth));
            phrase.terms.push_back(std::move(bracket));
        } else {
            phrase.terms.push_back(Term{token, {}, false});
        }
    }
    return phrase;
}

}  // namespace

Result<Phrase> parse_phrase(std::string_view text) {
    TRIREME_TRY_ASSIGN(const std::vector<std::string> tokens, tokens_of(text));
    Tokens rest = tokens;
    TRIREME_TRY_ASSIGN(Phrase phrase, take_phrase(rest, 0));
    if (!rest.empty()) {
        return fail(ErrorCode::invalid_input, "`{}` stands outside of brackets", rest.front());
    }
    return phrase;
}

}  // namespace trireme::scenarios
