#include "app/data_commands.hpp"
#include "marketdata/file_import.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>

namespace trireme::app {
namespace {

using marketdata::ImportFormat;

const std::map<std::string, ImportFormat> formats{
    {"auto", ImportFormat::by_name},
    {"csv", ImportFormat::csv},
    {"lean", ImportFormat::lean},
    {"nautilus", ImportFormat::nautilus},
    {"histdata", ImportFormat::histdata},
    {"dukascopy", ImportFormat::dukascopy},
    {"binance-klines", ImportFormat::binance_klines},
    {"binance-trades", ImportFormat::binance_trades},
};
const std::map<std::string, marketdata::MarketZone> zones{
    {"utc", marketdata::MarketZone::utc},
    {"new-york", marketdata::MarketZone::new_york},
    {"est", marketdata::MarketZone::eastern_standard},
};
const std::map<std::string, marketdata::BarSide> sides{
    {"bid", marketdata::BarSide::bid},
    {"ask", marketdata::BarSide::ask},
    {"mid", marketdata::BarSide::mid},
    {"trade", marketdata::BarSide::trade},
};

template <class Map>
CLI::Validator one_of(const Map& words) {
    std::vector<std::string> names;
    for (const auto& [name, value] : words) {
        names.push_back(name);
    }
    return CLI::IsMember(names);
}

struct ImportOptions {
    std::string store;
    std::vector<std::string> files;
    std::string symbol;
    std::string format = "auto";
    std::string columns;
    std::string zone;
    std::string side;
    std::string period;
    std::uint64_t price_decimals = 0;
    bool is_new_york_close = false;
    bool skips_bad_rows = false;
};

// Says now and then how far a file has come: on a terminal in one line that is written over.
class ImportProgress {
public:
    explicit ImportProgress(std::string file) : file_(std::move(file)), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

