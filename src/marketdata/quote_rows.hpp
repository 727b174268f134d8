#pragma once

#include "base/date.hpp"
#include "marketdata/bad_lines.hpp"
#include "marketdata/line_reader.hpp"
#include "marketdata/market_zone.hpp"
#include "marketdata/quote_row.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::marketdata {

enum class QuoteFormat : unsigned char {
    by_name,  // of an archive without a header LEAN's, of any other file comma-separated values
    csv,
    histdata,  // no header, separated by commas or semicolons
    binance_klines,
    binance_trades,
    lean,  // no header; times in milliseconds of the day that the file's name states, or "YYYYMMDD HH:mm"
};

struct QuoteRowsOptions {
    std::filesystem::path path{};
    QuoteFormat format = QuoteFormat::by_name;
    std::string columns{};                 // see parse_columns; without it the header says
    std::string_view single_name = "bid";  // what prices are if there is one side only
    MarketZone zone = MarketZone::utc;     // by whose clock times are
    int price_decimals = 0;                // prices are whole numbers of so many decimals (LEAN's shares: 4)
    bool with_sizes = false;               // sizes are read too, and must be such
};

// The rows of quotes in a file, in its order, and each for itself checked: as many columns as the first line has, times
// that do not go back, prices that can be such.
class QuoteRows {
public:
    // `bad_lines` outlives it.
    [[nodiscard]] static Result<QuoteRows> open(const QuoteRowsOptions& options, BadLines& bad_lines);

    // The next row that is in order; nothing at the end.
    [[nodiscard]] Result<std::optional<QuoteRow>> next();

    [[nodiscard]] const QuoteColumns& columns() const { return columns_; }
    [[nodiscard]] bool are_bars() const { return std::holds_alternative<BarColumns>(columns_.prices); }
    [[nodiscard]] bool is_lean() const { return is_lean_; }
    [[nodiscard]] std::string inner_name() const { return reader_.inner_name(); }
    [[nodiscard]] std::uint64_t lines() const { return reader_.line_number(); }
    // Of the row that `next` gave last.
    [[nodiscard]] std::string where() const { return reader_.where(); }

private:
    QuoteRows(const QuoteRowsOptions& options, LineReader reader, BadLines& bad_lines)
        : options_(options), reader_(std::move(reader)), bad_lines_(&bad_lines) {}

    [[nodiscard]] Result<void> find_columns(std::optional<std::string_view> line);
    [[nodiscard]] Result<void> find_lean_columns(const Row& first);
    [[nodiscard]] Result<void> find_csv_columns(const Row& first);
    [[nodiscard]] Result<void> find_vendor_columns(const Row& first);
    [[nodiscard]] Result<QuoteRow> parse_line(std::string_view line);
    [[nodiscard]] Result<Timestamp> parse_row_time(std::string_view text);
    [[nodiscard]] Result<void> check_order(Timestamp time) const;

    QuoteRowsOptions options_;
    LineReader reader_;
    BadLines* bad_lines_;
    bool is_lean_ = false;
    char separator_ = ',';
    QuoteColumns columns_;
    std::size_t columns_count_ = 0;  // of the first line, and so of all
    std::optional<TimeForm> time_form_;
    Date day_;                               // of milliseconds_of_day
    std::optional<std::string> first_line_;  // where it is no header
    Row row_;
    std::optional<QuoteRow> before_;
};

}  // namespace trireme::marketdata
