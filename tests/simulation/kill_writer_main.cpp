// A real engine on a real folder, to be killed: prints the sequence of each command right after it was acknowledged.
//
//     trireme_kill_writer FOLDER [--commands N] [--plant BUG]
#include "base/planted_bug.hpp"
#include "journal/posix_storage.hpp"
#include "runtime/runtime.hpp"
#include "runtime/system_clock.hpp"
#include "simulation/counter_traffic.hpp"
#include "simulation/engine_setup.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <thread>

namespace {

using namespace trireme;

constexpr std::uint64_t in_flight_max = 48;
constexpr auto pause = std::chrono::microseconds(20);

// Nothing stands between the acknowledgement and whoever reads the other end: one write call per command.
class Announcer final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t, const Outcome& outcome) override {
        if (outcome.status == OutcomeStatus::durable) {
            const std::string line = fmt::format("{}\n", outcome.sequence);
            const ssize_t written = write(STDOUT_FILENO, line.data(), line.size());
            reader_is_gone_ = reader_is_gone_ || written != static_cast<ssize_t>(line.size());
        }
        answered_.fetch_add(1, std::memory_order_release);
    }

    [[nodiscard]] std::uint64_t answered() const { return answered_.load(std::memory_order_acquire); }
    [[nodiscard]] bool reader_is_gone() const { return reader_is_gone_; }

private:
    std::atomic<std::uint64_t> answered_ = 0;
    std::atomic<bool> reader_is_gone_ = false;
};

Result<void> write_commands(const std::string& folder, std::uint64_t commands) {
    TRIREME_TRY_ASSIGN(auto storage, journal::open_posix_storage(folder, journal::FolderPolicy::make_if_missing));
    std::random_device random;
    runtime::SystemClock clock;
    Announcer announcer;
    const runtime::RuntimeOptions options{.boot = simulation::boot_options(random()),
                                          .queue_capacity = simulation::queue_capacity,
                                          .wait = runtime::WaitPolicy::park,
                                          .follower = simulation::follower_options};
    TRIREME_TRY_ASSIGN(auto runtime, runtime::Runtime::start(*storage, clock, simulation::counter_kind(), options));
    simulation::CounterTraffic traffic(random(), simulation::batch_limits.command_bytes_max);
    for (std::uint64_t taken = 0; taken < commands && !runtime->failure() && !announcer.reader_is_gone();) {
        if (taken - announcer.answered() >= in_flight_max) {
            std::this_thread::sleep_for(pause);
            continue;
        }
        const simulation::DrawnCommand drawn = traffic.draw(clock.now());
        taken += runtime->submit(drawn.bytes, announcer, 0) == Admission::taken ? 1U : 0U;
    }
    return runtime->stop();
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder;
    std::string plant_name;
    std::uint64_t commands = std::numeric_limits<std::uint64_t>::max();
    CLI::App app("Runs the engine on FOLDER until it is killed and prints each acknowledged sequence.");
    app.add_option("folder", folder, "the data folder")->required();
    app.add_option("--commands", commands, "stop after so many");
    app.add_option("--plant", plant_name, "switch a planted bug on");
    CLI11_PARSE(app, argc, argv);
    if (!plant_name.empty()) {
        const auto bug = planted_bug_named(plant_name);
        if (!bug || !TRIREME_PLANTED_BUGS) {
            fmt::print(stderr, "there is no such bug in this build\n");
            return 2;
        }
#if TRIREME_PLANTED_BUGS
        plant(*bug);
#endif
    }
    if (const auto written = write_commands(folder, commands); !written) {
        fmt::print(stderr, "{}\n", written.error().message);
        return 1;
    }
    return 0;
}
