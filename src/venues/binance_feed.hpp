#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_book.hpp"
#include "venues/binance_messages.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace trireme::venues {

struct BinanceFeedTerms {
    LpSlot lp{};
    struct Instrument {
        Symbol symbol{};
        InstrumentSlot slot{};
        Ratio contract_size{100'000'000};  // units of the base asset in a lot
    };
    std::vector<Instrument> instruments{};
};

// Binance's spot market data without the sockets: takes frames and snapshots as they came, gives quotes and depth. A
// frame that is malformed or absurd is counted and changes nothing.
//
// Quotes are those of bookTicker, with its update id; where two connections bring the same, the first counts. Depth is
// that of the book that the depth stream keeps, which may be a little behind; its id says how far.
class BinanceFeed {
public:
    [[nodiscard]] static Result<BinanceFeed> create(const BinanceFeedTerms& terms);

    // What the frame said is in `frame()` afterwards: trades and bars are for whoever wants them.
    Result<void> take_frame(std::string_view text, Timestamp now, LpListener& listener);
    // The answer to a request for a symbol's depth.
    Result<BinanceBook::Outcome> take_snapshot(const Symbol& symbol, std::string_view text, Timestamp now,
                                               LpListener& listener);
    // The connection is gone: books begin anew.
    void reset();

    [[nodiscard]] const BinanceFrame& frame() const { return frame_; }
    // Whose snapshots are to be asked for: symbols whose updates wait for one.
    [[nodiscard]] std::vector<Symbol> wanted_snapshots() const;
    [[nodiscard]] LpSlot lp() const { return lp_; }
    // Nothing for a symbol that is none of the feed's.
    [[nodiscard]] const BinanceBook* book(const Symbol& symbol) const;

    struct Counters {
        std::uint64_t frames = 0;
        std::array<std::uint64_t, binance_kinds> of_kind{};
        std::uint64_t malformed = 0;
        std::uint64_t absurd = 0;
        std::uint64_t too_long = 0;
        std::uint64_t not_ours = 0;  // of a symbol that is none of the feed's
        std::uint64_t repeated = 0;  // quotes that are no newer than the one before

        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    struct Stream {
        BinanceFeedTerms::Instrument terms;
        BinanceBook book;
        std::uint64_t last_quote_id = 0;
    };

    explicit BinanceFeed(const BinanceFeedTerms& terms);
    void count(const Error& failure);
    void take_book_ticker(const BinanceBookTicker& ticker, Timestamp now, LpListener& listener);
    void take_depth_update(const BinanceDepthUpdate& update, Timestamp now, LpListener& listener);
    void give_depth(const Stream& stream, Timestamp stated, Timestamp now, LpListener& listener) const;

    LpSlot lp_;
    std::map<Symbol, Stream> streams_;
    BinanceFrame frame_{};
    Counters counters_{};
};

}  // namespace trireme::venues
