#include "marketdata/series_check.hpp"

#include "marketdata/tick_store.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace trireme::marketdata {
namespace {

class SeriesCheckTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "trireme-check-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    // Of rows of a series.
    template <std::size_t Columns>
    SeriesFindings check(const SeriesName& name, const std::vector<std::array<std::int64_t, Columns>>& rows,
                         const SeriesCheckOptions& options = {}) {
        const auto store = *TickStore::open_to_write(folder / "store");
        {
            auto appender = *store.append(name);
            for (const auto& row : rows) {
                EXPECT_TRUE(appender.add(row));
            }
            EXPECT_TRUE(appender.commit());
        }
        return *check_series(*store.read(name), name, options);
    }

    // A price that goes up and down by a point or two, one each second.
    static std::vector<std::array<std::int64_t, QuoteColumn::count>> quiet(std::int64_t count) {
        std::vector<std::array<std::int64_t, QuoteColumn::count>> rows;
        for (std::int64_t at = 0; at < count; ++at) {
            const std::int64_t bid = 138'676'000 + (at * 7 % 5) * 1'000;
            rows.push_back({begin + at * 1'000'000'000, bid, bid + 10'000, 0, 0});
        }
        return rows;
    }

    static constexpr std::int64_t begin = 1'398'902'400'000'000'000;
    const SeriesName quotes{.symbol = "EURUSD"};
    std::filesystem::path folder;
};

TEST_F(SeriesCheckTest, FindsNothingInQuietQuotes) {
    const auto found = check(quotes, quiet(2'000));
    EXPECT_TRUE(found.are_none());
    EXPECT_EQ(found.rows, 2'000U);
}

TEST_F(SeriesCheckTest, FindsASpikeAndNotAMoveThatStays) {
    auto rows = quiet(1'000);
    rows[500][QuoteColumn::bid] += 1'000'000;
    rows[500][QuoteColumn::ask] += 1'000'000;
    for (std::size_t at = 700; at < rows.size(); ++at) {
        rows[at][QuoteColumn::bid] += 2'000'000;
        rows[at][QuoteColumn::ask] += 2'000'000;
    }
    const auto found = check(quotes, rows);
    ASSERT_EQ(found.listed.size(), 1U);
    EXPECT_EQ(found.listed[0].kind, FindingKind::spike);
    EXPECT_EQ(found.listed[0].time, rows[500][0]);
}

TEST_F(SeriesCheckTest, FindsBadQuotes) {
    auto rows = quiet(100);
    rows[20][QuoteColumn::ask] = rows[20][QuoteColumn::bid] - 1;
    rows[40][QuoteColumn::bid] = 0;
    const auto found = check(quotes, rows);
    EXPECT_EQ(found.counts, (std::array<std::uint64_t, finding_kinds>{0, 0, 0, 2}));
    EXPECT_EQ(found.listed[0].text, "bid 1.38676, ask 1.38675999");
}

TEST_F(SeriesCheckTest, FindsGapsWhileTheMarketIsOpen) {
    auto rows = quiet(100);
    // From Thursday over the weekend to Sunday 21:05, when it has been open for five minutes.
    const std::int64_t friday_close = Timestamp(*parse_timestamp("2014-05-02T21:00:00Z")).nanoseconds_since_1970();
    const std::int64_t sunday = Timestamp(*parse_timestamp("2014-05-04T21:05:00Z")).nanoseconds_since_1970();
    rows.push_back({friday_close - 1, 138'676'000, 138'686'000, 0, 0});
    rows.push_back({sunday, 138'676'000, 138'686'000, 0, 0});
    const auto found = check(quotes, rows, {.sessions = *TradingSessions::named("fx")});
    ASSERT_EQ(found.listed.size(), 1U);
    EXPECT_EQ(found.listed[0].time, rows[99][0]);
    EXPECT_EQ(check_series(*TickStore::open(folder / "store")->read(quotes), quotes, {})->counts[0], 2U);
}

TEST_F(SeriesCheckTest, FindsSplits) {
    const SeriesName days{.symbol = "AAPL", .kind = SeriesKind::bars, .period = {1, BarUnit::day}};
    std::vector<std::array<std::int64_t, BarColumn::count>> rows;
    for (std::int64_t at = 0; at < 20; ++at) {
        const std::int64_t price = (at < 12 ? 64'500'000'000 : 9'270'000'000) + at * 100'000'000 / (at < 12 ? 1 : 7);
        rows.push_back({begin + at * 86'400'000'000'000, price, price + 10, price - 10, price, 1, 0});
    }
    const auto found = check(days, rows);
    ASSERT_EQ(found.listed.size(), 1U);
    EXPECT_EQ(found.listed[0].kind, FindingKind::split);
    EXPECT_EQ(found.listed[0].time, rows[12][0]);
    EXPECT_TRUE(found.listed[0].text.ends_with("about 7 to 1")) << found.listed[0].text;
}

}  // namespace
}  // namespace trireme::marketdata
