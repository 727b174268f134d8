#pragma once

#include "base/date.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/line_reader.hpp"
#include "marketdata/quote_columns.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace trireme::marketdata {

enum class QuoteFormat : unsigned char {
    by_name,  // of a .zip LEAN's, of any other file comma-separated values
    csv,
    lean,  // no header; times in milliseconds of the day that the file's name states, or "YYYYMMDD HH:mm"
};

struct QuoteFileOptions {
    std::filesystem::path path{};
    QuoteFormat format = QuoteFormat::by_name;
    std::string columns{};          // see parse_columns; without it the header says
    std::optional<Price> spread{};  // of files without asks
    bool skip_bad_lines = false;    // and count them, instead of failing
};

// Prices of one instrument at a moment.
struct TimedQuote {
    Timestamp time;
    Price bid;
    Price ask;

    bool operator==(const TimedQuote&) const = default;
};

// The quotes of a file, in its order. A bar gives four: its open, the nearer of low and high as seen from where it
// closes (low first if it rises), the other one, and its close, in quarters of its length. That is what MetaTrader
// calls OHLC modelling.
//
// Every line must be well formed: as many columns as needed, times that do not go back, prices above zero, no bid above
// its ask, no bar whose open or close lies outside of it. Errors name file and line.
class QuoteFile {
public:
    [[nodiscard]] static Result<QuoteFile> open(const QuoteFileOptions& options);

    // Nothing at the end of the file.
    [[nodiscard]] Result<std::optional<TimedQuote>> next();

    // How many lines were left out because skip_bad_lines asked for it, and what was wrong with the first.
    [[nodiscard]] std::uint64_t skipped_lines() const { return skipped_lines_; }
    [[nodiscard]] const std::string& first_skipped() const { return first_skipped_; }
    // How many were left out for each reason, without the values: "the bid ... is above the ask ...".
    [[nodiscard]] const std::map<std::string, std::uint64_t>& skipped_for() const { return skipped_for_; }
    // How long a bar lasts, by the rows so far; 0 for ticks.
    [[nodiscard]] Duration bar_length() const {
        return std::holds_alternative<BarColumns>(columns_.prices) ? bar_length_ : Duration();
    }
    [[nodiscard]] bool is_lean() const;
    // The file's name, of a .zip that of the file in it.
    [[nodiscard]] const std::string& inner_name() const { return reader_.inner_name(); }
    [[nodiscard]] std::uint64_t lines() const { return reader_.line_number(); }

private:
    // A tick has its price in all four.
    struct Prices {
        Price open;
        Price high;
        Price low;
        Price close;
    };
    struct ParsedRow {
        Timestamp time;
        Prices bid;
        Prices ask;
    };

    QuoteFile(const QuoteFileOptions& options, LineReader reader) : options_(options), reader_(std::move(reader)) {}

    [[nodiscard]] Result<void> find_columns(std::optional<std::string_view> line);
    [[nodiscard]] Result<void> find_lean_columns(const Row& first);
    [[nodiscard]] Result<void> find_csv_columns(const Row& first);
    [[nodiscard]] Result<std::optional<ParsedRow>> next_row();
    [[nodiscard]] Result<ParsedRow> parse_line(std::string_view line);
    [[nodiscard]] Result<Timestamp> parse_row_time(std::string_view text);
    [[nodiscard]] Result<Prices> parse_side(const QuoteColumns& columns, bool is_ask) const;
    void give_out(const ParsedRow& row);

    QuoteFileOptions options_;
    LineReader reader_;
    QuoteColumns columns_;
    std::optional<TimeForm> time_form_;
    Date day_;                               // of milliseconds_of_day
    std::optional<std::string> first_line_;  // where it is no header
    Row row_;
    std::optional<Timestamp> last_time_;
    std::optional<ParsedRow> ahead_;  // the next row: its time says how long the one before may last
    bool has_begun_ = false;
    Duration bar_length_;  // the least distance of two rows so far; 0 before there were two
    std::deque<TimedQuote> given_out_;
    std::uint64_t skipped_lines_ = 0;
    std::string first_skipped_;
    std::map<std::string, std::uint64_t> skipped_for_;
};

}  // namespace trireme::marketdata
