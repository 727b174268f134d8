// Writes a golden data folder, or tells what a stream holds, so that one can be chosen. README.md says when.

#include "golden/golden_folder.hpp"
#include "golden/golden_stream.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace trireme;

struct Options {
    std::string folder;
    std::uint64_t seed = 1'070;
    std::size_t commands = 4'000;
    std::uint64_t commands_per_snapshot = 800;
};

int write(const Options& options) {
    const golden::GoldenStream stream = golden::golden_stream(options.seed, options.commands);
    fmt::print("never happens:{}\n", stream.tally.never_happened());
    if (options.folder.empty()) {
        return 0;
    }
    if (std::filesystem::exists(options.folder)) {
        fmt::print(stderr, "{} exists\n", options.folder);
        return 1;
    }
    const auto figures = golden::run_live(options.folder, stream.commands, options.commands_per_snapshot);
    if (!figures) {
        fmt::print(stderr, "{}\n", figures.error().message);
        return 1;
    }
    fmt::print("{}", golden::to_text(*figures));
    const std::filesystem::path folder(options.folder);
    std::filesystem::remove(folder / "LOCK");
    std::ofstream(folder / golden::figures_file) << golden::to_text(*figures);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program("Writes a data folder of the brokerage engine for later releases to replay, and where it ends.");
    Options options;
    program.add_option("folder", options.folder, "Where to write; without it only what the stream lacks is told");
    program.add_option("--seed", options.seed, "What the stream is drawn from")->capture_default_str();
    program.add_option("--commands", options.commands, "How many commands, timers aside")->capture_default_str();
    program.add_option("--snapshot-every", options.commands_per_snapshot, "Commands per snapshot")
        ->capture_default_str();
    CLI11_PARSE(program, argc, argv);
    return write(options);
}