    void show(std::uint64_t rows) {
        const auto now = std::chrono::steady_clock::now();
        if (now - shown_at_ < (is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5'000))) {
            return;
        }
        const std::chrono::duration<double> seconds = now - begun_at_;
        fmt::print(stderr, "{}{}: {} rows, {:.0f} rows/s{}", is_terminal_ ? "\r" : "", file_, rows,
                   static_cast<double>(rows) / seconds.count(), is_terminal_ ? "\x1b[K" : "\n");
        std::fflush(stderr);
        shown_at_ = now;
        has_shown_ = true;
    }
    void end() const {
        if (has_shown_ && is_terminal_) {
            fmt::print(stderr, "\r\x1b[K");
        }
    }

private:
    std::string file_;
    bool is_terminal_;
    bool has_shown_ = false;
    std::chrono::steady_clock::time_point begun_at_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point shown_at_ = begun_at_;
};

marketdata::FileImportOptions file_options(const ImportOptions& options, const std::string& file) {
    marketdata::FileImportOptions made{.symbol = options.symbol};
    made.source = {.path = file,
                   .format = formats.at(options.format),
                   .columns = options.columns,
                   .price_decimals = static_cast<int>(options.price_decimals)};
    if (!options.zone.empty()) {
        made.source.zone = zones.at(options.zone);
    }
    if (!options.side.empty()) {
        made.side = sides.at(options.side);
    }
    if (!options.period.empty()) {
        made.period = *marketdata::parse_period(options.period);
    }
    made.day_end = options.is_new_york_close ? marketdata::DayEnd::new_york_close : marketdata::DayEnd::utc_midnight;
    made.bad_rows = options.skips_bad_rows ? marketdata::BadLines::Policy::skip : marketdata::BadLines::Policy::refuse;
    return made;
}

void print_bad_rows(const marketdata::BadLines& bad) {
    for (const std::string& row : bad.listed()) {
        fmt::print(stderr, "bad row: {}\n", row);
    }
    if (bad.skipped() > bad.listed().size()) {
        fmt::print(stderr, "bad row: {} more\n", bad.skipped() - bad.listed().size());
    }
}

Result<bool> import_one(const marketdata::TickStore& store, const ImportOptions& options, const std::string& file) {
    ImportProgress progress(file);
    auto done = import_file(store, file_options(options, file), [&](std::uint64_t rows) { progress.show(rows); });
    progress.end();
    TRIREME_TRY(done);
    print_bad_rows(done->bad_rows);
    if (done->is_refused) {
        return fail(ErrorCode::invalid_input,
                    "{}: {} bad rows, so nothing of it was imported; --skip-bad imports the others", file,
                    done->bad_rows.skipped());
    }
    if (done->series.empty()) {
        fmt::print("{}: no rows\n", file);
    }
    for (const marketdata::SeriesName& name : done->series) {
        fmt::print("{}: {} rows into {} {}{}\n", file, done->rows, name.symbol, format_series(name),
                   done->bad_rows.skipped() == 0 ? "" : fmt::format(", {} bad rows skipped", done->bad_rows.skipped()));
    }
    std::fflush(stdout);
    return true;
}

// A file that is refused does not keep the others out.
ExitStatus import_all(const ImportOptions& options) {
    const auto store = marketdata::TickStore::open_to_write(options.store);
    if (!store) {
        return report(store.error());
    }
    ExitStatus status = ExitStatus::success;
    for (const std::string& file : options.files) {
        if (const auto done = import_one(*store, options, file); !done) {
            status = report(done.error());
        }
    }
    return status;
}

std::string period_problem(const std::string& text) {
    const auto period = marketdata::parse_period(text);
    return period ? std::string() : period.error().message;
}

std::string symbol_problem(const std::string& text) {
    const auto symbol = marketdata::check_symbol(text);
    return symbol ? std::string() : symbol.error().message;
}

}  // namespace

void add_data_import(CLI::App& data, Action& action) {
    auto* const command = data.add_subcommand("import", "Bring files of ticks or bars into a store");
    auto options = std::make_shared<ImportOptions>();
    add_store_option(*command, options->store);
    command->add_option("files", options->files, "Files: plain, .gz or .zip")->type_name("FILE")->required();
    command->add_option("--symbol", options->symbol, "Of what they are")
        ->required()
        ->check(CLI::Validator(symbol_problem, "", "symbol"));
    command->add_option("--format", options->format, "What wrote them; auto tells it by name and first bytes")
        ->check(one_of(formats))
        ->capture_default_str();
    command->add_option("--columns", options->columns,
                        "Of csv, which column is which, by number from 0 or by name: time=0,bid=1,ask=2");
    command->add_option("--zone", options->zone, "By whose clock times are, if not by that of the format")
        ->check(one_of(zones));
    command->add_option("--side", options->side, "Which side bars of one side are of")->check(one_of(sides));
    command->add_option("--period", options->period, "How long bars are, where their times do not tell it: 1m, 1d, 1mo")
        ->check(CLI::Validator(period_problem, "", "period"));
    command->add_flag("--new-york-close", options->is_new_york_close, "Bars of days end at 17:00 in New York");
    command
        ->add_option("--price-decimals", options->price_decimals,
                     "Prices are whole numbers of so many decimals (LEAN's shares: 4)")
        ->check(whole_number(0, 8));
    command->add_flag("--skip-bad", options->skips_bad_rows, "Leave bad rows out, and say how many");
    command->footer(
        "Each file is brought in as a whole or not at all. Bad rows are listed with file and line; a file that has any "
        "is\n"
        "not imported without --skip-bad.\n\n" +
        examples({"trireme data import 20140501_quote.zip --symbol EURUSD",
                  "trireme data import ticks.csv --symbol EURUSD --columns time=0,bid=1,ask=2",
                  "trireme data import BTCUSDT-1m-2024-08-08.zip --symbol BTCUSDT",
                  "trireme data import aapl.zip --symbol AAPL --zone new-york --price-decimals 4"}));
    command->callback([options, &action] { action = [options] { return import_all(*options); }; });
}

}  // namespace trireme::app
