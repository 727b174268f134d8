#pragma once

#include "app/file_feed.hpp"

#include <string>

namespace trireme::app {

// A file of quotes that was read through and found sound.
struct CheckedFile {
    const Instrument* terms = nullptr;  // a known instrument's
    marketdata::QuoteFileOptions options;
    FeedSource source;
    marketdata::TimedQuote first;
    Duration bar_length;  // 0 for ticks
};

// `named` is FILE or SYMBOL=FILE; without a symbol the names of file, archived file and folder say it.
[[nodiscard]] Result<CheckedFile> check_file(const std::string& named, const FileFeedOptions& options);

// As clients trade it whose first quote is that of the file.
[[nodiscard]] TradedInstrument traded_instrument(const CheckedFile& file);

}  // namespace trireme::app
