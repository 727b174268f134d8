#include "app/file_feed.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace trireme::app {
namespace {

class FileFeedTest : public ::testing::Test {
protected:
    ~FileFeedTest() override { std::filesystem::remove_all(folder_); }

    std::string write(std::string_view name, std::string_view text) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        return path.string();
    }

    static Result<std::unique_ptr<FileFeed>> open(const FileFeedOptions& options) {
        return FileFeed::open(options, [](const std::string&) {});
    }

    static std::vector<FeedQuote> read_all(QuoteFeed& feed) {
        std::vector<FeedQuote> quotes;
        while (const auto quote = feed.next().value()) {
            quotes.push_back(*quote);
        }
        return quotes;
    }

    static std::string failure_of(const std::vector<std::string>& quotes) {
        const auto feed = open({.quotes = quotes});
        return feed ? "" : feed.error().message;
    }

private:
    static std::filesystem::path make_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "trireme-feed-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }

    std::filesystem::path folder_ = make_folder();
};

TEST_F(FileFeedTest, MergesInstrumentsByTime) {
    const std::string euro = write("eurusd.csv", "time,bid,ask\n1400000000,1.1,1.2\n1400000003,1.3,1.4\n");
    const std::string yen = write("yen.csv", "time,bid,ask\n1400000001,100,101\n1400000002,102,103\n");
    const auto feed = open({.quotes = {"USDJPY=" + yen, euro}}).value();
    ASSERT_EQ(feed->instruments().size(), 2U);
    EXPECT_EQ(feed->instruments()[0].terms.symbol, Symbol("EURUSD"));
    EXPECT_EQ(feed->instruments()[1].terms.symbol, Symbol("USDJPY"));
    EXPECT_EQ(feed->count(), 4U);
    std::vector<std::size_t> order;
    for (const FeedQuote& quote : read_all(*feed)) {
        order.push_back(quote.instrument);
    }
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 1, 0}));
}

TEST_F(FileFeedTest, PutsFilesOfAnInstrumentOneBehindTheOther) {
    const std::string later = write("eurusd_2.csv", "time,bid,ask\n1400000010,1.3,1.4\n");
    const std::string earlier = write("eurusd_1.csv", "time,bid,ask\n1400000000,1.1,1.2\n1400000003,1.1,1.2\n");
    const auto feed = open({.quotes = {later, earlier}}).value();
    const auto quotes = read_all(*feed);
    ASSERT_EQ(quotes.size(), 3U);
    EXPECT_EQ(quotes.back().time, Timestamp(1'400'000'010'000'000'000));

    const std::string between = write("eurusd_3.csv", "time,bid,ask\n1400000002,1.3,1.4\n");
    EXPECT_NE(failure_of({earlier, between}).find("both are of EURUSD"), std::string::npos);
}

TEST_F(FileFeedTest, TakesSpreadsInPointsOfTheInstrument) {
    const std::string bars = write("usdjpy.csv", "time,open,high,low,close\n1400000000,100,101,99,100\n");
    const auto feed = open({.quotes = {bars}, .spread_points = 15}).value();
    const auto quotes = read_all(*feed);
    ASSERT_EQ(quotes.size(), 4U);
    EXPECT_EQ(quotes.front().ask.value() - quotes.front().bid.value(), 1'500'000) << "0.015";
}

TEST_F(FileFeedTest, SaysWhatIsWrongBeforeTheFirstQuote) {
    const std::string row = "time,bid,ask\n1400000000,1.1,1.2\n";
    EXPECT_NE(
        failure_of({write("eurusd.csv", row + "1400000001,1.3,1.2\n")}).find("eurusd.csv:3: the bid 1.3 is above"),
        std::string::npos);
    EXPECT_NE(failure_of({write("prices.csv", row)}).find("known are EURUSD, GBPUSD"), std::string::npos);
    EXPECT_NE(failure_of({"EURXYZ=" + write("prices.csv", row)}).find("the symbol EURXYZ is not known"),
              std::string::npos);
    EXPECT_NE(failure_of({write("eurusd_usdjpy.csv", row)}).find("holds two symbols, EURUSD and USDJPY"),
              std::string::npos);
    EXPECT_NE(failure_of({write("eurusd_none.csv", "time,bid,ask\n")}).find(":1: the file holds no quotes"),
              std::string::npos);
}

// Sizes follow the price, so that clients can pay for what they trade.
TEST_F(FileFeedTest, ChoosesVolumesByTheirWorth) {
    const std::string gold = write("xauusd.csv", "time,bid,ask\n1400000000,2000.00,2000.50\n");
    const auto feed = open({.quotes = {gold}}).value();
    const TradedInstrument& instrument = feed->instruments().front();
    EXPECT_EQ(instrument.lots, Lots(4'000'000)) << "10,000 / (2,000 x 100 ounces), in steps of 0.01";
    EXPECT_EQ(instrument.daring_lots, Lots(149'000'000));
    EXPECT_EQ(instrument.spread, Price(50'000'000));
}

TEST_F(FileFeedTest, TakesAsksFromFilesOfTheSameSymbol) {
    const std::string bids = write("usdjpy_bid.csv", "time,open,high,low,close\n1400000000,100,101,99,100\n");
    const std::string asks = write("usd-jpy_ask.csv", "time,open,high,low,close\n1400000000,100.1,101.1,99.1,100.1\n");
    const auto feed = open({.quotes = {bids}, .asks = {asks}}).value();
    EXPECT_EQ(read_all(*feed).back().ask, Price(10'010'000'000));
    EXPECT_EQ(feed->sources().front().asks_file, asks);
    EXPECT_NE(open({.quotes = {bids}, .asks = {"EURUSD=" + asks}}).error().message.find("no file of EURUSD quotes"),
              std::string::npos);
}

TEST_F(FileFeedTest, RefusesOptionsOfNoUse) {
    const std::string ticks = write("eurusd.csv", "time,bid,ask\n1400000000,1.1,1.2\n");
    EXPECT_EQ(open({.quotes = {ticks}, .spread_points = 15}).error().message,
              "a spread is given for no use: all files have asks");
}

// Files of an instrument need not be alike: its quotes are as old as those of the slowest are.
TEST_F(FileFeedTest, LetsQuotesBeAsOldAsAnyFileNeeds) {
    const std::string ticks = write("eurusd_ticks.csv", "time,bid,ask\n1400000000,1.1,1.2\n1400000001,1.1,1.2\n");
    const std::string bars =
        write("eurusd_h1.csv",
              "time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close\n"
              "1400007200,1.1,1.1,1.1,1.1,1.2,1.2,1.2,1.2\n1400010800,1.1,1.1,1.1,1.1,1.2,1.2,1.2,1.2\n");
    const auto feed = open({.quotes = {ticks, bars}}).value();
    EXPECT_EQ(feed->instruments().front().terms.quote_age_max, Duration::seconds(7'200));
}

}  // namespace
}  // namespace trireme::app
