#include "marketdata/file_import.hpp"

#include "marketdata/series_text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace trireme::marketdata {
namespace {

class FileImportTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "trireme-import-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path write(std::string_view name, std::string_view text) const {
        const auto path = folder / name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    Result<FileImport> import(FileImportOptions options) const {
        options.symbol = "EURUSD";
        const auto store = TickStore::open_to_write(folder / "store");
        return import_file(*store, options, [](std::uint64_t) {});
    }

    // The rows of a series as they are exported, without the header.
    [[nodiscard]] std::string rows_of(std::string_view series) const {
        const auto store = TickStore::open(folder / "store");
        const auto name = *parse_series("EURUSD", series);
        const auto reader = store->read(name);
        if (!reader) {
            return reader.error().message;
        }
        std::string text;
        SeriesScan scan = reader->scan({});
        for (ColumnView rows; *scan.next(rows);) {
            for (std::size_t row = 0; row < rows.rows; ++row) {
                append_text_row(text, name.kind, rows, row);
            }
        }
        return text;
    }

    std::filesystem::path folder;
};

TEST_F(FileImportTest, ReadsQuotesWithSizes) {
    const auto path = write("q.csv",
                            "timestamp,symbol,ask_size,ask,bid_size,bid\n"
                            "2021-01-08T00:00:01.076Z,BTC/USDT,0.066851,39433.62,0.0031,39432.99\n"
                            "2021-01-08T00:00:01.157Z,BTC/USDT,0.018027,39433.6,2,39432.33\n");
    const auto done = import({.source = {.path = path}});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->rows, 2U);
    EXPECT_EQ(rows_of("quotes"),
              "2021-01-08T00:00:01.076Z,39432.99,39433.62,0.0031,0.066851\n"
              "2021-01-08T00:00:01.157Z,39432.33,39433.6,2,0.018027\n");
}

TEST_F(FileImportTest, ReadsByAColumnMap) {
    const auto path = write("q.csv", "9,1.5,x,1609459200000,1.6\n8,1.4,y,1609459200001,1.6\n");
    const auto done = import({.source = {.path = path, .columns = "time=3,bid=1,ask=4,bid_size=0"}});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(rows_of("quotes"), "2021-01-01T00:00:00Z,1.5,1.6,9,0\n2021-01-01T00:00:00.001Z,1.4,1.6,8,0\n");
}

TEST_F(FileImportTest, ReadsTradesOfNautilus) {
    const auto path = write("t.csv",
                            "timestamp,trade_id,price,quantity,buyer_maker\n"
                            "2021-01-08T00:00:00.278Z,553287559,39432.48,0.00026299999999999997,True\n"
                            "2021-01-08T00:00:00.310Z,553287560,39439.44,0.004376,False\n");
    ASSERT_TRUE(import({.source = {.path = path, .format = ImportFormat::nautilus}}));
    EXPECT_EQ(rows_of("trades"),
              "2021-01-08T00:00:00.278Z,39432.48,0.000263,-1\n"
              "2021-01-08T00:00:00.31Z,39439.44,0.004376,1\n");
}

TEST_F(FileImportTest, ReadsKlinesOfBinance) {
    const auto path = write("ADABTC-1m-2021-11-27.csv",
                            "1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,36304.20000000,1637971259999,"
                            "1.03547608,79,19523.00000000,0.55694227,0\n"
                            "1637971260000,0.00002854,0.00002860,0.00002854,0.00002859,89196.60000000,1637971319999,"
                            "2.54751330,98,59004.20000000,1.68545512,0\n");
    ASSERT_TRUE(import({.source = {.path = path}}));
    EXPECT_EQ(rows_of("bars-1m-trade"),
              "2021-11-27T00:00:00Z,0.00002853,0.00002854,0.00002851,0.00002854,36304.2,0\n"
              "2021-11-27T00:01:00Z,0.00002854,0.0000286,0.00002854,0.00002859,89196.6,0\n");
}

