#include "benchmarks/yardsticks.hpp"

#include "benchmarks/disk_yardstick.hpp"
#include "benchmarks/hiccup_meter.hpp"
#include "benchmarks/memory_yardstick.hpp"

#include <fmt/format.h>

namespace trireme::benchmarks {
namespace {

constexpr std::size_t sync_bytes = 128;
constexpr std::size_t batch_bytes = 64 * 128;  // as of 64 commands

void report_disk(Report& report) {
    const ScratchFolder folder;
    const std::size_t count = report.quick() ? 50 : 500;
    const ByteBuffer batch(batch_bytes, std::byte{0x33});
    Samples append;
    LatencyRounds sync_us;
    for (std::size_t round = 0; round < yardstick_rounds; ++round) {
        sync_us.add(measure_fdatasync_us(folder, sync_bytes, count));
        append.add(measure_plain_append(folder, batch, count));
    }
    report.latency(fmt::format("fdatasync of {} bytes", sync_bytes), sync_us, "us");
    report.figure("plain append", append.median() / batch_bytes * 64, "records/s",
                  "64 records of 128 bytes with one sync each");
}

void report_memory(Report& report) {
    const std::size_t bytes = (report.quick() ? 64UL : 512UL) * 1024 * 1024;
    Samples sweep;
    Samples chase_ns;
    for (std::size_t round = 0; round < yardstick_rounds; ++round) {
        sweep.add(measure_memory_sweep(bytes) / 1e9);
        chase_ns.add(measure_memory_chase_ns(bytes, report.quick() ? 100'000 : 2'000'000));
    }
    report.figure("memory sweep", sweep.median(), "GB/s", fmt::format("{} MiB in order", bytes / 1024 / 1024));
    report.figure("memory chase", chase_ns.median(), "ns", "each read waits for the one before; large pages");
}

}  // namespace

void report_yardsticks(Report& report) {
    report.section("yardsticks: what disk, memory and scheduler do by themselves");
    report_disk(report);
    report_memory(report);
    HiccupMeter hiccups;
    hiccups.spin(report.quick() ? 0.2 : 4);
    report.figure("hiccup meter, wall, longest", hiccups.longest_wall_ns() / 1e3, "us",
                  fmt::format("{:.3f} % of the time lost in gaps", 100 * hiccups.lost_share()));
    report.figure("hiccup meter, thread CPU time, longest", hiccups.longest_cpu_ns() / 1e3, "us",
                  fmt::format("usually {:.0f} ns, the reading of the clock", hiccups.usual_cpu_ns()));
}

}  // namespace trireme::benchmarks
