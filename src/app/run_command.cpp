#include "app/aggregated_lps.hpp"
#include "app/brokerage_core.hpp"
#include "app/command_line.hpp"
#include "app/configured_lps.hpp"
#include "app/data_folder.hpp"
#include "app/engine.hpp"
#include "app/event_follower.hpp"
#include "app/feed_choice.hpp"
#include "app/live_market.hpp"
#include "app/lp_dealing.hpp"
#include "app/simulation.hpp"
#include "app/statement.hpp"
#include "app/status_line.hpp"
#include "app/stop_signal.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>

namespace trireme::app {
namespace {

struct RunOptions {
    EngineOptions engine;
    FeedChoice feed;
    LoadOptions load;
    std::uint64_t seconds = 0;  // 0: until a signal

    // Without clients there is one only if it was asked for.
    [[nodiscard]] bool has_market() const { return load.clients > 0 || feed.is_made(); }
};

constexpr std::uint64_t clients_max = 100'000;
constexpr std::uint64_t rate_max = 10'000'000;
constexpr std::uint64_t seconds_max = 365 * 24 * 3600;
constexpr std::uint64_t segment_mib_min = 4;
static_assert(segment_mib_min * 1024 * 1024 >= journal::segment_bytes_min(journal::batch_bytes_max));
constexpr std::uint64_t segment_mib_max = 1024;
constexpr std::uint64_t commands_per_snapshot_max = 1'000'000'000;

void print_lps(std::span<const LpSet::Lp> lps, std::size_t instruments) {
    fmt::print("prices:     of {} instruments, from", instruments);
    for (const LpSet::Lp& lp : lps) {
        fmt::print("{} {} ({})", &lp == lps.data() ? "" : ",", lp.name, lp.description);
    }
    fmt::print("\n");
}

void print_what_runs(const RunOptions& options) {
    const LoadOptions& load = options.load;
    if (load.clients == 0) {
        fmt::print("simulated:  {}\n", options.has_market() ? "no clients" : "nothing");
    } else {
        fmt::print("simulated:  {} clients who trade at random, {}\n", load.clients,
                   load.requests_per_second == 0 ? std::string("as fast as they are answered")
                                                 : fmt::format("{} requests a second", load.requests_per_second));
    }
    fmt::print(
        "real:       the brokerage engine: orders, positions, margin, stop-outs, swaps, the double-entry ledger;\n"
        "            journal, syncs, recovery, event log, snapshots and archive on your disk\n"
        "to open:    nothing yet; the web applications and their address come with a later release\n"
        "stop:       Ctrl-C{}\n",
        options.seconds == 0 ? "" : fmt::format(", or wait {} s", options.seconds));
    std::fflush(stdout);
}

// How this program can be called again from the current folder.
std::string own_path() {
    std::error_code failure;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
    const auto nearby = path.lexically_proximate(std::filesystem::current_path(failure));
    const bool is_below = !nearby.empty() && *nearby.begin() != "..";
    return is_below ? nearby.string() : path.string();
}

// Returns when a signal came, the time is over or the engine failed.
void run_until_stopped(const RunOptions& options, const Engine& engine, StatusLine status, StopSignals& signals) {
    for (std::uint64_t second = 0; options.seconds == 0 || second < options.seconds; ++second) {
        if (signals.wait(std::chrono::seconds(1)) || engine.runtime->failure()) {
            return;
        }
        status.print();
    }
}

void print_activity(const Activity& activity) {
    fmt::print(
        "this run: {} orders, {} trades, {} positions opened, {} margin calls, {} stop-outs, {} requests rejected\n",
        activity.orders, activity.trades, activity.positions_opened, activity.margin_calls, activity.stop_outs,
        activity.rejects);
}

void print_dealing(const LpDealing::Counters& counters) {
    fmt::print("at LPs: {} orders sent, {} not sent, {} asked for, {} reports\n", counters.sent, counters.refused,
               counters.asked, counters.reports);
}

// What the engine stands at once it has stopped.
Result<void> print_statement(const Engine& engine) {
    const Statement statement = statement_of(state_of(engine.runtime->pipeline().sequencer().core()));
    fmt::print("{}", statement.text);
    if (!statement.is_balanced) {
        return fail(ErrorCode::corrupt, "the books do not balance");
    }
    return {};
}

// The LPs that were chosen, once all that they quote has a price.
Result<std::unique_ptr<AggregatedLps>> connect(const RunOptions& options, Clock& clock,
                                               const engine::EngineState& found, StopSignals& signals) {
    TRIREME_TRY_ASSIGN(const Configuration configuration, configuration_of(options.feed, std::random_device()()));
    TRIREME_TRY_ASSIGN(
        LpSet set, configured_lps(configuration, {clock, std::filesystem::path(options.engine.folder) / "lps"}, found));
    TRIREME_TRY_ASSIGN(auto lps, AggregatedLps::create(std::move(set)));
    print_lps(lps->lps(), lps->instruments().size());
    std::fflush(stdout);
    TRIREME_TRY(lps->await_prices(clock, [&](std::chrono::nanoseconds at_most) { return signals.wait(at_most); }));
    return lps;
}

Result<void> run(const RunOptions& options) {
    std::optional<StopSignals> signals(std::in_place);
    engine::EngineState found;
    TRIREME_TRY_ASSIGN(Engine engine, start_engine(options.engine, [&](const runtime::Core& core) {
                           if (options.has_market()) {
                               found = state_of(core);
                           }
                       }));
    print_recovery(stdout, engine);
    std::unique_ptr<LpDealing> dealing;
    std::unique_ptr<EventFollower> placed;
    std::unique_ptr<LiveMarket> market;
    std::unique_ptr<Simulation> simulation;
    if (options.has_market()) {
        TRIREME_TRY_ASSIGN(auto lps, connect(options, *engine.clock, found, *signals));
        const runtime::BootReport& booted = engine.runtime->boot_report();
        dealing = std::make_unique<LpDealing>(*engine.runtime, lps->lps(), lps->instruments(), booted.log_id, found);
        TRIREME_TRY_ASSIGN(placed, EventFollower::start(*engine.runtime, booted.position.event_sequence,
                                                        [&dealing](const Event& event) { dealing->on_event(event); }));
        lps->deal_through(*dealing);
        market = std::make_unique<LiveMarket>(*engine.runtime, *engine.clock, std::move(lps), found);
        market->start();
    }
    if (options.load.clients > 0) {
        TRIREME_TRY_ASSIGN(simulation, Simulation::start(engine, *market, options.load, found));
    }
    found = {};
    print_what_runs(options);
    run_until_stopped(options, engine, StatusLine(*engine.runtime, market.get(), simulation.get()), *signals);
    signals.reset();
    if (simulation) {
        simulation->stop();
    }
    if (market) {
        dealing->stop();
        market->stop();
    }
    TRIREME_TRY(stop_engine(stdout, engine));
    if (placed) {
        TRIREME_TRY(placed->finish());
        print_dealing(dealing->counters());
    }
    if (simulation) {
        TRIREME_TRY_ASSIGN(const Activity activity, simulation->finish());
        print_activity(activity);
    }
    TRIREME_TRY(print_statement(engine));
    fmt::print("look into it:\n");
    for (const std::string_view reader : {"verify", "dump --limit 5", "replay", "diff"}) {
        fmt::print("  {} journal {} {}\n", own_path(), reader, engine.storage->path_of(""));
    }
    return {};
}

}  // namespace

void add_run_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("run", "Start the engine, with prices of LPs and simulated clients");
    auto options = std::make_shared<RunOptions>();
    add_data_option(*command, options->engine.folder);
    add_feed_options(*command, options->feed);
    command
        ->add_option("--clients", options->load.clients,
                     "How many simulated clients; 0 for none, and no prices but those of --feed or --config")
        ->check(whole_number(0, clients_max))
        ->capture_default_str();
    command
        ->add_option("--rate", options->load.requests_per_second,
                     "How many requests they send a second; 0 for as many as are answered")
        ->check(whole_number(0, rate_max))
        ->capture_default_str();
    command->add_option("--seconds", options->seconds, "Stop after so many; 0 to run until stopped")
        ->check(whole_number(0, seconds_max))
        ->capture_default_str();
    command->add_option("--wait", options->engine.wait, "How threads wait: spin shortly and then park, spin, or park")
        ->check(CLI::IsMember({"auto", "spin", "park"}))
        ->capture_default_str();
    command->add_option("--segment-mib", options->engine.segment_mib, "The size of new journal segments in MiB")
        ->check(whole_number(segment_mib_min, segment_mib_max))
        ->capture_default_str();
    command
        ->add_option("--snapshot-every", options->engine.commands_per_snapshot,
                     "How many commands a snapshot covers more than the one before, at the end of a segment")
        ->check(whole_number(1, commands_per_snapshot_max))
        ->capture_default_str();
    command->add_flag_callback(
        "--new-event-log", [options] { options->engine.lost_events = runtime::LostEvents::begin_event_log_anew; },
        "Begin a new event log where events are lost that cannot be made again; says which can no longer be read");
    command->footer(
        "Runs until Ctrl-C or SIGTERM, also without a terminal. Everything acknowledged is in the data folder; start\n"
        "again on the same folder, also after a kill, and it goes on from there.\n\n" +
        examples({"trireme run", "trireme run --clients 1000 --rate 0 --seconds 10",
                  "trireme run --feed recorded EURUSD=ticks.csv", "trireme run --clients 0 --config trireme.toml",
                  "trireme run --data /srv/trireme --wait spin"}));
    command->callback([options, &action] {
        action = [options] {
            const auto ran = run(*options);
            return ran ? ExitStatus::success : report(ran.error());
        };
    });
}

}  // namespace trireme::app
