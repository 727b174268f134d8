// Bytes as what Binance sends: a frame, an answer, a whole stream of frames, the updates of a book. Whatever they are,
// they are read or refused with a reason; what was read agrees with what a general reader of JSON finds, a frame that
// was refused changes nothing, and a book is the one that a map would hold.

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/json_text.hpp"
#include "model/bounds.hpp"
#include "venues/binance_book.hpp"
#include "venues/binance_feed.hpp"
#include "venues/binance_parser.hpp"
#include "venues/json_cursor.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

namespace {

using namespace trireme;
using namespace trireme::venues;

void check_cursor(std::string_view text) {
    JsonCursor cursor(text);
    const auto value = cursor.skip_value();
    const bool is_read = value && cursor.finish();
    // The general reader refuses more: names that come twice, bytes that are no UTF-8.
    TRIREME_ASSERT(is_read || !codec::parse_json_document(text));
    TRIREME_ASSERT(value || !value.error().message.empty());
}

const boost::json::object* data_of(const boost::json::value& document) {
    const auto* const object = document.if_object();
    const auto* const data = object == nullptr ? nullptr : object->if_contains("data");
    return data == nullptr ? nullptr : data->if_object();
}

std::string_view string_in(const boost::json::object& object, std::string_view name) {
    const boost::json::string& text = object.at(name).as_string();
    return {text.data(), text.size()};
}

void check_levels(const std::vector<BinanceLevel>& levels, const boost::json::value& theirs) {
    TRIREME_ASSERT(levels.size() == theirs.as_array().size());
    for (std::size_t at = 0; at < levels.size(); ++at) {
        const boost::json::array& level = theirs.as_array()[at].as_array();
        TRIREME_ASSERT(level.size() == 2 && is_price(levels[at].price));
        TRIREME_ASSERT(levels[at].price == *parse<Price>(std::string_view(level[0].as_string())));
        TRIREME_ASSERT(levels[at].units == *parse<Units>(std::string_view(level[1].as_string())));
    }
}

void check_frame(std::string_view text) {
    BinanceFrame frame;
    if (const auto parsed = parse_binance_frame(text, frame); !parsed) {
        TRIREME_ASSERT(!parsed.error().message.empty());
        return;
    }
    const auto document = codec::parse_json_document(text);
    if (!document) {
        return;
    }
    const boost::json::object* const data = data_of(*document);
    if (frame.kind == BinanceKind::book_ticker) {
        const BinanceBookTicker& ticker = frame.book_ticker;
        TRIREME_ASSERT(ticker.ask == Price() || ticker.bid < ticker.ask);
        TRIREME_ASSERT(ticker.symbol.view() == string_in(*data, "s"));
        TRIREME_ASSERT(ticker.update_id == data->at("u").to_number<std::uint64_t>());
        TRIREME_ASSERT(ticker.bid == *parse<Price>(string_in(*data, "b")));
        TRIREME_ASSERT(ticker.ask_units == *parse<Units>(string_in(*data, "A")));
    } else if (frame.kind == BinanceKind::depth_update) {
        TRIREME_ASSERT(frame.depth_update.first_id <= frame.depth_update.last_id);
        check_levels(frame.depth_update.bids, data->at("b"));
        check_levels(frame.depth_update.asks, data->at("a"));
    } else if (frame.kind == BinanceKind::trade) {
        TRIREME_ASSERT(is_price(frame.trade.price) && frame.trade.units > Units());
        TRIREME_ASSERT(frame.trade.price == *parse<Price>(string_in(*data, "p")));
        TRIREME_ASSERT(frame.trade.buyer_is_maker == data->at("m").as_bool());
    } else if (frame.kind == BinanceKind::kline) {
        TRIREME_ASSERT(frame.kline.low <= frame.kline.open && frame.kline.open <= frame.kline.high);
        TRIREME_ASSERT(frame.kline.close == *parse<Price>(string_in(data->at("k").as_object(), "c")));
    }
}

void check_answers(std::string_view text) {
    if (const auto snapshot = parse_binance_depth(text)) {
        TRIREME_ASSERT(std::ranges::is_sorted(snapshot->asks, {}, &BinanceLevel::price));
        BinanceBook book;
        TRIREME_ASSERT(book.apply(*snapshot) == BinanceBook::Outcome::applied);
    }
    if (const auto info = parse_binance_exchange_info(text)) {
        for (const BinanceSymbol& symbol : info->symbols) {
            TRIREME_ASSERT(!symbol.symbol.empty() && symbol.units_min <= symbol.units_max);
        }
    }
}

struct Counted final : LpListener {
    void on_quote(const LpQuote& quote) override {
        TRIREME_ASSERT(is_price(quote.bid) && quote.bid < quote.ask && quote.bid_size >= Lots());
        ++said;
    }
    void on_depth(const LpDepth& depth) override {
        // Without levels it says that the book was lost.
        TRIREME_ASSERT(depth.bids.empty() == depth.asks.empty());
        TRIREME_ASSERT(depth.bids.empty() || depth.bids[0].price < depth.asks[0].price);
        ++said;
    }
    void on_withdrawn(LpSlot, InstrumentSlot, Timestamp) override { ++said; }
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot, const LpReport&) override {}
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}
    std::uint64_t said = 0;
};

