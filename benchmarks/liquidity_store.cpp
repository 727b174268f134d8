#include "benchmarks/liquidity_store.hpp"

#include "base/timestamp.hpp"
#include "benchmarks/clocks.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "benchmarks/memory_yardstick.hpp"
#include "marketdata/file_import.hpp"
#include "marketdata/tick_store.hpp"
#include "model/scaled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <random>

namespace trireme::benchmarks {
namespace {

using namespace marketdata;

constexpr std::size_t rounds = 5;
constexpr std::int64_t begin_ns = 1'398'902'400'000'000'000;
constexpr std::int64_t point = 1'000;
constexpr std::size_t range_rows = 1'000;

const SeriesName eurusd{.symbol = "EURUSD"};

// Quotes as a busy pair has them: some milliseconds apart, a price that goes a few points, a spread that breathes.
class Quotes {
public:
    std::array<std::int64_t, QuoteColumn::count> next() {
        time_ms_ += static_cast<std::int64_t>(random_() % 400);
        bid_ += (static_cast<std::int64_t>(random_() % 7) - 3) * point;
        const std::int64_t spread = (8 + static_cast<std::int64_t>(random_() % 5)) * point;
        const auto size = [&] { return static_cast<std::int64_t>(1 + random_() % 9) * 100'000'000; };
        return {begin_ns + time_ms_ * 1'000'000, bid_, bid_ + spread, size(), size()};
    }

private:
    std::mt19937_64 random_{11};
    std::int64_t time_ms_ = 0;
    std::int64_t bid_ = 138'676'000;
};

std::filesystem::path path_in(const ScratchFolder& folder) { return folder.path(); }

void write_csv(const std::filesystem::path& path, std::size_t rows, bool has_text_times) {
    std::ofstream file(path, std::ios::binary);
    file << "time,bid,ask\n";
    Quotes quotes;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto quote = quotes.next();
        const std::string time = has_text_times ? format_timestamp(Timestamp(quote[QuoteColumn::time]))
                                                : fmt::format("{}", quote[QuoteColumn::time] / 1'000'000);
        file << fmt::format("{},{},{}\n", time, format(Price(quote[QuoteColumn::bid])),
                            format(Price(quote[QuoteColumn::ask])));
    }
}

void measure_import_of(Report& report, const ScratchFolder& folder, std::string_view what, bool has_text_times) {
    const std::size_t rows = report.quick() ? 100'000 : 2'000'000;
    const auto csv = path_in(folder) / "ticks.csv";
    write_csv(csv, rows, has_text_times);
    Samples own;
    Samples wall;
    for (std::size_t round = 0; round < rounds; ++round) {
        std::filesystem::remove_all(path_in(folder) / "imported");
        const auto store = value_or_exit(TickStore::open_to_write(path_in(folder) / "imported"));
        FileImportOptions options{.symbol = "EURUSD"};
        options.source = {.path = csv, .format = ImportFormat::csv};
        const auto begin = std::chrono::steady_clock::now();
        const std::int64_t cpu_begin = thread_cpu_ns();
        keep(value_or_exit(import_file(store, options, [](std::uint64_t) {})).rows);
        own.add(static_cast<double>(rows) * 1e9 / static_cast<double>(thread_cpu_ns() - cpu_begin));
        wall.add(static_cast<double>(rows) / seconds_since(begin));
    }
    report.figure(fmt::format("import, {}", what), own.median(), "rows/s",
                  fmt::format("one core's own time; by the wall, with its sync, {:.0f} rows/s", wall.median()));
}

void fill(const TickStore& store, std::size_t rows) {
    auto import = value_or_exit(store.begin_import());
    auto* const part = value_or_exit(import.add_part(SeriesKind::quotes));
    Quotes quotes;
    for (std::size_t row = 0; row < rows; ++row) {
        value_or_exit(part->add(quotes.next()));
    }
    value_or_exit(import.commit(std::array{eurusd}));
}

// The sum of what was asked for, so that each value is read.
std::uint64_t sum_of(SeriesScan scan, ColumnSet columns) {
    std::uint64_t sum = 0;
    ColumnView rows;
    while (value_or_exit(scan.next(rows))) {
        for (std::size_t column = 0; column < QuoteColumn::count; ++column) {
            if (contains(columns, column)) {
                for (const std::int64_t value : rows[column]) {
                    sum += static_cast<std::uint64_t>(value);
                }
            }
        }
    }
    return sum;
}

void measure_ranges(Report& report, const SeriesReader& reader) {
    const std::size_t count = report.quick() ? 200 : 5'000;
    constexpr ColumnSet columns = 1U << QuoteColumn::time | 1U << QuoteColumn::bid | 1U << QuoteColumn::ask;
    const std::int64_t span = reader.last_time() - reader.first_time();
    const std::int64_t length = static_cast<std::int64_t>(
        static_cast<double>(span) / static_cast<double>(reader.rows()) * static_cast<double>(range_rows));
    LatencyRounds latencies;
    std::mt19937_64 random(3);
    for (std::size_t round = 0; round < rounds; ++round) {
        Samples samples;
        for (std::size_t at = 0; at < count; ++at) {
            const std::int64_t from =
                reader.first_time() + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span - length));
            const std::int64_t begin = wall_ns();
            keep(sum_of(reader.scan({.from = from, .to = from + length, .columns = columns}), columns));
            samples.add(static_cast<double>(wall_ns() - begin) / 1e3);
        }
        latencies.add(samples);
    }
    report.latency(fmt::format("a range of {} ticks, anywhere", range_rows), latencies, "us",
                   "time, bid and ask, unpacked and checked; PostgreSQL 1800 us");
}

