#include "marketdata/tick_store.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace trireme::marketdata {
namespace {

using Bytes = std::vector<char>;

Bytes content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::filesystem::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::array<std::int64_t, QuoteColumn::count> quote(std::int64_t at) {
    const std::int64_t price = 138'676'000 + (at * 7919 % 401) * 1'000;
    return {1'398'902'400'000'000'000 + at * 250'000'000 + (at % 3) * 1'000'000, price, price + 10'000,
            at % 5 * 100'000'000, 0};
}

class Store : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "trireme-store-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    [[nodiscard]] TickStore writable() const { return *TickStore::open_to_write(folder / "store"); }
    [[nodiscard]] std::filesystem::path series_folder() const { return folder / "store" / "EURUSD" / "quotes"; }

    static void add(SeriesAppender& appender, std::int64_t begin, std::int64_t end) {
        for (std::int64_t at = begin; at < end; ++at) {
            ASSERT_TRUE(appender.add(quote(at)));
        }
    }

    // Rows [begin, end) of the generated ones are what the scan gives.
    static void expect_rows(const SeriesReader& reader, const ScanRange& range, std::int64_t begin, std::int64_t end) {
        SeriesScan scan = reader.scan(range);
        ColumnView rows;
        std::int64_t at = begin;
        for (;;) {
            const auto more = scan.next(rows);
            ASSERT_TRUE(more) << more.error().message;
            if (!*more) {
                break;
            }
            for (std::size_t row = 0; row < rows.rows; ++row, ++at) {
                ASSERT_LT(at, end);
                for (std::size_t column = 0; column < QuoteColumn::count; ++column) {
                    if (contains(range.columns, column)) {
                        ASSERT_EQ(rows[column][row], quote(at)[column]) << "row " << at << " column " << column;
                    }
                }
            }
        }
        EXPECT_EQ(at, end);
    }

    // The count of rows, or the message.
    [[nodiscard]] std::string opened() const {
        const auto reader = SeriesReader::open(series_folder(), SeriesKind::quotes);
        return reader ? fmt::format("{}", reader->rows()) : reader.error().message;
    }

    std::filesystem::path folder;
    const SeriesName eurusd{.symbol = "EURUSD"};
};

