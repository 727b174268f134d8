// Captured traffic of Binance through the feed: no update may be missing, and wherever the depth stream and bookTicker
// speak of the same update, the rebuilt book's best prices and volumes must be bookTicker's. TRIREME_REAL_QUOTES names
// the folder of captures, else it is ../shared/data beside the sources; skipped where there are none.
//
// A capture is a folder's compressed text files. Their lines are "TIME MESSAGE" or "TIME: MESSAGE", where TIME is in
// nanoseconds or in seconds since 1970, or "ADDRESS -> TIME: MESSAGE" for an answer to a request.

#include "marketdata/text_source.hpp"
#include "venues/binance_feed.hpp"
#include "venues/binance_parser.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

namespace trireme::venues {
namespace {

namespace fs = std::filesystem;
using testing::Heard;

fs::path real_data() {
    if (const char* const named = std::getenv("TRIREME_REAL_QUOTES")) {
        return named;
    }
    const char* const sources = std::getenv("TRIREME_SOURCE_DIR");
    return sources == nullptr ? fs::path() : fs::path(sources) / ".." / "shared" / "data";
}

struct Line {
    Timestamp time{};
    std::string_view address;  // of an answer
    std::string_view message;
    std::size_t place = 0;  // among all lines, for those of one time
};

std::optional<Timestamp> time_in(std::string_view text) {
    if (const auto seconds = parse_decimal(text.substr(0, text.find('.') + 10), 9);
        seconds && text.contains('.') && text.size() < 24) {
        return Timestamp(*seconds);
    }
    const auto ns = parse_decimal(text, 0);
    return ns ? std::optional(Timestamp(*ns)) : std::nullopt;
}

std::optional<Line> line_in(std::string_view text) {
    Line line;
    if (const std::size_t arrow = text.find(" -> "); text.starts_with("http") && arrow != std::string_view::npos) {
        line.address = text.substr(0, arrow);
        text.remove_prefix(arrow + 4);
    }
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view time = text.substr(0, space);
    time.remove_suffix(time.ends_with(':') ? 1 : 0);
    const auto parsed = time_in(time);
    line.message = text.substr(space + 1);
    if (!parsed || !line.message.starts_with('{')) {
        return std::nullopt;
    }
    line.time = *parsed;
    return line;
}

std::string text_of_file(const fs::path& path) {
    std::string text;
    const auto source = marketdata::open_text(path);
    if (!source) {
        return text;
    }
    std::vector<char> chunk(1 << 16);
    for (;;) {
        const auto read = (*source)->read(chunk);
        if (!read || *read == 0) {
            return text;
        }
        text.append(chunk.data(), *read);
    }
}

// The symbol in ".../depth?symbol=NKNUSDT&limit=1000".
std::string_view symbol_asked(std::string_view address) {
    constexpr std::string_view key = "depth?symbol=";
    const std::size_t at = address.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = address.substr(at + key.size());
    return rest.substr(0, rest.find('&'));
}

// A file, or several that belong together.
struct Capture {
    std::string name;
    std::vector<std::string> texts;
};

bool is_binance(std::string_view text) {
    return text.contains("@bookTicker\"") && (text.contains("\"depthUpdate\"") || text.contains("@depth"));
}

std::vector<Capture> captures() {
    std::vector<Capture> found;
    std::error_code failure;
    std::map<fs::path, std::vector<std::pair<fs::path, std::string>>> answers;
    for (fs::recursive_directory_iterator entry(real_data(), failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (!entry->is_regular_file() || entry->path().extension() != ".gz") {
            continue;
        }
        std::string text = text_of_file(entry->path());
        if (is_binance(text)) {
            found.push_back({entry->path().string(), {std::move(text)}});
        } else if (text.starts_with("http") && text.contains("/api/v3/depth?")) {
            answers[entry->path().parent_path()].emplace_back(entry->path(), std::move(text));
        }
    }
    for (Capture& capture : found) {
        for (auto& [path, text] : answers[fs::path(capture.name).parent_path()]) {
            capture.texts.push_back(text);
        }
    }
    return found;
}

class Replay {
public:
    explicit Replay(const Capture& capture) {
        for (const std::string& text : capture.texts) {
            std::string_view rest = text;
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find('\n'), rest.size());
                if (const auto line = line_in(rest.substr(0, end))) {
                    lines_.push_back(*line);
                    lines_.back().place = lines_.size();
                }
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        std::ranges::sort(lines_, {}, [](const Line& line) { return std::pair(line.time, line.place); });
        find_symbols();
    }

    void run() {
        BinanceFeed feed = *BinanceFeed::create(terms_);
        Heard heard;
        for (const Line& line : lines_) {
            if (line.message.starts_with(R"({"lastUpdateId")")) {
                const std::string_view asked =
                    line.address.empty() ? terms_.instruments.front().symbol.view() : symbol_asked(line.address);
                const auto outcome = feed.take_snapshot(*Symbol::from_text(asked), line.message, line.time, heard);
                EXPECT_TRUE(outcome) << outcome.error().message;
            } else if (line.address.empty()) {
                const auto taken = feed.take_frame(line.message, line.time, heard);
                EXPECT_TRUE(taken) << taken.error().message << "\n" << line.message;
                remember(feed);
            }
        }
        EXPECT_EQ(feed.counters().malformed + feed.counters().absurd + feed.counters().too_long, 0U);
        for (const auto& instrument : terms_.instruments) {
            const BinanceBook::Counters& counters = feed.book(instrument.symbol)->counters();
            EXPECT_EQ(counters.gaps, 0U) << instrument.symbol.view();
            EXPECT_EQ(counters.crossed, 0U) << instrument.symbol.view();
            applied_ += counters.applied;
        }
        quotes_ = heard.quotes.size();
    }

    [[nodiscard]] std::uint64_t compared() const { return compared_; }
    [[nodiscard]] std::uint64_t different() const { return different_; }
    [[nodiscard]] std::uint64_t applied() const { return applied_; }
    [[nodiscard]] std::uint64_t quotes() const { return quotes_; }

private:
    using Best = std::pair<BinanceLevel, BinanceLevel>;

    void find_symbols() {
        std::map<Symbol, std::uint32_t> symbols;
        BinanceFrame frame;
        for (const Line& line : lines_) {
            if (line.address.empty() && line.message.contains("depthUpdate") &&
                parse_binance_frame(line.message, frame)) {
                symbols.try_emplace(frame.depth_update.symbol, static_cast<std::uint32_t>(symbols.size()));
            }
        }
        for (const auto& [symbol, slot] : symbols) {
            terms_.instruments.push_back({symbol, InstrumentSlot(slot)});
        }
    }

    // What both streams said of an update, whichever came first.
    void remember(const BinanceFeed& feed) {
        const BinanceFrame& frame = feed.frame();
        if (frame.kind == BinanceKind::book_ticker) {
            const BinanceBookTicker& ticker = frame.book_ticker;
            const Best best{{ticker.bid, ticker.bid_units}, {ticker.ask, ticker.ask_units}};
            tickers_[{ticker.symbol, ticker.update_id}] = best;
            compare({ticker.symbol, ticker.update_id});
        } else if (frame.kind == BinanceKind::depth_update) {
            const BinanceBook& book = *feed.book(frame.depth_update.symbol);
            if (book.is_synced() && book.last_id() == frame.depth_update.last_id && !book.bids().empty() &&
                !book.asks().empty()) {
                books_[{frame.depth_update.symbol, book.last_id()}] = {book.bids().back(), book.asks().back()};
                compare({frame.depth_update.symbol, book.last_id()});
            }
        }
    }

    void compare(const std::pair<Symbol, std::uint64_t>& at) {
        const auto ticker = tickers_.find(at);
        const auto book = books_.find(at);
        if (ticker != tickers_.end() && book != books_.end()) {
            ++compared_;
            different_ += ticker->second == book->second ? 0U : 1U;
        }
    }

    std::vector<Line> lines_;
    BinanceFeedTerms terms_;
    std::map<std::pair<Symbol, std::uint64_t>, Best> tickers_;
    std::map<std::pair<Symbol, std::uint64_t>, Best> books_;
    std::uint64_t compared_ = 0;
    std::uint64_t different_ = 0;
    std::uint64_t applied_ = 0;
    std::uint64_t quotes_ = 0;
};

TEST(BinanceCaptures, ReplayWithoutGapsIntoTheBookThatBookTickerSaw) {
    const auto found = captures();
    if (found.empty()) {
        GTEST_SKIP() << "no captures of Binance's streams below " << real_data()
                     << "; set TRIREME_REAL_QUOTES to a folder that holds some";
    }
    for (const Capture& capture : found) {
        SCOPED_TRACE(capture.name);
        Replay replay(capture);
        replay.run();
        EXPECT_GT(replay.applied(), 0U);
        EXPECT_GT(replay.compared(), 0U);
        EXPECT_EQ(replay.different(), 0U);
        fmt::print("{}: {} updates applied, {} quotes, {} times the same update in both streams\n",
                   fs::path(capture.name).filename().string(), replay.applied(), replay.quotes(), replay.compared());
    }
}

// The lists of what is traded, as they came with captures.
TEST(BinanceCaptures, ListsOfSymbolsAreRead) {
    std::size_t lists = 0;
    std::error_code failure;
    for (fs::recursive_directory_iterator entry(real_data(), failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (!entry->is_regular_file() || entry->path().extension() != ".gz") {
            continue;
        }
        const std::string text = text_of_file(entry->path());
        const auto line = line_in(std::string_view(text).substr(0, text.find('\n')));
        if (!line || !line->address.ends_with("/api/v3/exchangeInfo")) {
            continue;
        }
        SCOPED_TRACE(entry->path().string());
        const auto info = parse_binance_exchange_info(line->message);
        ASSERT_TRUE(info) << info.error().message;
        EXPECT_GT(info->symbols.size(), 0U);
        for (const BinanceSymbol& symbol : info->symbols) {
            EXPECT_TRUE(symbol.tick_size > Price() && symbol.units_step > Units()) << symbol.symbol.view();
        }
        ++lists;
    }
    if (lists == 0) {
        GTEST_SKIP() << "no list of Binance's symbols below " << real_data();
    }
}

}  // namespace
}  // namespace trireme::venues
