// Runs scenario files: trireme_run_scenarios [FILE...] [--list] [--rule ID]. Without files all below tests/scenarios.

#include "scenarios/scenario_run.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace trireme;
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) {
        return fail(ErrorCode::io_failure, "{} cannot be read", path.string());
    }
    return text;
}

std::vector<fs::path> scenarios_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".scenario") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

struct Options {
    std::vector<fs::path> files;
    fs::path folder = "tests/scenarios";
    std::string rule;
    bool only_lists = false;
};

enum class Outcome { passed, failed, left_out };

Outcome run_file(const fs::path& path, const Options& options) {
    const auto text = read_file(path);
    const auto script = text ? scenarios::parse_scenario(*text) : std::unexpected(text.error());
    if (!script) {
        fmt::print("{}:{}\n", path.string(), script.error().message);
        return Outcome::failed;
    }
    if (!options.rule.empty() && std::ranges::find(script->rules, options.rule) == script->rules.end()) {
        return Outcome::left_out;
    }
    if (options.only_lists) {
        fmt::print("{}\n    {}\n    {}\n", path.string(), fmt::join(script->rules, " "), script->summary);
        return Outcome::passed;
    }
    const auto presets = [&](std::string_view name) {
        return read_file(options.folder / "presets" / fmt::format("{}.setup", name));
    };
    const auto failures = scenarios::run_scenario(*script, presets);
    for (const scenarios::Failure& failure : failures) {
        fmt::print("{}:{}: {}\n", path.string(), failure.line, failure.message);
    }
    return failures.empty() ? Outcome::passed : Outcome::failed;
}

int run(Options options) {
    if (options.files.empty()) {
        options.files = scenarios_below(options.folder);
    }
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const fs::path& path : options.files) {
        const Outcome outcome = run_file(path, options);
        passed += outcome == Outcome::passed ? 1 : 0;
        failed += outcome == Outcome::failed ? 1 : 0;
    }
    if (!options.only_lists) {
        fmt::print("{} scenarios passed, {} failed\n", passed, failed);
    }
    return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Runs scenarios: what the brokerage engine does, in the words of a dealer's notebook."};
    app.add_option("files", options.files, "Scenario files; all below --folder where none is named");
    app.add_option("--folder", options.folder, "Where scenarios and presets lie")->capture_default_str();
    app.add_option("--rule", options.rule, "Only scenarios that show this rule, such as `margin.accept`");
    app.add_flag("--list", options.only_lists, "Only list scenarios, their rules and what they show");
    CLI11_PARSE(app, argc, argv);
    return run(options);
}
