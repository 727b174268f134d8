#include "app/command_line.hpp"

#include "model/ids.hpp"

#include <cstdio>

namespace trireme::app {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    const auto check = [least, most](const std::string& text) -> std::string {
        const auto number = parse_identifier(text);
        if (number && *number >= least && *number <= most) {
            return {};
        }
        return fmt::format("expected a whole number from {} to {}, got \"{}\"", least, most, text);
    };
    return CLI::Validator(check, "", "whole number");
}

ExitStatus report(const Error& error) {
    std::fflush(stdout);
    fmt::print(stderr, "trireme: {}\n", error.message);
    return ExitStatus::failure;
}

std::string examples(std::initializer_list<std::string_view> lines) {
    std::string text = "Examples:";
    for (const std::string_view line : lines) {
        text += fmt::format("\n  {}", line);
    }
    return text;
}

}  // namespace trireme::app
