#pragma once

#include "app/configuration.hpp"
#include "base/result.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace trireme::app {

// Where prices are to come from: a kind of LP by name, or a file of settings that names LPs.
struct FeedChoice {
    std::vector<std::string> feed;  // the kind, and what it takes; empty: not said
    std::string config;             // a TOML file; empty: not said

    [[nodiscard]] bool is_made() const { return !feed.empty() || !config.empty(); }
    [[nodiscard]] bool is(std::string_view kind) const { return !feed.empty() && feed.front() == kind; }
};

// The options --feed and --config.
void add_feed_options(CLI::App& command, FeedChoice& choice);

// The LPs that were chosen. `seed` is that of what is simulated.
[[nodiscard]] Result<Configuration> configuration_of(const FeedChoice& choice, std::uint64_t seed);

}  // namespace trireme::app
