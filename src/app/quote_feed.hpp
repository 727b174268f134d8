#pragma once

#include "app/traded_instrument.hpp"
#include "base/describe.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "model/texts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trireme::app {

struct SkippedLines {
    std::string reason{};
    std::uint64_t lines = 0;

    bool operator==(const SkippedLines&) const = default;
};
TRIREME_DESCRIBE(SkippedLines, (reason, lines));

// Where the quotes of an instrument came from.
struct FeedSource {
    std::string file{};       // empty for one that is generated
    std::string asks_file{};  // empty where the file itself has asks, or a spread stands for them
    Symbol symbol{};
    std::uint64_t quotes = 0;
    Timestamp from{};
    Timestamp until{};
    std::uint64_t skipped_lines = 0;  // because it was asked for
    std::string first_skipped{};
    std::vector<SkippedLines> skipped{};

    bool operator==(const FeedSource&) const = default;
};
TRIREME_DESCRIBE(FeedSource, (file, asks_file, symbol, quotes, from, until, skipped_lines, first_skipped, skipped));

struct FeedQuote {
    Timestamp time;
    std::size_t instrument = 0;  // its place among the feed's
    Price bid;
    Price ask;
};

// Quotes of several instruments in the order of their times.
class QuoteFeed {
public:
    virtual ~QuoteFeed() = default;

    [[nodiscard]] virtual std::span<const TradedInstrument> instruments() const = 0;
    [[nodiscard]] virtual std::span<const FeedSource> sources() const = 0;
    // Nothing at the end.
    [[nodiscard]] virtual Result<std::optional<FeedQuote>> next() = 0;

    // How many there are in all.
    [[nodiscard]] std::uint64_t count() const {
        std::uint64_t count = 0;
        for (const FeedSource& source : sources()) {
            count += source.quotes;
        }
        return count;
    }
};

}  // namespace trireme::app
