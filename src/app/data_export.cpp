#include "app/data_commands.hpp"
#include "marketdata/bar_builder.hpp"
#include "marketdata/series_text.hpp"

#include <cstdio>
#include <memory>

namespace trireme::app {
namespace {

using marketdata::BarBuilder;
using marketdata::BarColumn;
using marketdata::QuoteColumn;
using marketdata::SeriesKind;
using marketdata::TradeColumn;

struct ExportOptions {
    std::string store;
    std::string symbol;
    std::string series = "quotes";
    std::string from;
    std::string to;
    std::string bars;
    std::string side = "mid";
    std::string sessions = "always";
    bool is_new_york_close = false;
    bool opens_at_previous_close = false;
};

// One row of a series as what bars are made of.
marketdata::Bar bar_of(SeriesKind kind, const std::string& side, const marketdata::ColumnView& rows, std::size_t row) {
    const Timestamp time(rows[0][row]);
    const auto price = [&](std::size_t column) { return Price(rows[column][row]); };
    if (kind == SeriesKind::bars) {
        return {time,
                price(BarColumn::open),
                price(BarColumn::high),
                price(BarColumn::low),
                price(BarColumn::close),
                Lots(rows[BarColumn::volume][row]),
                static_cast<std::uint64_t>(rows[BarColumn::ticks][row])};
    }
    if (kind == SeriesKind::trades) {
        return marketdata::tick_bar(time, price(TradeColumn::price), Lots(rows[TradeColumn::size][row]));
    }
    const Price bid = price(QuoteColumn::bid);
    const Price ask = price(QuoteColumn::ask);
    return marketdata::tick_bar(time, side == "bid" ? bid : side == "ask" ? ask : marketdata::mid_price(bid, ask));
}

void append_bars(std::string& text, std::vector<marketdata::BuiltBar>& built) {
    for (const auto& [bar, is_correction] : built) {
        text += fmt::format("{},{},{},{},{},{},{}\n", format_timestamp(bar.time), format(bar.open), format(bar.high),
                            format(bar.low), format(bar.close), format(bar.volume), bar.ticks);
    }
    built.clear();
}

void flush(std::string& text) {
    fmt::print("{}", text);
    text.clear();
}

Result<void> export_bars(const ExportOptions& options, SeriesKind kind, marketdata::SeriesScan& scan) {
    BarBuilder builder(
        {.period = *marketdata::parse_period(options.bars),
         .day_end = options.is_new_york_close ? marketdata::DayEnd::new_york_close : marketdata::DayEnd::utc_midnight,
         .open =
             options.opens_at_previous_close ? marketdata::BarOpen::previous_close : marketdata::BarOpen::first_tick,
         .sessions = *marketdata::TradingSessions::named(options.sessions),
         .correctable_bars = 1});
    std::vector<marketdata::BuiltBar> built;
    std::string text = marketdata::text_header(SeriesKind::bars);
    marketdata::ColumnView rows;
    for (;;) {
        TRIREME_TRY_ASSIGN(const bool has_more, scan.next(rows));
        if (!has_more) {
            break;
        }
        for (std::size_t row = 0; row < rows.rows; ++row) {
            builder.add(bar_of(kind, options.side, rows, row), built);
        }
        append_bars(text, built);
        flush(text);
    }
    builder.finish(built);
    append_bars(text, built);
    flush(text);
    if (builder.outside_sessions() > 0) {
        fmt::print(stderr, "{} rows outside of the sessions were left out\n", builder.outside_sessions());
    }
    return {};
}

Result<void> export_rows(SeriesKind kind, marketdata::SeriesScan& scan) {
    std::string text = marketdata::text_header(kind);
    marketdata::ColumnView rows;
    for (;;) {
        flush(text);
        TRIREME_TRY_ASSIGN(const bool has_more, scan.next(rows));
        if (!has_more) {
            return {};
        }
        for (std::size_t row = 0; row < rows.rows; ++row) {
            marketdata::append_text_row(text, kind, rows, row);
        }
    }
}

Result<void> export_series(const ExportOptions& options) {
    TRIREME_TRY_ASSIGN(const auto store, marketdata::TickStore::open(options.store));
    TRIREME_TRY_ASSIGN(const auto name, marketdata::parse_series(options.symbol, options.series));
    TRIREME_TRY_ASSIGN(const auto reader, store.read(name));
    marketdata::ScanRange range;
    if (!options.from.empty()) {
        range.from = parse_timestamp(options.from)->nanoseconds_since_1970();
    }
    if (!options.to.empty()) {
        range.to = parse_timestamp(options.to)->nanoseconds_since_1970();
    }
    auto scan = reader.scan(range);
    return options.bars.empty() ? export_rows(name.kind, scan) : export_bars(options, name.kind, scan);
}

// The message where a text is not what it should be; empty where it is.
template <auto Parse>
CLI::Validator parsed_by(const char* what) {
    return CLI::Validator(
        [](const std::string& text) {
            const auto parsed = Parse(text);
            return parsed ? std::string() : parsed.error().message;
        },
        "", what);
}

}  // namespace

void add_data_export(CLI::App& data, Action& action) {
    auto* const command = data.add_subcommand("export", "Print a series, or bars of it, as comma-separated values");
    auto options = std::make_shared<ExportOptions>();
    add_store_option(*command, options->store);
    command->add_option("--symbol", options->symbol, "Of which symbol")
        ->required()
        ->check(parsed_by<marketdata::check_symbol>("symbol"));
    command->add_option("--series", options->series, "quotes, trades, or bars such as bars-1m-bid")
        ->check(CLI::Validator(
            [](const std::string& text) {
                const auto name = marketdata::parse_series("ANY", text);
                return name ? std::string() : name.error().message;
            },
            "", "series"))
        ->capture_default_str();
    command->add_option("--from", options->from, "From this time on, such as 2014-05-01T00:00:00Z")
        ->check(parsed_by<parse_timestamp>("time"));
    command->add_option("--to", options->to, "Before this time")->check(parsed_by<parse_timestamp>("time"));
    command->add_option("--bars", options->bars, "Bars of this length in place of the rows: 1s, 5m, 4h, 1d, 1w, 1mo")
        ->check(parsed_by<marketdata::parse_period>("period"));
    command->add_option("--side", options->side, "Of quotes, the side that bars are of")
        ->check(CLI::IsMember({"bid", "ask", "mid"}))
        ->capture_default_str();
    command->add_option("--sessions", options->sessions, "Bars of what these hold only")
        ->check(CLI::IsMember({"always", "fx", "us-equities"}))
        ->capture_default_str();
    command->add_flag("--new-york-close", options->is_new_york_close, "Days end at 17:00 in New York");
    command->add_flag("--open-at-close", options->opens_at_previous_close,
                      "Each bar opens where the one before closed");
    command->footer(
        "What is printed can be imported again.\n\n" +
        examples({"trireme data export --symbol EURUSD > eurusd.csv",
                  "trireme data export --symbol EURUSD --bars 1d --side bid --new-york-close --sessions fx"}));
    command->callback([options, &action] {
        action = [options] {
            const auto done = export_series(*options);
            return done ? ExitStatus::success : report(done.error());
        };
    });
}

}  // namespace trireme::app