TEST_F(FileImportTest, ReadsTradesOfBinanceOfEveryLayout) {
    for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
             {"BTCUSDT-trades-2021-01-08.csv", "1,39432.48,0.5,19716,1610064000278,True,True\n"},
             {"BTCUSDT-aggTrades-2021-01-08.csv", "1,39432.48,0.5,7,8,1610064000278000,true,true\n"},
             {"BTCUSDT-trades-2021-01.csv",
              "id,price,qty,quote_qty,time,is_buyer_maker\n"
              "1,39432.48,0.5,19716,1610064000278,true\n"}}) {
        std::filesystem::remove_all(folder / "store");
        const auto done = import({.source = {.path = write(name, text)}});
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_EQ(rows_of("trades"), "2021-01-08T00:00:00.278Z,39432.48,0.5,-1\n") << name;
    }
}

TEST_F(FileImportTest, ReadsHistDataByItsClock) {
    ASSERT_TRUE(import({.source = {.path = write("DAT_ASCII_EURUSD_T_201202.csv",
                                                 "20120201 000000660,1.306600,1.306650,0\n"
                                                 "20120731 000001003,1.306610,1.306660,0\n")}}));
    EXPECT_EQ(rows_of("quotes"),
              "2012-02-01T05:00:00.66Z,1.3066,1.30665,0,0\n"
              "2012-07-31T05:00:01.003Z,1.30661,1.30666,0,0\n");
    ASSERT_TRUE(import({.source = {.path = write("DAT_ASCII_EURUSD_M1_2012.csv",
                                                 "20120201 000000;1.306600;1.306600;1.306560;1.306560;0\n"
                                                 "20120201 000100;1.306570;1.306570;1.306470;1.306560;0\n")}}));
    EXPECT_EQ(rows_of("bars-1m-bid"),
              "2012-02-01T05:00:00Z,1.3066,1.3066,1.30656,1.30656,0,0\n"
              "2012-02-01T05:01:00Z,1.30657,1.30657,1.30647,1.30656,0,0\n");
}

TEST_F(FileImportTest, ReadsDukascopysDifferences) {
    const auto ticks =
        import({.source = {.path = write("ticks.json",
                                         R"({"timestamp":1783944000000,"multiplier":1.0E-5,"ask":1.14277,)"
                                         R"("bid":1.14273,"times":[93,104],"asks":[0,-2],"bids":[0,-1],)"
                                         R"("askVolumes":[1800000.0,900000.0],"bidVolumes":[2700000.0,1.5]})")}});
    ASSERT_TRUE(ticks) << ticks.error().message;
    EXPECT_EQ(rows_of("quotes"),
              "2026-07-13T12:00:00.093Z,1.14273,1.14277,2700000,1800000\n"
              "2026-07-13T12:00:00.197Z,1.14272,1.14275,1.5,900000\n");
    const auto candles =
        import({.source = {.path = write("candles-BID.json",
                                         R"({"timestamp":1783641600000,"multiplier":1.0E-5,"open":1.14331,)"
                                         R"("high":1.14334,"low":1.14322,"close":1.14324,"shift":60000,)"
                                         R"("times":[0,2],"opens":[0,-8],"highs":[0,1],"lows":[0,-4],)"
                                         R"("closes":[0,9],"volumes":[197.1,104.85]})")},
                .period = BarPeriod{1, BarUnit::minute}});
    ASSERT_TRUE(candles) << candles.error().message;
    EXPECT_EQ(rows_of("bars-1m-bid"),
              "2026-07-10T00:00:00Z,1.14331,1.14334,1.14322,1.14324,197.1,0\n"
              "2026-07-10T00:02:00Z,1.14323,1.14335,1.14318,1.14333,104.85,0\n");
    const auto empty =
        import({.source = {.path = write("candles-BID-2.json",
                                         R"({"timestamp":1,"multiplier":1.0E-5,"open":null,"shift":60000,"times":[],)"
                                         R"("opens":[],"highs":[],"lows":[],"closes":[],"volumes":[]})")}});
    ASSERT_TRUE(empty) << empty.error().message;
    EXPECT_EQ(empty->rows, 0U);
}