// Each line is a frame, or a snapshot.
void check_feed(std::string_view text) {
    constexpr Symbol symbol("SOLUSDT");
    BinanceFeedTerms terms;
    terms.instruments.push_back({symbol, InstrumentSlot(0)});
    BinanceFeed feed = *BinanceFeed::create(terms);
    Counted counted;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const BinanceBook::Counters before = feed.book(symbol)->counters();
        const std::uint64_t last_id = feed.book(symbol)->last_id();
        const std::uint64_t said = counted.said;
        const bool is_taken = line.starts_with("{\"lastUpdateId")
                                  ? feed.take_snapshot(symbol, line, Timestamp(1), counted).has_value()
                                  : feed.take_frame(line, Timestamp(1), counted).has_value();
        const BinanceBook& book = *feed.book(symbol);
        TRIREME_ASSERT(is_taken || (book.counters() == before && book.last_id() == last_id && counted.said == said));
        TRIREME_ASSERT(book.bids().empty() || book.asks().empty() ||
                       book.bids().back().price < book.asks().back().price);
    }
}

// Four bytes an update: how far its ids go, where it begins, one level.
void check_book(ByteView bytes) {
    BinanceBook book;
    std::map<std::int64_t, std::int64_t> bids;
    std::uint64_t id = 10;
    TRIREME_ASSERT(book.apply(BinanceDepthSnapshot{id, {}, {}}) == BinanceBook::Outcome::applied);
    for (std::size_t at = 0; at + 4 <= bytes.size() && book.is_synced(); at += 4) {
        const auto byte = [&](std::size_t which) { return std::to_integer<std::uint64_t>(bytes[at + which]); };
        const std::uint64_t first = id + byte(0) % 4;
        const std::uint64_t last = first + byte(1) % 4;
        const auto price = static_cast<std::int64_t>(byte(2)) + 1;
        const auto units = static_cast<std::int64_t>(byte(3) % 3);
        const auto outcome =
            book.apply(BinanceDepthUpdate{.first_id = first, .last_id = last, .bids = {{Price(price), Units(units)}}});
        if (last <= id) {
            TRIREME_ASSERT(outcome == BinanceBook::Outcome::old);
        } else if (first > id + 1) {
            TRIREME_ASSERT(outcome == BinanceBook::Outcome::gap && book.bids().empty());
        } else {
            id = last;
            bids[price] = units;
            std::erase_if(bids, [](const auto& level) { return level.second == 0; });
            TRIREME_ASSERT(outcome == BinanceBook::Outcome::applied && book.last_id() == id);
            TRIREME_ASSERT(std::ranges::equal(book.bids(), bids, [](const BinanceLevel& ours, const auto& theirs) {
                return ours.price.value() == theirs.first && ours.units.value() == theirs.second;
            }));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = std::as_bytes(std::span(data, size));
    const std::string_view text = text_of(bytes);
    check_cursor(text);
    check_frame(text);
    check_answers(text);
    check_feed(text);
    check_book(bytes);
    return 0;
}
