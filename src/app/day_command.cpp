#include "app/brokerage_core.hpp"
#include "app/command_line.hpp"
#include "app/configured_lps.hpp"
#include "app/data_folder.hpp"
#include "app/day.hpp"
#include "app/day_progress.hpp"
#include "app/day_statement.hpp"
#include "app/feed_choice.hpp"
#include "app/file_feed.hpp"
#include "app/live_feed.hpp"
#include "app/lp_feed.hpp"
#include "app/new_text_file.hpp"
#include "app/standing_clock.hpp"
#include "app/stop_signal.hpp"
#include "app/temporary_folder.hpp"
#include "codec/json.hpp"
#include "runtime/system_clock.hpp"

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace trireme::app {
namespace {

struct DayCommandOptions {
    FileFeedOptions feed;
    FeedChoice choice;  // of LPs; without it --quotes, or a generated day
    DayOptions day;
    std::string folder;     // empty: a new one below the folder of temporary files
    std::string json_file;  // empty: none
    std::uint64_t spread_points = 0;
    double speed = 0;           // 0: as fast as it goes
    std::uint64_t seconds = 0;  // of a live day; 0: until a signal
};

constexpr std::uint64_t clients_max = 100'000;
constexpr std::uint64_t seed_max = 1'000'000'000'000;
constexpr std::uint64_t spread_points_max = 1'000'000;
constexpr std::uint64_t segment_mib = 16;
constexpr std::uint64_t seconds_max = 365 * 24 * 3600;

// Between a day that takes years and one that takes no time.
constexpr double speed_least = 0.001;
constexpr double speed_most = 1e9;

// A day begins with nothing: what another day or engine left must not come into its statement.
Result<std::string> folder_for(const DayCommandOptions& options) {
    if (options.folder.empty()) {
        return new_temporary_folder("day", "Name a data folder with --data");
    }
    std::error_code failure;
    const bool is_new =
        !std::filesystem::exists(options.folder, failure) || std::filesystem::is_empty(options.folder, failure);
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: {}", options.folder, failure.message());
    }
    if (!is_new) {
        return fail(ErrorCode::already_exists,
                    "{} is not empty: a day begins with a folder of its own. Name another with --data, or none for a "
                    "temporary one",
                    options.folder);
    }
    return options.folder;
}

// Whether it can be written is asked before the day begins, so that it is not played in vain.
Result<std::optional<NewTextFile>> json_file_of(const DayCommandOptions& options) {
    if (options.json_file.empty()) {
        return std::nullopt;
    }
    TRIREME_TRY_ASSIGN(auto file, NewTextFile::at(options.json_file));
    return file;
}

bool is_generated(const DayCommandOptions& options) {
    return options.choice.is("simulated") || (options.feed.quotes.empty() && !options.choice.is_made());
}

// Whether quotes come by the clock. What is simulated or recorded comes as fast as it is asked for, unless a file of
// settings has it beside others.
bool is_live(const DayCommandOptions& options) {
    return options.choice.is_made() && !options.choice.is("simulated") && !options.choice.is("recorded");
}

Result<std::unique_ptr<QuoteFeed>> open_live_feed(const DayCommandOptions& options, const std::string& folder,
                                                  Clock& clock, StopSignals& signals) {
    const auto wait = [&signals](std::chrono::nanoseconds at_most) { return signals.wait(at_most); };
    TRIREME_TRY_ASSIGN(const Configuration configuration, configuration_of(options.choice, options.day.seed));
    TRIREME_TRY_ASSIGN(LpSet set, configured_lps(configuration, {clock, std::filesystem::path(folder) / "lps"}, {}));
    TRIREME_TRY_ASSIGN(auto lps, AggregatedLps::create(std::move(set)));
    TRIREME_TRY(lps->await_prices(clock, wait));
    std::optional<Timestamp> until;
    if (options.seconds > 0) {
        until = clock.now().plus(Duration::seconds(static_cast<std::int64_t>(options.seconds)));
    }
    return std::make_unique<LiveFeed>(std::move(lps), clock, wait, until);
}

Result<std::unique_ptr<QuoteFeed>> open_feed(const DayCommandOptions& options) {
    // Files may take a while, and it is said where it is to whoever watches.
    const bool is_watched = ::isatty(STDERR_FILENO) == 1;
    const auto tell = [&](const std::string& file) {
        if (is_watched) {
            fmt::print(stderr, "reading through {}\n", file);
        }
    };
    if (is_generated(options)) {
        TRIREME_TRY_ASSIGN(auto feed, LpFeed::simulated(options.day.seed));
        return feed;
    }
    if (options.choice.is("recorded")) {
        FileFeedOptions files = options.feed;
        files.quotes.assign(options.choice.feed.begin() + 1, options.choice.feed.end());
        TRIREME_TRY_ASSIGN(auto feed, LpFeed::recorded(files, tell));
        return feed;
    }
    TRIREME_TRY_ASSIGN(auto feed, FileFeed::open(options.feed, tell));
    return feed;
}

Result<void> check(const DayCommandOptions& options) {
    if (!options.choice.feed.empty()) {
        TRIREME_TRY(configuration_of(options.choice, options.day.seed));
    }
    if (options.seconds > 0 && !is_live(options)) {
        return fail(ErrorCode::invalid_input, "--seconds: only for quotes that come by the clock");
    }
    if (options.speed > 0 && is_live(options)) {
        return fail(ErrorCode::invalid_input, "--speed: quotes that come by the clock have none");
    }
    return {};
}

Measured measure(const std::string& folder, Day& day, std::chrono::steady_clock::duration took) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    const auto passed = static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 1));
    const auto latencies = day.latencies().take();
    const auto us = [](std::chrono::nanoseconds time) {
        return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
    };
    return {.data = folder,
            .milliseconds = passed,
            .commands_per_second = day.commands() * 1'000 / passed,
            .quotes_per_second = day.quotes() * 1'000 / passed,
            .ack_p50_us = us(latencies.p50),
            .ack_p99_us = us(latencies.p99)};
}