TEST_F(FileImportTest, RefusesJsonThatIsNotDukascopys) {
    for (
        const std::string_view text :
        {"{", "{}", R"({"times":[1})", R"({"times":[1],"timestamp":1})", R"({"times":"x"})", R"([1])",
         R"({"timestamp":1,"multiplier":1.0E-9,"ask":1,"bid":1,"times":[1],"asks":[0],"bids":[0],"askVolumes":[1],"bidVolumes":[1]})",
         R"({"timestamp":1,"multiplier":1.0E-5,"ask":1,"bid":1,"times":[1],"asks":[0,1],"bids":[0],"askVolumes":[1],"bidVolumes":[1]})"}) {
        const auto done = import({.source = {.path = write("x.json", text), .format = ImportFormat::dukascopy}});
        EXPECT_FALSE(done) << text;
    }
}

TEST_F(FileImportTest, ReadsBothSidesOfLeansBars) {
    ASSERT_TRUE(import({.source = {.path = write("20140501_quote.csv",
                                                 "0,13,15,12,14,7,14,16,13,15,8\n"
                                                 "60000,14,14,14,14,1,15,15,15,15,2\n"),
                                   .format = ImportFormat::lean,
                                   .zone = MarketZone::new_york,
                                   .price_decimals = 4}}));
    EXPECT_EQ(rows_of("bars-1m-bid"),
              "2014-05-01T04:00:00Z,0.0013,0.0015,0.0012,0.0014,7,0\n"
              "2014-05-01T04:01:00Z,0.0014,0.0014,0.0014,0.0014,1,0\n");
    EXPECT_EQ(rows_of("bars-1m-ask"),
              "2014-05-01T04:00:00Z,0.0014,0.0016,0.0013,0.0015,8,0\n"
              "2014-05-01T04:01:00Z,0.0015,0.0015,0.0015,0.0015,2,0\n");
}

TEST_F(FileImportTest, ImportsNothingOfAFileWithBadRowsUnlessToldSo) {
    std::string text = "time,bid,ask\n";
    for (int row = 0; row < 100; ++row) {
        text += row % 4 == 3 ? fmt::format("{},1.6,1.5\n", 1'398'902'400 + row)
                             : fmt::format("{},1.5,1.6\n", 1'398'902'400 + row);
    }
    const auto path = write("q.csv", text);
    const auto refused = import({.source = {.path = path}});
    ASSERT_TRUE(refused) << refused.error().message;
    EXPECT_TRUE(refused->is_refused);
    EXPECT_EQ(refused->bad_rows.skipped(), 25U);
    EXPECT_EQ(refused->bad_rows.listed().size(), BadLines::listed_max);
    EXPECT_EQ(refused->bad_rows.listed().front(), fmt::format("{}:5: the bid 1.6 is above the ask 1.5", path.string()));
    EXPECT_TRUE(TickStore::open(folder / "store")->series()->empty());
    const auto done = import({.source = {.path = path}, .bad_rows = BadLines::Policy::skip});
    ASSERT_TRUE(done);
    EXPECT_EQ(done->rows, 75U);
    EXPECT_FALSE(import({.source = {.path = path}, .bad_rows = BadLines::Policy::skip})) << "it is there already";
}

TEST_F(FileImportTest, AsksForWhatAFileDoesNotSay) {
    const auto failure = [&](FileImportOptions options) { return import(options).error().message; };
    const auto bars = write("b.csv", "time,open,high,low,close\n1398902400,1,1,1,1\n");
    EXPECT_TRUE(failure({.source = {.path = bars}}).contains("which one must be said"));
    EXPECT_TRUE(failure({.source = {.path = bars}, .side = BarSide::bid}).contains("a period is needed"));
    const auto bids = write("t.csv", "time,bid\n1398902400,1\n");
    EXPECT_TRUE(failure({.source = {.path = bids}}).contains("bids without asks"));
    EXPECT_TRUE(failure({.source = {.path = folder / "none.csv"}}).contains("no such file"));
}

}  // namespace
}  // namespace trireme::marketdata
