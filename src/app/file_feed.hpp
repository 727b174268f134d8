#pragma once

#include "app/quote_feed.hpp"
#include "marketdata/quote_file.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace trireme::app {

struct CheckedFile;

struct FileFeedOptions {
    std::vector<std::string> quotes{};  // FILE, or SYMBOL=FILE
    std::vector<std::string> asks{};    // likewise, of those without: see find_named_files
    std::string columns{};
    std::optional<std::uint64_t> spread_points{};  // of files without asks
    bool skip_bad_lines = false;
};

// The quotes of files, one instrument each; several files of one instrument come one after another and must not
// overlap. All files are read through before the first quote is given out, so that whatever is wrong with them is said
// before anything has happened.
class FileFeed final : public QuoteFeed {
public:
    // Tells `begins` which file it reads through next. An option that no file has a use for is `invalid_input`.
    using Begins = std::function<void(const std::string& file)>;
    [[nodiscard]] static Result<std::unique_ptr<FileFeed>> open(const FileFeedOptions& options, const Begins& begins);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::span<const FeedSource> sources() const override { return sources_; }
    [[nodiscard]] Result<std::optional<FeedQuote>> next() override;

private:
    // The files of one instrument, in the order of their times.
    struct Chain {
        std::vector<marketdata::QuoteFileOptions> files;
        std::size_t next_file = 0;
        std::optional<marketdata::QuoteFile> file;
        std::optional<marketdata::TimedQuote> ahead;
    };

    [[nodiscard]] Result<void> add_instruments(const std::vector<CheckedFile>& files);
    [[nodiscard]] static Result<void> step(Chain& chain);

    std::vector<TradedInstrument> instruments_;
    std::vector<FeedSource> sources_;
    std::vector<Chain> chains_;  // one for each instrument
};

}  // namespace trireme::app
