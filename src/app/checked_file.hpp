#pragma once

#include "app/file_feed.hpp"
#include "app/named_file.hpp"

namespace trireme::app {

// A file of quotes that was read through and found sound.
struct CheckedFile {
    const Instrument* terms = nullptr;  // a known instrument's
    marketdata::QuoteFileOptions options;
    FeedSource source;
    marketdata::TimedQuote first;
    Duration bar_length;  // 0 for ticks
    bool is_lean = false;
    bool has_asks = false;  // itself
};

[[nodiscard]] Result<CheckedFile> check_file(const NamedFile& file, const FileFeedOptions& options);

// How old a quote may be at which clients trade: a bar and the next may lie between two.
[[nodiscard]] Duration quote_age_max(const CheckedFile& file);

// As clients trade it whose first quote is that of the file.
[[nodiscard]] TradedInstrument traded_instrument(const CheckedFile& file);

}  // namespace trireme::app
