#include "app/feed_choice.hpp"

#include "app/simulated_configuration.hpp"

namespace trireme::app {
namespace {

Result<void> refuse_arguments(const FeedChoice& choice) {
    return choice.feed.size() == 1
               ? Result<void>()
               : fail(ErrorCode::invalid_input, "--feed {}: it takes nothing more", choice.feed.front());
}

}  // namespace

void add_feed_options(CLI::App& command, FeedChoice& choice) {
    auto* const feed = command
                           .add_option("--feed", choice.feed,
                                       "Where prices come from: `simulated` for three simulated LPs, the best of all; "
                                       "`recorded FILE` for one that plays files, each FILE or SYMBOL=FILE")
                           ->type_name("KIND")
                           ->expected(1, CLI::detail::expected_max_vector_size);
    command.add_option("--config", choice.config, "A file that names LPs and how their quotes become one, in TOML")
        ->type_name("FILE")
        ->excludes(feed);
}

Result<Configuration> configuration_of(const FeedChoice& choice, std::uint64_t seed) {
    if (!choice.config.empty()) {
        return read_configuration(choice.config);
    }
    if (!choice.is_made() || choice.is("simulated")) {
        if (choice.is_made()) {
            TRIREME_TRY(refuse_arguments(choice));
        }
        return simulated_configuration({.seed = seed});
    }
    if (choice.is("recorded")) {
        if (choice.feed.size() == 1) {
            return fail(ErrorCode::invalid_input, "--feed recorded: which file?");
        }
        RecordedLpSettings settings{.name = "recorded"};
        settings.files.assign(choice.feed.begin() + 1, choice.feed.end());
        Configuration configuration;
        configuration.lps.emplace_back(settings);
        return configuration;
    }
    return fail(ErrorCode::invalid_input, "--feed {}: expected simulated, or recorded and a file", choice.feed.front());
}

}  // namespace trireme::app