Result<DayStatement> state(const DayCommandOptions& options, const QuoteFeed& feed, const Engine& engine,
                           const Day& day) {
    DayStatement statement;
    statement.is_generated = is_generated(options);
    statement.was_cut_short = day.was_cut_short();
    statement.sources.assign(feed.sources().begin(), feed.sources().end());
    statement.seed = options.day.seed;
    statement.quotes = day.quotes();
    statement.commands = engine.runtime->position().sequence;
    statement.events = engine.runtime->position().event_sequence;
    statement.state_hash = fmt::format("{:016x}", engine.runtime->state_hash());
    statement.event_hash = fmt::format("{:016x}", engine.runtime->position().event_hash);
    TRIREME_TRY(tell(statement, state_of(engine.runtime->pipeline().sequencer().core()), day.tally()));
    return statement;
}

Result<void> play(const DayCommandOptions& options) {
    TRIREME_TRY(check(options));
    TRIREME_TRY_ASSIGN(const auto json_file, json_file_of(options));
    std::optional<StopSignals> signals;
    runtime::SystemClock clock;
    std::unique_ptr<QuoteFeed> feed;
    if (!is_live(options)) {
        TRIREME_TRY_ASSIGN(feed, open_feed(options));
    }
    TRIREME_TRY_ASSIGN(const std::string folder, folder_for(options));
    signals.emplace();
    if (is_live(options)) {
        TRIREME_TRY_ASSIGN(feed, open_live_feed(options, folder, clock, *signals));
    }
    EngineOptions engine_options;
    engine_options.folder = folder;
    engine_options.segment_mib = segment_mib;
    TRIREME_TRY_ASSIGN(Engine engine, start_engine(engine_options, std::make_unique<StandingClock>()));
    fmt::print("a {}day{} and {} clients, journal in {}; Ctrl-C ends it with the statement so far\n",
               is_generated(options) ? "GENERATED " : "",
               is_live(options) ? std::string(" of quotes as they come") : fmt::format(" of {} quotes", feed->count()),
               options.day.clients, folder);
    std::fflush(stdout);

    const auto begin = std::chrono::steady_clock::now();
    Day day(engine, *feed, options.day);
    DayProgressLine line(is_live(options) ? std::nullopt : std::optional(feed->count()));
    TRIREME_TRY(day.run([&](std::chrono::nanoseconds at_most) { return signals->wait(at_most); },
                        [&](const DayProgress& progress) { line.show(progress); }));
    const auto took = std::chrono::steady_clock::now() - begin;
    line.end();
    signals.reset();
    TRIREME_TRY(engine.runtime->stop());
    TRIREME_TRY(day.finish());

    TRIREME_TRY_ASSIGN(DayStatement statement, state(options, *feed, engine, day));
    statement.measured = measure(folder, day, took);
    fmt::print("\n{}look into it:\n  trireme journal replay {}\n", text_of(statement), folder);
    if (!statement.rejects.empty()) {
        fmt::print("  trireme explain --data {} --summary reject --event {}\n", folder,
                   statement.rejects.front().first.value());
    }
    if (json_file) {
        TRIREME_TRY(json_file->write(codec::to_json_text(statement) + "\n"));
    }
    return is_in_order(statement) ? Result<void>() : fail(ErrorCode::corrupt, "the books are not in order");
}

