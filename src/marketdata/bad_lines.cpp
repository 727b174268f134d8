#include "marketdata/bad_lines.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

bool has_digit(std::string_view word) {
    return std::ranges::any_of(word, [](char character) { return character >= '0' && character <= '9'; });
}

// How long a value is that begins the text in quotation marks, as in_quotes writes them; 0 if none begins it.
std::size_t quoted_length(std::string_view text) {
    if (!text.starts_with('"')) {
        return 0;
    }
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return text.size();
}

// What is wrong with a line without the values that it is wrong with, so that lines can be counted by it. Whatever a
// file holds, there are no more kinds than messages.
std::string kind_of(std::string_view message) {
    std::string kind;
    while (!message.empty()) {
        const std::size_t quoted = quoted_length(message);
        const std::size_t end = std::min(message.find(' ', quoted), message.size());
        const std::string_view word = message.substr(0, end);
        const bool is_value = quoted > 0 || has_digit(word);
        kind += fmt::format("{}{}", kind.empty() ? "" : " ", is_value ? "..." : word);
        message.remove_prefix(std::min(end + 1, message.size()));
    }
    return kind;
}

}  // namespace

Result<void> BadLines::meet(Error failure, std::string_view where) {
    if (policy_ == Policy::refuse) {
        return std::unexpected(std::move(failure).with_context(where));
    }
    by_reason_[kind_of(failure.message)] += 1;
    skipped_ += 1;
    if (listed_.size() < listed_max) {
        listed_.push_back(std::move(failure).with_context(where).message);
    }
    return {};
}

}  // namespace trireme::marketdata
