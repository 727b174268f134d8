#include "venues/binance_parser.hpp"

#include "venues/json_cursor.hpp"

#include <gtest/gtest.h>

namespace trireme::venues {
namespace {

Price price(std::string_view text) { return *parse<Price>(text); }
Units units(std::string_view text) { return *parse<Units>(text); }
Timestamp at_ms(std::int64_t ms) { return Timestamp(ms * 1'000'000); }

constexpr std::string_view book_ticker =
    R"({"stream":"solusdt@bookTicker","data":{"u":400900217,"s":"SOLUSDT","b":"25.35190000","B":"31.21","a":"25.3652","A":"40.66"}})";
constexpr std::string_view trade =
    R"({"stream":"solusdt@trade","data":{"e":"trade","E":1672515782136,"s":"SOLUSDT","t":12345,"p":"25.36","q":"100","T":1672515782136,"m":true,"M":true}})";
constexpr std::string_view kline =
    R"({"stream":"solusdt@kline_1m","data":{"e":"kline","E":1672515782136,"s":"SOLUSDT","k":{"t":1672515780000,"T":1672515839999,"s":"SOLUSDT","i":"1m","f":100,"L":200,"o":"25.10","c":"25.20","h":"25.25","l":"25.00","v":"10000000000000","n":101,"x":false,"q":"1.0","V":"500","Q":"0.5","B":"0"}}})";
constexpr std::string_view depth =
    R"({"stream":"solusdt@depth@100ms","data":{"e":"depthUpdate","E":1672515782136,"s":"SOLUSDT","U":157,"u":160,"b":[["25.35","10"],["25.30","0.00000000"]],"a":[]}})";

Result<BinanceFrame> parsed(std::string_view text) {
    BinanceFrame frame;
    TRIREME_TRY(parse_binance_frame(text, frame));
    return frame;
}

// The text with one part changed.
std::string with(std::string_view text, std::string_view part, std::string_view instead) {
    std::string changed(text);
    const std::size_t at = changed.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    changed.replace(at, part.size(), instead);
    return changed;
}

ErrorCode fault(const std::string& text) {
    const auto frame = parsed(text);
    EXPECT_FALSE(frame) << text;
    return frame ? ErrorCode::killed : frame.error().code;
}

TEST(BinanceParser, ReadsEachKindOfFrame) {
    const auto ticker = parsed(book_ticker);
    ASSERT_TRUE(ticker) << ticker.error().message;
    EXPECT_EQ(ticker->kind, BinanceKind::book_ticker);
    EXPECT_EQ(ticker->book_ticker, (BinanceBookTicker{Symbol("SOLUSDT"), 400'900'217, price("25.3519"), units("31.21"),
                                                      price("25.3652"), units("40.66")}));
    EXPECT_EQ(parsed(trade)->trade,
              (BinanceTrade{Symbol("SOLUSDT"), 12'345, at_ms(1'672'515'782'136), price("25.36"), units("100"), true}));
    const auto bar = parsed(kline);
    ASSERT_TRUE(bar) << bar.error().message;
    EXPECT_EQ(bar->kline, (BinanceKline{Symbol("SOLUSDT"), BinanceInterval("1m"), at_ms(1'672'515'780'000),
                                        at_ms(1'672'515'839'999), price("25.1"), price("25.25"), price("25"),
                                        price("25.2"), units("10000000000000"), 101, false}));
    EXPECT_EQ(parsed(depth)->depth_update,
              (BinanceDepthUpdate{Symbol("SOLUSDT"),
                                  at_ms(1'672'515'782'136),
                                  157,
                                  160,
                                  std::nullopt,
                                  {{price("25.35"), units("10")}, {price("25.3"), Units()}},
                                  {}}));
}

TEST(BinanceParser, KnowsWhatElseComes) {
    const auto kind = [](std::string_view text) {
        const auto frame = parsed(text);
        EXPECT_TRUE(frame) << frame.error().message;
        return frame->kind;
    };
    EXPECT_EQ(kind(R"({"result":null,"id":1})"), BinanceKind::reply);
    EXPECT_EQ(kind(R"({"error":{"code":2,"msg":"Invalid request"},"id":1})"), BinanceKind::error);
    EXPECT_EQ(kind(R"({"e":"serverShutdown","E":1770123456789})"), BinanceKind::server_shutdown);
    EXPECT_EQ(kind(R"({"stream":"!all","data":{"e":"serverShutdown","E":1770123456789}})"),
              BinanceKind::server_shutdown);
    EXPECT_EQ(kind(R"({"stream":"solusdt@aggTrade","data":{"e":"aggTrade","a":[1.5e3,-0.1,{"x":"\u00e9\n"}]}})"),
              BinanceKind::other);
    EXPECT_EQ(kind(R"({"stream":"!miniTicker@arr","data":[]})"), BinanceKind::other);
    EXPECT_EQ(kind(with(book_ticker, R"("b":"25.35190000","B":"31.21")", R"("b":"0.00000000","B":"0.0")")),
              BinanceKind::book_ticker);
    // Members in another order, further ones, and space between all.
    EXPECT_EQ(kind(R"( { "data" : {"s":"SOLUSDT","new":[{}],"A":"4","a":"2","B":"3","b":"1","u":7} ,
                         "stream" : "solusdt@bookTicker" } )"),
              BinanceKind::book_ticker);
}

TEST(BinanceParser, RefusesWhatIsMalformed) {
    for (const std::string_view whole : {book_ticker, trade, kline, depth}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_FALSE(parsed(whole.substr(0, size))) << size;
        }
        EXPECT_EQ(fault(std::string(whole) + "}"), ErrorCode::invalid_input);
        EXPECT_EQ(fault(std::string(whole) + std::string(whole)), ErrorCode::invalid_input);
    }
    EXPECT_EQ(fault(with(book_ticker, R"("u":400900217)", R"("u":"400900217")")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(book_ticker, R"("u":400900217)", R"("u":-1)")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(book_ticker, R"("u":400900217)", R"("u":1.5)")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(book_ticker, R"("u":400900217,)", "")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(book_ticker, R"("u":400900217)", R"("u":1,"u":2)")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(book_ticker, R"("25.35190000")", "25.35190000")), ErrorCode::invalid_input);
    for (const std::string_view odd : {"", ".5", "25.", "+25", "-25", "2e1", " 25", "0x19", "25,3", "25.351900001"}) {
        EXPECT_EQ(fault(with(book_ticker, "25.35190000", odd)), ErrorCode::invalid_input) << odd;
    }
    // What a stream brings is what its name says.
    EXPECT_EQ(fault(with(book_ticker, R"("s":"SOLUSDT")", R"("s":"BTCUSDT")")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(trade, R"("e":"trade")", R"("e":"kline")")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(kline, R"("i":"1m")", R"("i":"2m")")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(depth, R"(["25.35","10"])", R"(["25.35"])")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(with(depth, R"(["25.35","10"])", R"(["25.35","10","1"])")), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"data":{}})"), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"stream":"solusdt@trade"})"), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"result":nul})"), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"result":01})"), ErrorCode::invalid_input);
    EXPECT_EQ(fault("{\"a\":\"\n\"}"), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"a":"\x"})"), ErrorCode::invalid_input);
    EXPECT_EQ(fault(std::string(100'000, '[')), ErrorCode::invalid_input);
    EXPECT_EQ(fault(R"({"a":)" + std::string(100'000, '[')), ErrorCode::invalid_input);
}

TEST(BinanceParser, RefusesNumbersThatCannotBe) {
    for (const std::string_view odd : {"0.00000000", "1000000000.00000001", "99999999999999999999999999999999"}) {
        EXPECT_EQ(fault(with(book_ticker, "25.35190000", odd)), ErrorCode::out_of_range) << odd;
        EXPECT_EQ(fault(with(trade, "25.36", odd)), ErrorCode::out_of_range) << odd;
        EXPECT_EQ(fault(with(depth, "25.35", odd)), ErrorCode::out_of_range) << odd;
    }
    EXPECT_EQ(fault(with(book_ticker, "25.35190000", "25.3652")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(book_ticker, "31.21", "99999999999999999999")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(book_ticker, "400900217", "18446744073709551616")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(trade, R"("q":"100")", R"("q":"0")")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(trade, R"("T":1672515782136)", R"("T":7258118400000)")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(kline, R"("h":"25.25")", R"("h":"25.19")")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(kline, R"("T":1672515839999)", R"("T":1672515780000)")), ErrorCode::out_of_range);
    EXPECT_EQ(fault(with(depth, R"("U":157)", R"("U":161)")), ErrorCode::out_of_range);
}

TEST(BinanceParser, RefusesWhatIsTooLong) {
    std::string padded(book_ticker);
    padded.append(binance_frame_bytes_max - padded.size(), ' ');
    EXPECT_TRUE(parsed(padded));
    padded += ' ';
    EXPECT_EQ(fault(padded), ErrorCode::no_space);
    std::string levels;
    for (std::size_t level = 0; level <= binance_levels_max; ++level) {
        levels += R"(["1","1"],)";
    }
    EXPECT_EQ(fault(with(depth, R"(["25.35","10"],)", levels)), ErrorCode::no_space);
}

TEST(BinanceParser, ReadsSnapshots) {
    constexpr std::string_view text =
        R"({"lastUpdateId":160,"bids":[["4.00000000","431.5"],["3.9","1"]],"asks":[["4.000002","12"]]})";
    const auto snapshot = parse_binance_depth(text);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(*snapshot, (BinanceDepthSnapshot{160,
                                               {{price("4"), units("431.5")}, {price("3.9"), units("1")}},
                                               {{price("4.000002"), units("12")}}}));
    EXPECT_TRUE(parse_binance_depth(R"({"lastUpdateId":160,"bids":[],"asks":[]})"));
    const auto refused = [&](std::string_view part, std::string_view instead) {
        const auto odd = parse_binance_depth(with(text, part, instead));
        return odd ? ErrorCode::killed : odd.error().code;
    };
    EXPECT_EQ(refused("3.9", "4"), ErrorCode::out_of_range);
    EXPECT_EQ(refused("3.9", "4.1"), ErrorCode::out_of_range);
    EXPECT_EQ(refused(R"("1")", R"("0")"), ErrorCode::out_of_range);
    EXPECT_EQ(refused("4.000002", "4"), ErrorCode::out_of_range);
    EXPECT_EQ(refused("160", "0"), ErrorCode::out_of_range);
    EXPECT_EQ(refused(R"("asks")", R"("ask")"), ErrorCode::invalid_input);
    EXPECT_EQ(refused("]]}", "]]"), ErrorCode::invalid_input);
}

TEST(BinanceParser, ReadsWhatIsTraded) {
    constexpr std::string_view text =
        R"({"timezone":"UTC","symbols":[
        {"symbol":"SOLUSDT","status":"TRADING","baseAsset":"SOL","quoteAsset":"USDT","filters":[
          {"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"10000.00","tickSize":"0.01"},
          {"filterType":"PERCENT_PRICE","multiplierUp":"5","avgPriceMins":5},
          {"stepSize":"0.001","minQty":"0.002","maxQty":"90000","filterType":"LOT_SIZE"},
          {"filterType":"MARKET_LOT_SIZE","minQty":"0","maxQty":"5","stepSize":"0"},
          {"filterType":"NOTIONAL","minNotional":"5","applyMinToMarket":true}]},
        {"symbol":"\u5e01USDT","status":"TRADING","baseAsset":"X","quoteAsset":"USDT","filters":[]},
        {"symbol":"币USDT","status":"TRADING","baseAsset":"X","quoteAsset":"USDT","filters":[]},
        {"symbol":"OLDUSDT","status":"BREAK","baseAsset":"OLD","quoteAsset":"USDT","filters":[]}]})";
    const auto info = parse_binance_exchange_info(text);
    ASSERT_TRUE(info) << info.error().message;
    ASSERT_EQ(info->symbols.size(), 3U);
    EXPECT_EQ(info->symbols[0], (BinanceSymbol{Symbol("SOLUSDT"), "TRADING", "SOL", "USDT", price("0.01"),
                                               units("0.001"), units("0.002"), units("90000"), units("5")}));
    EXPECT_EQ(info->symbols[2].status, "BREAK");
    EXPECT_EQ(info->unnameable, 1U);
    EXPECT_FALSE(parse_binance_exchange_info(with(text, R"("quoteAsset":"USDT",)", "")));
    EXPECT_FALSE(parse_binance_exchange_info(with(text, "90000", "0.001")));
    EXPECT_FALSE(parse_binance_exchange_info(R"({"symbols":{}})"));
    EXPECT_FALSE(parse_binance_exchange_info("{}"));
}

}  // namespace
}  // namespace trireme::venues
