#include "scenarios/tokens.hpp"

#include "base/in_quotes.hpp"
#include "scenarios/script.hpp"

#include <charconv>
#include <utility>

namespace trireme::scenarios {
namespace {

constexpr std::string_view marks = "[],";
constexpr std::string_view spaces = " \t\r";

}  // namespace

Result<std::vector<std::string>> tokens_of(std::string_view line) {
    std::vector<std::string> tokens;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) {
            tokens.push_back(std::exchange(word, {}));
        }
    };
    for (const char character : line) {
        if (spaces.contains(character)) {
            end_word();
        } else if (marks.contains(character)) {
            end_word();
            tokens.emplace_back(1, character);
        } else if (character > ' ' && character <= '~') {
            word.push_back(character);
        } else {
            return fail(ErrorCode::invalid_input, "{} is no character of a scenario",
                        in_quotes(std::string_view(&character, 1)));
        }
    }
    end_word();
    return tokens;
}

Result<std::size_t> parse_repetitions(std::string_view word) {
    std::size_t count = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), count);
    const bool is_count = problem == std::errc() && end == word.data() + word.size();
    if (!is_count || count == 0 || count > repetitions_max) {
        return fail(ErrorCode::invalid_input, "expected a count from 1 to {} behind `{}`, got {}", repetitions_max,
                    repeat_word, in_quotes(word));
    }
    return count;
}

}  // namespace trireme::scenarios
