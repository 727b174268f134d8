// Bars that others made of the same ticks: where a folder holds LEAN's tick, second, minute and hour files of one
// symbol, ours must be theirs, price for price. TRIREME_REAL_QUOTES names the folder, else it is ../shared/data beside
// the sources; skipped where there is none.

#include "marketdata/bar_builder.hpp"
#include "marketdata/quote_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace trireme::marketdata {
namespace {

namespace fs = std::filesystem;

fs::path real_data() {
    if (const char* const named = std::getenv("TRIREME_REAL_QUOTES")) {
        return named;
    }
    const char* const sources = std::getenv("TRIREME_SOURCE_DIR");
    return sources == nullptr ? fs::path() : fs::path(sources) / ".." / "shared" / "data";
}

// Folders that hold the same feed as ticks and as bars.
std::vector<fs::path> feeds() {
    std::vector<fs::path> found;
    std::error_code failure;
    for (fs::recursive_directory_iterator entry(real_data(), failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->is_directory() && fs::exists(entry->path() / "tick") && fs::exists(entry->path() / "second") &&
            fs::exists(entry->path() / "minute")) {
            const bool has_quotes = std::ranges::any_of(
                fs::directory_iterator(entry->path() / "tick"),
                [](const fs::directory_entry& file) { return file.path().string().ends_with("_quote.zip"); });
            if (has_quotes) {
                found.push_back(entry->path());
            }
        }
    }
    return found;
}

std::vector<QuoteRow> rows_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::vector<QuoteRow> rows;
    for (const fs::path& file : files) {
        BadLines bad_lines(BadLines::Policy::refuse);
        auto read = QuoteRows::open({.path = file, .format = QuoteFormat::lean}, bad_lines);
        EXPECT_TRUE(read) << read.error().message;
        for (;;) {
            const auto row = read->next();
            EXPECT_TRUE(row) << row.error().message;
            if (!row || !*row) {
                break;
            }
            rows.push_back(**row);
        }
    }
    return rows;
}

Bar bar_of(const QuoteRow& row, BarSide side) {
    const SidePrices& prices = side == BarSide::bid ? row.bid : *row.ask;
    return {row.time, prices.open, prices.high, prices.low, prices.close, Lots(), 1};
}

// As many bars were held against theirs.
std::size_t compare(const std::vector<QuoteRow>& shorter, const std::vector<QuoteRow>& theirs, BarOptions options,
                    BarSide side) {
    std::map<Timestamp, Bar> given;
    for (const QuoteRow& row : theirs) {
        given[row.time] = bar_of(row, side);
    }
    const auto first =
        given.lower_bound(BarCalendar(options.period, options.day_end).span_of(shorter.front().time).begin);
    if (options.open == BarOpen::previous_close && first != given.begin()) {
        options.previous_close = std::prev(first)->second.close;
    }
    BarBuilder builder(options);
    std::vector<BuiltBar> built;
    for (const QuoteRow& row : shorter) {
        builder.add(bar_of(row, side), built);
    }
    builder.finish(built);
    auto expected = first;
    for (const BuiltBar& each : built) {
        Bar ours = each.bar;
        EXPECT_TRUE(expected != given.end());
        if (expected == given.end()) {
            break;
        }
        ours.ticks = expected->second.ticks;
        EXPECT_EQ(ours, expected->second)
            << format_timestamp(ours.time) << " and " << format_timestamp(expected->second.time);
        if (!(ours == expected->second)) {
            break;
        }
        ++expected;
    }
    return built.size();
}

TEST(RealBars, AreOurs) {
    const auto found = feeds();
    if (found.empty()) {
        GTEST_SKIP() << "no ticks with their bars below " << real_data()
                     << "; set TRIREME_REAL_QUOTES to a folder that holds LEAN's tick, second and minute files";
    }
    constexpr BarPeriod second{1, BarUnit::second};
    constexpr BarPeriod minute{1, BarUnit::minute};
    constexpr BarPeriod hour{1, BarUnit::hour};
    constexpr BarPeriod day{1, BarUnit::day};
    std::size_t compared = 0;
    for (const fs::path& feed : found) {
        SCOPED_TRACE(feed.string());
        const auto ticks = rows_in(feed / "tick");
        const auto seconds = rows_in(feed / "second");
        const auto minutes = rows_in(feed / "minute");
        for (const BarSide side : {BarSide::bid, BarSide::ask}) {
            compared += compare(ticks, seconds, {.period = second}, side);
            compared += compare(ticks, minutes, {.period = minute}, side);
            compared += compare(seconds, minutes, {.period = minute}, side);
            if (!fs::exists(feed / "hour") || !fs::exists(feed / "daily")) {
                continue;
            }
            const auto hours = rows_in(feed / "hour");
            const auto days = rows_in(feed / "daily");
            // LEAN's hours begin where the last one ended.
            compared += compare(ticks, hours, {.period = hour, .open = BarOpen::previous_close}, side);
            compared += compare(minutes, hours, {.period = hour, .open = BarOpen::previous_close}, side);
            compared += compare(ticks, days, {.period = day, .open = BarOpen::previous_close}, side);
            compared += compare(hours, days, {.period = day}, side);
        }
    }
    std::printf("%zu bars compared\n", compared);
}

}  // namespace
}  // namespace trireme::marketdata