TEST_F(Store, GivesBackWhatWasAppendedLiveAndSealed) {
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 0, 5'000);
    ASSERT_TRUE(appender.seal());
    add(appender, 5'000, 7'000);
    ASSERT_TRUE(appender.commit());
    add(appender, 7'000, 7'500);
    ASSERT_TRUE(appender.commit());
    const auto reader = *TickStore::open(folder / "store")->read(eurusd);
    EXPECT_EQ(reader.parts().size(), 2U);
    EXPECT_EQ(reader.rows(), 7'500U);
    expect_rows(reader, {}, 0, 7'500);
    expect_rows(reader, {.columns = 1U << QuoteColumn::bid}, 0, 7'500);
}

TEST_F(Store, ScansAnyRange) {
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 0, 3'000);
    ASSERT_TRUE(appender.seal());
    add(appender, 3'000, 4'000);
    ASSERT_TRUE(appender.commit());
    const auto reader = *store.read(eurusd);
    for (const auto& [begin, end] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {0, 1}, {0, 1'024}, {1'000, 2'000}, {1'023, 1'025}, {2'999, 3'001}, {3'500, 4'000}, {17, 17}}) {
        expect_rows(reader, {.from = quote(begin)[0], .to = quote(end)[0]}, begin, end);
        expect_rows(reader, {.from = quote(begin)[0], .to = quote(end)[0], .columns = 1U << QuoteColumn::ask}, begin,
                    end);
    }
    expect_rows(reader, {.from = quote(3'999)[0] + 1}, 4'000, 4'000);
    expect_rows(reader, {.to = quote(0)[0]}, 0, 0);
}

TEST_F(Store, IsReadAsItWasWhenOpened) {
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 0, 100);
    ASSERT_TRUE(appender.commit());
    const auto reader = *store.read(eurusd);
    add(appender, 100, 200);
    ASSERT_TRUE(appender.seal());
    expect_rows(reader, {}, 0, 100);
    expect_rows(*store.read(eurusd), {}, 0, 200);
}

TEST_F(Store, RefusesTimeThatGoesBack) {
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 0, 10);
    EXPECT_FALSE(appender.add(quote(3)));
    ASSERT_TRUE(appender.seal());
    auto again = *store.append(eurusd);
    EXPECT_FALSE(again.add(quote(8)));
    EXPECT_TRUE(again.add(quote(9)));
}

TEST_F(Store, HasOneWriter) {
    const TickStore store = writable();
    const auto second = TickStore::open_to_write(folder / "store");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_TRUE(TickStore::open(folder / "store"));
}

TEST_F(Store, CutsATornTailAndNothingElse) {
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        add(appender, 0, 100);
        ASSERT_TRUE(appender.commit());
        add(appender, 100, 160);
        ASSERT_TRUE(appender.commit());
    }
    const auto live = series_folder() / live_part_name(1);
    const Bytes commits = content_of(live / "commits");
    const Bytes bids = content_of(live / "bid.i64");
    ASSERT_EQ(commits.size(), 2 * live_commit_bytes);
    for (std::size_t bytes = live_commit_bytes; bytes <= commits.size(); ++bytes) {
        // The second commit did not come to the disk, and some or all of its rows did, or rubbish.
        write(live / "commits", Bytes(commits.begin(), commits.begin() + static_cast<std::ptrdiff_t>(bytes)));
        const bool is_whole = bytes == commits.size();
        Bytes torn = bids;
        if (!is_whole) {
            torn.resize(100 * 8 + bytes * 3, '\x55');
        }
        write(live / "bid.i64", torn);
        EXPECT_EQ(opened(), is_whole ? "160" : "100");
    }
    Bytes zeros(commits.begin(), commits.begin() + live_commit_bytes);
    zeros.resize(commits.size(), '\0');
    write(live / "commits", zeros);
    EXPECT_EQ(opened(), "100");
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 100, 130);
    ASSERT_TRUE(appender.commit());
    expect_rows(*store.read(eurusd), {}, 0, 130);
}

TEST_F(Store, TellsDamageInWhatWasDurable) {
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        add(appender, 0, 100);
        ASSERT_TRUE(appender.commit());
        add(appender, 100, 160);
        ASSERT_TRUE(appender.commit());
    }
    const auto live = series_folder() / live_part_name(1);
    for (const std::string_view name : {"time.i64", "bid.i64", "ask_size.i64", "commits"}) {
        const Bytes sound = content_of(live / name);
        for (const std::size_t at : {std::size_t{0}, sound.size() / 2, sound.size() - 1}) {
            Bytes damaged = sound;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
            write(live / name, damaged);
            const std::string message = opened();
            EXPECT_TRUE(message.contains((live / name).string()) && message.contains("offset")) << message;
            EXPECT_FALSE(writable().append(eurusd)) << "nobody may append to it";
        }
        write(live / name, sound);
        if (name != "commits") {
            write(live / name, Bytes(sound.begin(), sound.end() - 8));
            EXPECT_TRUE(opened().contains("ends at offset")) << opened();
            write(live / name, sound);
        }
    }
    EXPECT_EQ(opened(), "160");
}

TEST_F(Store, TellsEveryFlippedByteOfASealedPart) {
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        add(appender, 0, 1'500);
        ASSERT_TRUE(appender.seal());
    }
    const auto path = series_folder() / sealed_part_name(1);
    const Bytes sound = content_of(path);
    for (std::size_t at = 0; at < sound.size(); ++at) {
        Bytes damaged = sound;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
        write(path, damaged);
        const auto reader = SeriesReader::open(series_folder(), SeriesKind::quotes);
        std::string message = reader ? "" : reader.error().message;
        if (reader) {
            SeriesScan scan = reader->scan({});
            ColumnView rows;
            for (bool more = true; more;) {
                const auto next = scan.next(rows);
                message = next ? message : next.error().message;
                more = next && *next;
            }
        }
        ASSERT_TRUE(message.contains(path.string()) && message.contains("offset")) << at << ": " << message;
    }
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{63}, sound.size() / 2, sound.size() - 1}) {
        write(path, Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(bytes)));
        EXPECT_TRUE(opened().contains(path.string())) << opened();
    }
}

TEST_F(Store, GoesOnWhereSealingWasCutShort) {
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        add(appender, 0, 300);
        ASSERT_TRUE(appender.commit());
    }
    const auto live = series_folder() / live_part_name(1);
    std::filesystem::copy(live, folder / "live", std::filesystem::copy_options::recursive);
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        ASSERT_TRUE(appender.seal());
    }
    // The live part was not removed, or not as a whole; and the next was being made.
    std::filesystem::copy(folder / "live", live, std::filesystem::copy_options::recursive);
    std::filesystem::remove(live / "commits");
    std::filesystem::create_directory(series_folder() / (live_part_name(2) + ".making"));
    write(series_folder() / (sealed_part_name(2) + ".making"), Bytes(100, 'x'));
    EXPECT_EQ(opened(), "300");
    const TickStore store = writable();
    auto appender = *store.append(eurusd);
    add(appender, 300, 400);
    ASSERT_TRUE(appender.seal());
    expect_rows(*store.read(eurusd), {}, 0, 400);
}