void measure_sweeps(Report& report, const SeriesReader& reader) {
    const double values = static_cast<double>(reader.rows());
    const std::size_t sweep_bytes = report.quick() ? 64 << 20 : 1 << 30;
    Samples plain;
    Samples bids;
    Samples quotes;
    for (std::size_t round = 0; round < rounds; ++round) {
        plain.add(measure_memory_sweep(sweep_bytes) / sizeof(std::int64_t));
        auto begin = std::chrono::steady_clock::now();
        keep(sum_of(reader.scan({.columns = 1U << QuoteColumn::bid}), 1U << QuoteColumn::bid));
        bids.add(values / seconds_since(begin));
        constexpr ColumnSet columns = 1U << QuoteColumn::time | 1U << QuoteColumn::bid | 1U << QuoteColumn::ask;
        begin = std::chrono::steady_clock::now();
        keep(sum_of(reader.scan({.columns = columns}), columns));
        quotes.add(values * 3 / seconds_since(begin));
    }
    report.figure("plain sweep of memory", plain.median(), "values/s", "yardstick: 8 bytes each");
    report.figure("all bids", bids.median(), "values/s",
                  fmt::format("{:.2f} of a plain sweep", bids.median() / plain.median()));
    report.figure("all times, bids and asks", quotes.median(), "values/s",
                  fmt::format("{:.2f} of a plain sweep", quotes.median() / plain.median()));
}

// What the process holds in memory at the most since it was last asked for, mapped files among it.
double peak_resident_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stod(line.substr(line.find_first_of("0123456789"))) * 1024;
        }
    }
    return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace

void measure_import(Report& report) {
    report.section("import of comma-separated values");
    const ScratchFolder folder;
    measure_import_of(report, folder, "times in milliseconds since 1970", false);
    measure_import_of(report, folder, "times as text", true);
}

void measure_store(Report& report) {
    const std::size_t rows = report.quick() ? 2'000'000 : 100'000'000;
    report.section(fmt::format("a store of {} million ticks", rows / 1'000'000));
    const ScratchFolder folder;
    const auto store = value_or_exit(TickStore::open_to_write(path_in(folder) / "store"));
    fill(store, rows);
    forget_peak();
    const double before = peak_resident_bytes();
    Samples open_ms;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        keep(value_or_exit(store.read(eurusd)).rows());
        open_ms.add(seconds_since(begin) * 1e3);
    }
    const auto reader = value_or_exit(store.read(eurusd));
    report.figure("on disk", static_cast<double>(reader.bytes()) / static_cast<double>(rows), "bytes/tick",
                  "five columns; 40 as plain integers");
    report.figure("open", open_ms.median(), "ms", "its index read and checked");
    measure_ranges(report, reader);
    keep(sum_of(reader.scan({}), all_columns));
    report.figure(
        "resident after reading all columns", (peak_resident_bytes() - before) / (1 << 20), "MiB",
        fmt::format("beyond the {:.0f} MiB before; the most there was, mapped files included", before / (1 << 20)));
    measure_sweeps(report, reader);
}

}  // namespace trireme::benchmarks
