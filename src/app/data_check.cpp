#include "app/data_commands.hpp"
#include "marketdata/series_check.hpp"

#include <cstdio>
#include <memory>

namespace trireme::app {
namespace {

struct CheckOptions {
    std::string store;
    std::string symbol;
    std::string series;
    std::string sessions = "always";
    std::uint64_t gap_seconds = 0;
};

void print(const marketdata::SeriesFindings& found) {
    for (const marketdata::Finding& finding : found.listed) {
        fmt::print("  {:<6} {}  {}\n", name_of(finding.kind), format_timestamp(Timestamp(finding.time)), finding.text);
    }
    for (std::size_t kind = 0; kind < marketdata::finding_kinds; ++kind) {
        if (found.counts[kind] > marketdata::SeriesFindings::listed_max) {
            fmt::print("  {:<6} {} more\n", name_of(static_cast<marketdata::FindingKind>(kind)),
                       found.counts[kind] - marketdata::SeriesFindings::listed_max);
        }
    }
}

// What is damaged is told, and the rest is checked all the same.
ExitStatus check(const CheckOptions& options) {
    const auto store = marketdata::TickStore::open(options.store);
    if (!store) {
        return report(store.error());
    }
    const auto names = choose_series(*store, options.symbol, options.series);
    if (!names) {
        return report(names.error());
    }
    marketdata::SeriesCheckOptions checks{.sessions = *marketdata::TradingSessions::named(options.sessions)};
    if (options.gap_seconds > 0) {
        checks.gap_min = Duration::seconds(static_cast<std::int64_t>(options.gap_seconds));
    }
    ExitStatus status = ExitStatus::success;
    for (const marketdata::SeriesName& name : *names) {
        const auto reader = store->read(name);
        if (!reader && reader.error().code == ErrorCode::not_found) {
            continue;
        }
        const auto found = reader ? check_series(*reader, name, checks)
                                  : Result<marketdata::SeriesFindings>(std::unexpected(reader.error()));
        if (!found) {
            status = report(found.error());
            continue;
        }
        fmt::print("{} {}: {} rows, {} gaps, {} spikes, {} splits, {} bad\n", name.symbol, format_series(name),
                   found->rows, found->counts[0], found->counts[1], found->counts[2], found->counts[3]);
        print(*found);
        status = found->are_none() ? status : ExitStatus::failure;
    }
    return status;
}

}  // namespace

void add_data_check(CLI::App& data, Action& action) {
    auto* const command = data.add_subcommand("check", "Read everything and find gaps, spikes, splits and bad ticks");
    auto options = std::make_shared<CheckOptions>();
    add_store_option(*command, options->store);
    command->add_option("--symbol", options->symbol, "Of this symbol only");
    command->add_option("--series", options->series, "This series only, such as quotes or bars-1m-bid");
    command->add_option("--sessions", options->sessions, "When the market is open; outside of it nothing is missing")
        ->check(CLI::IsMember({"always", "fx", "us-equities"}))
        ->capture_default_str();
    command
        ->add_option("--gap", options->gap_seconds,
                     "Seconds without a row that are a gap (600; of bars five of them at the least, of days four days)")
        ->check(whole_number(1, 366 * 86'400));
    command->footer(
        "Exit status 1 if something was found, or is damaged.\n\n" +
        examples({"trireme data check", "trireme data check --symbol EURUSD --series quotes --sessions fx --gap 60"}));
    command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace trireme::app
