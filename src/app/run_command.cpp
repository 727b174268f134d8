#include "app/client_load.hpp"
#include "app/command_line.hpp"
#include "app/data_folder.hpp"
#include "app/engine.hpp"
#include "app/stop_signal.hpp"
#include "counter/state.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

namespace trireme::app {
namespace {

struct RunOptions {
    EngineOptions engine;
    LoadOptions load;
    std::uint64_t seconds = 0;  // 0: until a signal
};

// Each has two accounts, and the house three in each of the two currencies.
constexpr std::uint64_t clients_max = counter::accounts_max / 2 - 3;
constexpr std::uint64_t rate_max = 10'000'000;
constexpr std::uint64_t seconds_max = 365 * 24 * 3600;
constexpr std::uint64_t segment_mib_min = 4;
static_assert(segment_mib_min * 1024 * 1024 >= journal::segment_bytes_min(journal::batch_bytes_max));
constexpr std::uint64_t segment_mib_max = 1024;
constexpr std::uint64_t commands_per_snapshot_max = 1'000'000'000;

void print_what_runs(const RunOptions& options) {
    const LoadOptions& load = options.load;
    if (load.clients == 0) {
        fmt::print("simulated:  nothing\n");
    } else {
        fmt::print("simulated:  {} clients who open accounts, send each other money and exchange it, {}\n",
                   load.clients,
                   load.commands_per_second == 0 ? std::string("as fast as they are answered")
                                                 : fmt::format("{} commands a second", load.commands_per_second));
    }
    fmt::print(
        "real:       journal, syncs, recovery, event log, snapshots and archive on your disk\n"
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

// A line of figures for each second.
class StatusLine {
public:
    StatusLine(const runtime::Runtime& runtime, ClientLoad* load) : runtime_(runtime), load_(load) {}

    void print() {
        const std::uint64_t sequence = runtime_.durable_sequence();
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> seconds = now - printed_at_;
        fmt::print("sequence {}  {:.0f} commands/s", sequence,
                   static_cast<double>(sequence - sequence_before_) / seconds.count());
        if (load_ != nullptr) {
            const auto quantiles = load_->latencies().take();
            const auto counts = load_->counts();
            fmt::print("  durable ack p50 {} p99 {}  in flight {}  rejected {}  overloaded {}",
                       milliseconds(quantiles.p50), milliseconds(quantiles.p99), counts.in_flight, counts.rejected,
                       counts.overloaded);
        }
        fmt::print("\n");
        print_follower_failure();
        std::fflush(stdout);
        sequence_before_ = sequence;
        printed_at_ = now;
    }

private:
    // Each is said once, though the follower tries again and again.
    void print_follower_failure() {
        const auto follower = runtime_.follower_status();
        if (follower && follower->last_failure && follower->last_failure != said_failure_) {
            said_failure_ = follower->last_failure;
            fmt::print("snapshots and archive are held up: {}\n", *said_failure_);
        }
    }

    static std::string milliseconds(std::chrono::nanoseconds time) {
        return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>(time).count());
    }

    const runtime::Runtime& runtime_;
    ClientLoad* load_;
    std::optional<std::string> said_failure_;
    std::uint64_t sequence_before_ = runtime_.durable_sequence();
    std::chrono::steady_clock::time_point printed_at_ = std::chrono::steady_clock::now();
};

// Returns when a signal came, the time is over or the engine failed.
void run_until_stopped(const RunOptions& options, const Engine& engine, ClientLoad* load, StopSignals& signals) {
    StatusLine status(*engine.runtime, load);
    for (std::uint64_t second = 0; options.seconds == 0 || second < options.seconds; ++second) {
        if (signals.wait(std::chrono::seconds(1)) || engine.runtime->failure()) {
            return;
        }
        status.print();
    }
}

Result<void> run(const RunOptions& options) {
    std::optional<StopSignals> signals(std::in_place);
    TRIREME_TRY_ASSIGN(Engine engine, start_engine(options.engine));
    print_recovery(stdout, engine);
    print_what_runs(options);
    {
        std::optional<ClientLoad> load;
        if (options.load.clients > 0) {
            LoadOptions load_options = options.load;
            // Each request of an earlier run took a sequence of its own, so none had an id above the last.
            load_options.first_request = engine.runtime->boot_report().position.sequence + 1;
            load.emplace(*engine.runtime, *engine.clock, load_options);
        }
        run_until_stopped(options, engine, load ? &*load : nullptr, *signals);
    }
    signals.reset();
    TRIREME_TRY(stop_engine(stdout, engine));
    fmt::print("look into it:\n");
    for (const std::string_view reader : {"verify", "dump --limit 5", "replay", "diff"}) {
        fmt::print("  {} journal {} {}\n", own_path(), reader, engine.storage->path_of(""));
    }
    return {};
}

}  // namespace

void add_run_command(CLI::App& program, Action& action) {
    auto* const command = program.add_subcommand("run", "Start the engine, with simulated clients");
    auto options = std::make_shared<RunOptions>();
    add_data_option(*command, options->engine.folder);
    command->add_option("--clients", options->load.clients, "How many simulated clients, at least 2; 0 for none")
        ->check(whole_number(0, clients_max))
        ->capture_default_str();
    command
        ->add_option("--rate", options->load.commands_per_second,
                     "How many commands they send a second; 0 for as many as are answered")
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
                  "trireme run --data /srv/trireme --wait spin"}));
    command->callback([options, &action] {
        if (options->load.clients == 1) {
            throw CLI::ValidationError("--clients", "one client alone has nobody to send money to");
        }
        action = [options] {
            const auto ran = run(*options);
            return ran ? ExitStatus::success : report(ran.error());
        };
    });
}

}  // namespace trireme::app