std::string check_speed(const std::string& text) {
    double speed = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), speed);
    const bool is_number = failure == std::errc() && end == text.data() + text.size();
    if (is_number && (speed == 0 || (speed >= speed_least && speed <= speed_most))) {
        return {};
    }
    return fmt::format("expected 0, or a number from {} to {:.0f}, got \"{}\"", speed_least, speed_most, text);
}

void add_quote_options(CLI::App& command, FileFeedOptions& feed, std::uint64_t& spread_points) {
    auto* const quotes =
        command
            .add_option("--quotes", feed.quotes,
                        "Bid and ask of an instrument, as FILE or SYMBOL=FILE: ticks or bars, in LEAN's .zip or as "
                        "comma-separated values, plain or .gz; again for more. Without it a small day is generated")
            ->type_name("FILE")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command
        .add_option("--asks", feed.asks,
                    "The asks of a file of bids, row by row, as FILE or SYMBOL=FILE; of the first --quotes of the same "
                    "symbol that has none yet")
        ->type_name("FILE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->needs(quotes);
    command
        .add_option("--columns", feed.columns,
                    "Which column is what in comma-separated values, by number or name: time=0,bid=1,ask=2, or "
                    "open, high, low, close, or bid_open to ask_close")
        ->needs(quotes);
    command.add_option("--spread", spread_points, "How many points the ask is above the bid, for files of bids only")
        ->check(whole_number(1, spread_points_max))
        ->needs(quotes);
    command.add_flag("--skip-bad-lines", feed.skip_bad_lines, "Leave lines out that are wrong, and count them")
        ->needs(quotes);
}

}  // namespace

void add_day_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("day", "Play a day of quotes with simulated clients, and state it");
    auto options = std::make_shared<DayCommandOptions>();
    add_quote_options(*command, options->feed, options->spread_points);
    add_feed_options(*command, options->choice);
    for (const std::string_view feed : {"--feed", "--config"}) {
        command->get_option(std::string(feed))->excludes(command->get_option("--quotes"));
    }
    command
        ->add_option("--seconds", options->seconds,
                     "How long a day goes on whose quotes come by the clock; 0: until "
                     "it is ended by Ctrl-C")
        ->check(whole_number(0, seconds_max))
        ->capture_default_str();
    command->add_option("--clients", options->day.clients, "How many simulated clients")
        ->check(whole_number(1, clients_max))
        ->capture_default_str();
    command->add_option("--seed", options->day.seed, "From which all that clients do follows")
        ->check(whole_number(0, seed_max))
        ->capture_default_str();
    command->add_option("--speed", options->speed, "How many times as fast as it was; 0 for as fast as it goes")
        ->check(CLI::Validator(check_speed, "", "speed"))
        ->capture_default_str();
    command->add_option("-d,--data", options->folder, "A new data folder; without it a temporary one, which stays")
        ->type_name("DIR");
    command->add_option("--json", options->json_file, "Write the statement to this file too")->type_name("FILE");
    command->footer(
        "The same quotes, clients and seed give the same journal and statement, to the cent. Every file is read "
        "through\n"
        "before the day begins.\n\n" +
        examples({"trireme day", "trireme day --quotes EURUSD=ticks.csv --clients 500 --seed 7 --json day.json",
                  "trireme day --feed simulated --seed 3", "trireme day --feed recorded EURUSD=ticks.csv",
                  "trireme day --quotes 20140501_quote.zip --data var/day --speed 3600",
                  "trireme day --quotes usdjpy_bid.csv.gz --asks usdjpy_ask.csv.gz",
                  "trireme day --quotes usdjpy_bid.csv.gz --columns time=0,open=1,high=2,low=3,close=4 --spread 15"}));
    command->callback([options, &action] {
        action = [options] {
            if (options->spread_points > 0) {
                options->feed.spread_points = options->spread_points;
            }
            if (options->speed > 0) {
                options->day.speed = options->speed;
            }
            const auto played = play(*options);
            return played ? ExitStatus::success : report(played.error());
        };
    });
}

}  // namespace trireme::app
