#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/bad_lines.hpp"
#include "marketdata/quote_rows.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace trireme::marketdata {

struct QuoteFileOptions {
    std::filesystem::path path{};
    std::filesystem::path asks{};  // of a file without asks those, row by row; empty if there is none
    QuoteFormat format = QuoteFormat::by_name;
    std::string columns{};          // see parse_columns; without it the header says
    std::optional<Price> spread{};  // of files without asks, if there is no file of them
    BadLines::Policy bad_lines = BadLines::Policy::refuse;
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
// Every line must be well formed: as many columns as the first, times that do not go back, prices above zero, no bid
// above its ask, no bar whose open or close lies outside of it. Errors name file and line.
class QuoteFile {
public:
    [[nodiscard]] static Result<QuoteFile> open(const QuoteFileOptions& options);

    // Nothing at the end of the file.
    [[nodiscard]] Result<std::optional<TimedQuote>> next();

    [[nodiscard]] const BadLines& bad_lines() const { return *bad_lines_; }
    // How long a bar lasts, by the rows so far; 0 for ticks.
    [[nodiscard]] Duration bar_length() const { return rows_.are_bars() ? bar_length_ : Duration(); }
    // Whether the file itself has asks.
    [[nodiscard]] bool has_asks() const { return rows_.columns().have_ask(); }
    [[nodiscard]] bool is_lean() const { return rows_.is_lean(); }
    [[nodiscard]] std::uint64_t lines() const { return rows_.lines(); }

private:
    struct BothSides {
        Timestamp time;
        SidePrices bid;
        SidePrices ask;
    };

    QuoteFile(const QuoteFileOptions& options, std::unique_ptr<BadLines> bad_lines, QuoteRows rows)
        : options_(options), bad_lines_(std::move(bad_lines)), rows_(std::move(rows)) {}

    [[nodiscard]] Result<void> open_asks();
    [[nodiscard]] Result<std::optional<BothSides>> next_row();
    // The asks of a row; nothing if there are none, and that was to be skipped.
    [[nodiscard]] Result<std::optional<SidePrices>> asks_of(const QuoteRow& row);
    [[nodiscard]] Result<std::optional<SidePrices>> asks_in_file(const QuoteRow& row);
    // Behind the last row: whether there are asks left.
    [[nodiscard]] Result<void> finish_asks();
    void give_out(const BothSides& row);

    QuoteFileOptions options_;
    std::unique_ptr<BadLines> bad_lines_;
    QuoteRows rows_;
    std::optional<QuoteRows> asks_;  // each as if its asks were bids
    std::optional<QuoteRow> ask_ahead_;
    std::optional<BothSides> ahead_;  // the next row: its time says how long the one before may last
    bool has_begun_ = false;
    Duration bar_length_;  // the least distance of two rows so far; 0 before there were two
    std::deque<TimedQuote> given_out_;
};

}  // namespace trireme::marketdata