TEST_F(Store, TakesAnImportAsAWhole) {
    const TickStore store = writable();
    const SeriesName trades{.symbol = "EURUSD", .kind = SeriesKind::trades};
    {
        auto import = *store.begin_import();
        auto* const quotes_part = *import.add_part(SeriesKind::quotes);
        auto* const trades_part = *import.add_part(SeriesKind::trades);
        for (std::int64_t at = 0; at < 2'000; ++at) {
            ASSERT_TRUE(quotes_part->add(quote(at)));
            ASSERT_TRUE(trades_part->add(std::array<std::int64_t, 4>{quote(at)[0], quote(at)[1], 1, -1}));
        }
        ASSERT_TRUE(import.commit(std::array{eurusd, trades}));
    }
    expect_rows(*store.read(eurusd), {}, 0, 2'000);
    EXPECT_EQ(store.read(trades)->rows(), 2'000U);
    EXPECT_EQ(store.series()->size(), 2U);
    {
        auto import = *store.begin_import();
        ASSERT_TRUE((*import.add_part(SeriesKind::quotes))->add(quote(2'000)));
    }
    expect_rows(*store.read(eurusd), {}, 0, 2'000);
    EXPECT_FALSE(std::filesystem::exists(folder / "store" / ".import.making"));
}

TEST_F(Store, RefusesAnImportOfTimesThatItHas) {
    const TickStore store = writable();
    for (const auto& [begin, end, fits] : std::vector<std::tuple<std::int64_t, std::int64_t, bool>>{{100, 200, true},
                                                                                                    {150, 250, false},
                                                                                                    {199, 300, false},
                                                                                                    {200, 300, true},
                                                                                                    {0, 100, true},
                                                                                                    {0, 400, false}}) {
        auto import = *store.begin_import();
        auto* const part = *import.add_part(SeriesKind::quotes);
        for (std::int64_t at = begin; at < end; ++at) {
            ASSERT_TRUE(part->add(quote(at)));
        }
        const auto committed = import.commit(std::array{eurusd});
        EXPECT_EQ(committed.has_value(), fits);
    }
    expect_rows(*store.read(eurusd), {}, 0, 300);
}

TEST_F(Store, FinishesAnImportThatACrashLeftOnItsWay) {
    {
        const TickStore store = writable();
        auto appender = *store.append(eurusd);
        add(appender, 0, 1'100);
        ASSERT_TRUE(appender.seal());
    }
    const auto ready = folder / "store" / ".import.ready";
    std::filesystem::create_directory(ready);
    std::filesystem::rename(series_folder() / sealed_part_name(1), ready / "EURUSD~quotes~0000000001.sealed");
    std::filesystem::create_directory(folder / "store" / ".import.making");
    const auto store = TickStore::open(folder / "store");
    ASSERT_TRUE(store) << store.error().message;
    expect_rows(*store->read(eurusd), {}, 0, 1'100);
    EXPECT_FALSE(std::filesystem::exists(ready));
}

TEST(ColumnChunk, GivesBackAnyValues) {
    std::mt19937_64 random(20'261'130);
    ChunkEncoder encoder;
    ChunkDecoder decoder;
    for (int round = 0; round < 2'000; ++round) {
        std::vector<std::int64_t> values(1 + random() % 70);
        const auto span = std::uint64_t{1} << (random() % 64);
        const auto unit = round % 3 == 0 ? 1 : random() % 100'000;
        std::int64_t value = round % 5 == 0 ? INT64_MIN : static_cast<std::int64_t>(random());
        for (std::int64_t& each : values) {
            const std::uint64_t step = random() % span * unit;
            each = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + step);
            value = round % 2 == 0 ? each : value;
        }
        if (round % 17 == 0) {
            values.back() = INT64_MAX;
            values.front() = INT64_MIN;
        }
        ByteBuffer bytes;
        const auto terms = encoder.encode(values, bytes);
        ASSERT_TRUE(terms);
        std::vector<std::int64_t> decoded(values.size());
        ASSERT_TRUE(decoder.decode(*terms, bytes, decoded));
        ASSERT_EQ(decoded, values);
    }
}

TEST(SeriesName, IsReadAsItIsWritten) {
    for (const std::string_view text : {"quotes", "trades", "bars-1s-bid", "bars-5m-ask", "bars-4h-mid-ny",
                                        "bars-1d-trade", "bars-1w-bid-ny", "bars-1mo-mid"}) {
        const auto name = parse_series("EURUSD", text);
        ASSERT_TRUE(name) << name.error().message;
        EXPECT_EQ(format_series(*name), text);
    }
    for (const std::string_view text : {"", "bars", "bars-", "bars-1m", "bars-7m-bid", "bars-2d-bid", "bars-0s-bid",
                                        "bars-1m-last", "bars-99999999999999999999s-bid", "quotes-ny"}) {
        EXPECT_FALSE(parse_series("EURUSD", text)) << text;
    }
    for (const std::string_view symbol : {"", ".hidden", "a/b", "..", "a~b", "EUR USD"}) {
        EXPECT_FALSE(parse_series(symbol, "quotes")) << symbol;
    }
}

}  // namespace
}  // namespace trireme::marketdata
