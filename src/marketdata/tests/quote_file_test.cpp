#include "marketdata/quote_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace trireme::marketdata {
namespace {

Price price(std::string_view text) { return parse<Price>(text).value(); }
Timestamp at(std::string_view text) { return parse_timestamp(text).value(); }

// Files in a folder of their own, which goes with the test.
class QuoteFileTest : public ::testing::Test {
protected:
    ~QuoteFileTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(std::string_view name, std::string_view text) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        return path;
    }

    static std::string read(const std::filesystem::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    // An archive of files by name and text.
    std::filesystem::path write_archive(std::string_view name,
                                        const std::vector<std::pair<std::string, std::string>>& files, bool is_zip) {
        const auto path = folder_ / name;
        archive* const made = ::archive_write_new();
        if (is_zip) {
            ::archive_write_set_format_zip(made);
        } else {
            ::archive_write_add_filter_gzip(made);
            ::archive_write_set_format_raw(made);
        }
        EXPECT_EQ(::archive_write_open_filename(made, path.c_str()), ARCHIVE_OK);
        for (const auto& [inner, text] : files) {
            archive_entry* const entry = ::archive_entry_new();
            ::archive_entry_set_pathname(entry, inner.c_str());
            ::archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
            ::archive_entry_set_filetype(entry, AE_IFREG);
            EXPECT_EQ(::archive_write_header(made, entry), ARCHIVE_OK);
            EXPECT_EQ(::archive_write_data(made, text.data(), text.size()), static_cast<la_ssize_t>(text.size()));
            ::archive_entry_free(entry);
        }
        ::archive_write_free(made);
        return path;
    }

    static std::vector<TimedQuote> read_all(const QuoteFileOptions& options) {
        auto file = QuoteFile::open(options);
        EXPECT_TRUE(file) << file.error().message;
        std::vector<TimedQuote> quotes;
        while (file) {
            const auto quote = file->next();
            EXPECT_TRUE(quote) << quote.error().message;
            if (!quote || !*quote) {
                break;
            }
            quotes.push_back(**quote);
        }
        return quotes;
    }

    // What is said of the file, from its name on.
    std::string failure_of(const QuoteFileOptions& options) const {
        auto file = QuoteFile::open(options);
        std::string message;
        if (!file) {
            message = file.error().message;
        }
        while (file && message.empty()) {
            const auto quote = file->next();
            if (!quote) {
                message = quote.error().message;
            } else if (!*quote) {
                return "";
            }
        }
        const std::string before = folder_.string() + "/";
        const auto place = message.find(before);
        return place == std::string::npos ? message : message.erase(place, before.size());
    }
    std::string failure_of_lines(std::string_view lines) { return failure_of({.path = write("quotes.csv", lines)}); }

private:
    static std::filesystem::path make_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "trireme-quotes-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }

    std::filesystem::path folder_ = make_folder();
};

TEST_F(QuoteFileTest, ReadsTicksByHeader) {
    const auto path = write("ticks.csv",
                            "timestamp,bid,ask\n"
                            "2013-01-01 22:00:00.295000+00:00,86.655,86.728\r\n"
                            "2013-01-01 22:02:35.907000+00:00,86.657,86.728");
    EXPECT_EQ(read_all({.path = path}),
              (std::vector<TimedQuote>{{at("2013-01-01T22:00:00.295Z"), price("86.655"), price("86.728")},
                                       {at("2013-01-01T22:02:35.907Z"), price("86.657"), price("86.728")}}));
}

TEST_F(QuoteFileTest, ReadsTicksByAMap) {
    const auto path = write("ticks.csv", "1.5,x,1357077600295,1.4\n");
    EXPECT_EQ(read_all({.path = path, .columns = "time=2,bid=3,ask=0"}),
              (std::vector<TimedQuote>{{at("2013-01-01T22:00:00.295Z"), price("1.4"), price("1.5")}}));
    const auto named = write("named.csv", "When,Geld,Brief\n2007.01.01 21:00,1.4,1.5\n");
    EXPECT_EQ(read_all({.path = named, .columns = "time=When,bid=Geld,ask=Brief"}),
              (std::vector<TimedQuote>{{at("2007-01-01T21:00:00Z"), price("1.4"), price("1.5")}}));
}

TEST_F(QuoteFileTest, PutsAsksASpreadAboveBids) {
    const auto path = write("bars.csv",
                            ",Open,High,Low,Close,Volume\n"
                            "2017-04-19 09:00:00,1.0716,1.0722,1.0708,1.0720,1413\n"
                            "2017-04-19 10:00:00,1.0720,1.0729,1.0719,1.0719,1241\n");
    const auto quotes = read_all({.path = path, .spread = price("0.0002")});
    ASSERT_EQ(quotes.size(), 8U);
    // A bar that rises goes down first, and one that falls up.
    EXPECT_EQ(quotes[1], (TimedQuote{at("2017-04-19T09:15:00Z"), price("1.0708"), price("1.0710")}));
    EXPECT_EQ(quotes[2], (TimedQuote{at("2017-04-19T09:30:00Z"), price("1.0722"), price("1.0724")}));
    EXPECT_EQ(quotes[5].bid, price("1.0729"));
    EXPECT_EQ(quotes[6].bid, price("1.0719"));
    EXPECT_EQ(quotes[7].time, at("2017-04-19T10:45:00Z"));
    EXPECT_EQ(failure_of({.path = path}),
              "bars.csv:1: has bids only; a file of asks is needed, or a spread by which the ask is above them");
}

TEST_F(QuoteFileTest, ReadsLeanArchives) {
    const auto ticks = write_archive(
        "20140501_quote.zip", {{"20140501_eurusd_tick_quote.csv", "292,1.38676,1.38686\n920,1.38676,1.38687\n"}}, true);
    EXPECT_EQ(read_all({.path = ticks}),
              (std::vector<TimedQuote>{{at("2014-05-01T00:00:00.292Z"), price("1.38676"), price("1.38686")},
                                       {at("2014-05-01T00:00:00.920Z"), price("1.38676"), price("1.38687")}}));
    const auto hours = write_archive(
        "eurusd.zip", {{"eurusd.csv", "20070101 21:00,1.31,1.33,1.30,1.32,0,1.32,1.34,1.31,1.33,0\n"}}, true);
    const auto quotes = read_all({.path = hours});
    ASSERT_EQ(quotes.size(), 4U);
    EXPECT_EQ(quotes[0], (TimedQuote{at("2007-01-01T21:00:00Z"), price("1.31"), price("1.32")}));
    EXPECT_EQ(quotes[3], (TimedQuote{at("2007-01-01T21:00:00Z"), price("1.32"), price("1.33")}));
}

TEST_F(QuoteFileTest, ReadsCompressedText) {
    const auto path = write_archive("ticks.csv.gz", {{"ticks.csv", "time,bid,ask\n1357077600,1.4,1.5\n"}}, false);
    EXPECT_EQ(read_all({.path = path}),
              (std::vector<TimedQuote>{{at("2013-01-01T22:00:00Z"), price("1.4"), price("1.5")}}));
}

TEST_F(QuoteFileTest, NamesFileAndLineOfWhatIsWrong) {
    const std::string header = "time,bid,ask\n";
    const std::string good = "2013-01-01 22:00:00,1.4,1.5\n";
    EXPECT_EQ(failure_of_lines(header + good + "2013-01-01 22:00:01,1.6,1.5\n"),
              "quotes.csv:3: the bid 1.6 is above the ask 1.5");
    EXPECT_EQ(failure_of_lines(header + good + "2013-01-01 21:59:59,1.4,1.5\n"),
              "quotes.csv:3: time goes back from 2013-01-01T22:00:00Z to 2013-01-01T21:59:59Z");
    EXPECT_EQ(failure_of_lines(header + "2013-01-01 22:00:00,-1.4,1.5\n"),
              "quotes.csv:2: the bid -1.4 is not above zero");
    EXPECT_EQ(failure_of_lines(header + "2013-01-01 22:00:00,1.4\n"), "quotes.csv:2: 2 columns; the first line has 3");
    EXPECT_EQ(failure_of_lines(header + "2013-01-01 22:00:00,1.4,abc\n"),
              "quotes.csv:2: \"abc\" is no ask: a decimal number with up to 8 digits behind the point");
    EXPECT_EQ(failure_of_lines(header + good + "yesterday,1.4,1.5\n"), "quotes.csv:3: \"yesterday\" is no time in UTC");
    EXPECT_EQ(failure_of_lines(header + good + "\n" + good), "quotes.csv:3: an empty line");
    EXPECT_EQ(failure_of_lines(""), "quotes.csv:0: the file is empty; it should hold quotes");
    EXPECT_EQ(failure_of({.path = write("quotes.csv", "1,2,3,4,5\n")}),
              "quotes.csv:1: 5 columns without names in the first line: which is which must be said, such as "
              "time=0,bid=1,ask=2");
}

TEST_F(QuoteFileTest, SkipsBadLinesOnlyWhenAskedTo) {
    const auto path = write("quotes.csv",
                            "time,bid,ask\n2013-01-01 22:00:00,1.4,1.5\nnonsense\n2013-01-01 22:00:00,1.6,1.5\n"
                            "2013-01-01 22:00:02,1.4,1.5\n");
    EXPECT_EQ(failure_of({.path = path}), "quotes.csv:3: 1 columns; the first line has 3");
    auto file = QuoteFile::open({.path = path, .bad_lines = BadLines::Policy::skip}).value();
    std::size_t count = 0;
    while (file.next().value()) {
        ++count;
    }
    EXPECT_EQ(count, 2U);
    EXPECT_EQ(file.bad_lines().skipped(), 2U);
    EXPECT_EQ(file.bad_lines().by_reason(),
              (std::map<std::string, std::uint64_t>{{"... columns; the first line has ...", 1},
                                                    {"the bid ... is above the ask ...", 1}}));
    EXPECT_TRUE(file.bad_lines().first().ends_with("quotes.csv:3: 1 columns; the first line has 3"));
}

TEST_F(QuoteFileTest, RefusesArchivesThatAreCutOrHoldSeveralFiles) {
    std::string lines;
    for (int line = 0; line < 20'000; ++line) {
        lines += fmt::format("{},1.{:05},1.{:05}\n", line, line * 7 % 90'000, line * 7 % 90'000 + 10);
    }
    const auto path = write_archive("20140501_quote.zip", {{"20140501_eurusd_tick_quote.csv", lines}}, true);
    EXPECT_EQ(failure_of({.path = path}), "");
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    EXPECT_EQ(failure_of({.path = path}),
              "20140501_quote.zip: the archive is damaged or cut short: its end is missing");
    const auto several = write_archive("20140502_quote.zip",
                                       {{"20140502_a.csv", "1,1.4,1.5\n"}, {"20140502_b.csv", "1,1.4,1.5\n"}}, true);
    EXPECT_EQ(failure_of({.path = several}),
              "20140502_quote.zip behind line 1: the archive holds more than one file: \"20140502_a.csv\" and "
              "\"20140502_b.csv\"");
    EXPECT_EQ(failure_of({.path = write("no.zip", "no archive")}).substr(0, 8), "no.zip: ");
    EXPECT_EQ(failure_of({.path = "missing.csv"}), "missing.csv: there is no such file");
}

TEST_F(QuoteFileTest, TakesAColumnByItsOwnNameFirst) {
    const auto path = write("quotes.csv", "date,time,last,bid,ask\n1,1357077600,1.42,1.4,1.5\n");
    EXPECT_EQ(read_all({.path = path}),
              (std::vector<TimedQuote>{{at("2013-01-01T22:00:00Z"), price("1.4"), price("1.5")}}));
    const auto twice = write("twice.csv", "time,bid,bid,ask\n1357077600,1.4,1.3,1.5\n");
    EXPECT_EQ(failure_of({.path = twice}), "twice.csv:1: two columns are named \"bid\"");
}

TEST_F(QuoteFileTest, KnowsHowLongABarLasts) {
    const auto bars =
        write("bars.csv", "time,open,high,low,close\n1357077600,2,3,1,2\n1357077660,2,3,1,2\n1357084800,2,3,1,2\n");
    auto file = QuoteFile::open({.path = bars, .spread = price("0.1")}).value();
    EXPECT_TRUE(file.next().value());
    EXPECT_EQ(file.bar_length(), Duration::seconds(60));
    auto ticks = QuoteFile::open({.path = write("ticks.csv", "time,bid,ask\n1357077600,1.4,1.5\n")});
    EXPECT_EQ(ticks->bar_length(), Duration());
}

TEST_F(QuoteFileTest, RefusesASecondBarOfATime) {
    const std::string bars = "time,open,high,low,close\n1357077600,2,3,1,2\n1357077600,2,3,1,2\n";
    EXPECT_EQ(failure_of({.path = write("bars.csv", bars), .spread = price("0.1")}),
              "bars.csv:3: a second bar of 2013-01-01T22:00:00Z");
}

TEST_F(QuoteFileTest, SaysWhatAMapMayName) {
    const auto path = write("quotes.csv", "a,b,c\n1357077600,1.4,1.5\n");
    EXPECT_TRUE(failure_of({.path = path, .columns = "time=a,bid=b,offer=c"})
                    .starts_with("quotes.csv:1: \"offer=c\" is not NAME=COLUMN with a known name: time; bid, ask;"));
    EXPECT_EQ(failure_of({.path = path, .columns = "time=a,bid=z"}),
              "quotes.csv:1: \"z\" is neither the number of a column nor named in the first line");
    EXPECT_EQ(failure_of({.path = path, .columns = "time=a,bid=18446744073709551615,ask=c"}),
              "quotes.csv:1: \"18446744073709551615\" is neither the number of a column nor named in the first line");
    EXPECT_EQ(failure_of({.path = path, .columns = "time=a,time=b"}), "quotes.csv:1: \"time\" is given twice");
}

// What is in the file is not what was written into it; nothing of it may pass.
TEST_F(QuoteFileTest, RefusesPackedFilesCutOrChangedAnywhere) {
    std::string lines;
    for (int line = 0; line < 40; ++line) {
        lines += fmt::format("{},1.{:05},1.95000\n", 1'398'902'400 + line, line * 7'919 % 90'000);
    }
    const auto packed = write_archive("quotes.csv.gz", {{"quotes.csv", lines}}, false);
    const std::string bytes = read(packed);
    EXPECT_EQ(failure_of({.path = packed}), "");
    for (std::size_t kept = 1; kept < bytes.size(); ++kept) {
        EXPECT_NE(failure_of({.path = write("cut.csv.gz", bytes.substr(0, kept))}), "") << kept;
    }
    const auto quotes = read_all({.path = packed});
    // In the header time and system say nothing about the text.
    constexpr std::size_t header_bytes = 10;
    for (std::size_t at = header_bytes; at < bytes.size(); ++at) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        const auto path = write("changed.csv.gz", changed);
        // A few changes are of no matter to what it unpacks to.
        EXPECT_TRUE(failure_of({.path = path}) != "" || read_all({.path = path}) == quotes) << at;
    }
    EXPECT_NE(failure_of({.path = write("more.csv.gz", bytes + "more")}), "");

    const auto archive = write_archive("eurusd.zip", {{"eurusd.csv", "time,bid,ask\n" + lines}}, true);
    const std::string zipped = read(archive);
    EXPECT_EQ(read_all({.path = archive}).size(), 40U) << "with a header it is no file of LEAN's";
    for (std::size_t kept = 1; kept < zipped.size(); ++kept) {
        EXPECT_NE(failure_of({.path = write("cut.zip", zipped.substr(0, kept))}), "") << kept;
    }
}

TEST_F(QuoteFileTest, ReadsPackedFilesMadeOfSeveral) {
    const auto first = write_archive("1.csv.gz", {{"1.csv", "time,bid,ask\n1357077600,1.4,1.5\n"}}, false);
    const auto second = write_archive("2.csv.gz", {{"2.csv", "1357077601,1.4,1.5\n"}}, false);
    EXPECT_EQ(read_all({.path = write("both.csv.gz", read(first) + read(second))}).size(), 2U);
}

TEST_F(QuoteFileTest, TellsByTheFirstBytesWhatAFileIs) {
    const std::string row = "time,bid,ask\n1357077600,1.4,1.5\n";
    const auto packed = write_archive("quotes.csv.gz", {{"quotes.csv", row}}, false);
    EXPECT_EQ(read_all({.path = write("packed.csv", read(packed))}).size(), 1U);
    const auto archive = write_archive("20140501_quote.zip", {{"20140501_x.csv", "1,1.4,1.5\n"}}, true);
    EXPECT_EQ(read_all({.path = write("20140501_quote.ZIP", read(archive))}).size(), 1U);
    EXPECT_EQ(read_all({.path = write("marked.csv", "\xef\xbb\xbf" + row)}).size(), 1U);
    EXPECT_EQ(failure_of({.path = write("plain.csv.gz", row)}),
              "plain.csv.gz: does not begin as a .gz file does: it is damaged, or something else");
    EXPECT_EQ(failure_of({.path = write("quotes.csv.bz2", "BZh91AY")}),
              "quotes.csv.bz2: is packed by bzip2; what is read is plain text, .gz and .zip");
    EXPECT_EQ(failure_of({.path = write("wide.csv", std::string("\xff\xfet\0i\0", 6))}),
              "wide.csv: is text in UTF-16; what is read is ASCII and UTF-8");
    EXPECT_EQ(failure_of({.path = write("ticks.json", "{\"timestamp\":1,\"bid\":2}\n")}),
              "ticks.json:1: \"{\\\"timestamp\\\":1\" begins no comma-separated values, but JSON, XML or the like");
    EXPECT_EQ(
        failure_of({.path = write("tabs.csv", "time\tbid\task\n")}),
        "tabs.csv:1: \"time\\x09bid\\x09ask\" is one column only; time and prices are needed, separated by commas");
}

TEST_F(QuoteFileTest, WantsTheDayOfAnArchiveAndOfItsFileToBeOne) {
    const auto other = write_archive("20140502_quote.zip", {{"20140501_eurusd.csv", "1,1.4,1.5\n"}}, true);
    EXPECT_EQ(failure_of({.path = other}),
              "20140502_quote.zip:1: the file in it, \"20140501_eurusd.csv\", is of another day");
    const auto trades = write_archive("20140502_trade.zip", {{"20140502_eurusd.csv", "1,2,3,1,2,0\n"}}, true);
    EXPECT_NE(failure_of({.path = trades}).find("is of trades, which have neither bid nor ask"), std::string::npos);
}

// A comma in a number makes two columns of it, which must not shift the others.
TEST_F(QuoteFileTest, WantsAsManyColumnsInEachRow) {
    EXPECT_EQ(failure_of_lines("time,bid,ask\n1357077600,1,4,1,5\n"), "quotes.csv:2: 5 columns; the first line has 3");
    EXPECT_EQ(failure_of({.path = write("quotes.csv", "a,b,c\n1357077600,1.4,1.5\n"), .columns = "time=0,bid=1,ask=3"}),
              "quotes.csv:1: there is no column 3: the first line has 3, counted from 0");
    const auto quoted = write("quoted.csv", "name,time,bid,ask\n\"a, b\", \"1357077600\" ,\"1.4\",1.5\n");
    EXPECT_EQ(read_all({.path = quoted}),
              (std::vector<TimedQuote>{{at("2013-01-01T22:00:00Z"), price("1.4"), price("1.5")}}));
}

// Else it would be left out without a word.
TEST_F(QuoteFileTest, TakesNoFirstLineWithANumberForAHeader) {
    const auto path = write("quotes.csv", "05/01/2014 00:00,102.10,102.12\n05/01/2014 00:01,102.10,102.12\n");
    EXPECT_TRUE(failure_of({.path = path, .columns = "time=0,bid=1,ask=2"})
                    .starts_with("quotes.csv:1: \"05/01/2014 00:00\" is no time of a known form"));
    const auto shares = write_archive("20140605_quote.zip", {{"20140605_aapl.csv", "1,6400000,6401000\n"}}, true);
    EXPECT_EQ(read_all({.path = shares}).size(), 1U);
}

TEST_F(QuoteFileTest, RefusesTimesAndPricesOfNoMarket) {
    const std::string header = "time,bid,ask\n";
    EXPECT_EQ(failure_of_lines(header + "1969-12-31 23:59:59,1.4,1.5\n"),
              "quotes.csv:2: the time 1969-12-31T23:59:59Z is not from 1970 to 2199");
    EXPECT_EQ(failure_of_lines(header + "9223372036854775807,1.4,1.5\n"),
              "quotes.csv:2: the time 2262-04-11T23:47:16.854775807Z is not from 1970 to 2199");
    EXPECT_EQ(failure_of_lines(header + "1357077600,1.4,1.5\n1357077601,140.1,140.2\n"),
              "quotes.csv:3: the bid 140.1 comes after 1.4: one is more than 100 times the other");
    EXPECT_EQ(failure_of_lines(header + "1357077600,1.4,140.1\n"),
              "quotes.csv:2: the ask 140.1 is more than 100 times the bid 1.4");
}

TEST_F(QuoteFileTest, ReadsDaysAsTheirBegin) {
    const auto bars = write("bars.csv", "Date,Open,High,Low,Close\n2013-01-01,2,3,1,2\n2013-01-02,2,3,1,2\n");
    const auto quotes = read_all({.path = bars, .spread = price("0.1")});
    ASSERT_EQ(quotes.size(), 8U);
    EXPECT_EQ(quotes[4].time, at("2013-01-02T00:00:00Z"));
}

// Neither control characters nor pages of text come out of a file into a message, nor more reasons than there are.
TEST_F(QuoteFileTest, ShowsValuesShortAndPrintable) {
    const std::string header = "time,bid,ask\n";
    EXPECT_EQ(failure_of_lines(header + "1357077600,\x1b[31m1.4,1.5\n").substr(0, 38),
              "quotes.csv:2: \"\\x1b[31m1.4\" is no bid:");
    EXPECT_LT(failure_of_lines(header + "1357077600," + std::string(50'000, '1') + ",1.5\n").size(), 200U);
    EXPECT_EQ(failure_of_lines(header + "1357077600," + std::string(70'000, '1') + ",1.5\n"),
              "quotes.csv:2: a line of more than 65536 bytes, which no row of quotes is");
    const auto path =
        write("quotes.csv", header + "1357077600,1.4,1.5\n1357077600,a b \" c,1.5\n1357077600,d e f,1.5\n");
    auto file = QuoteFile::open({.path = path, .bad_lines = BadLines::Policy::skip}).value();
    while (file.next().value()) {
    }
    EXPECT_EQ(file.bad_lines().by_reason().size(), 1U) << file.bad_lines().by_reason().begin()->first;
}

TEST_F(QuoteFileTest, PairsBidsAndAsksOfTwoFiles) {
    const std::string header = "timestamp,open,high,low,close\n";
    const auto bids =
        write("bid.csv", header + "2013-02-01 00:00:00+00:00,2,3,1,2\n2013-02-01 00:01:00+00:00,2,3,1,2\n");
    const auto asks = write(
        "ask.csv", header + "2013-02-01 00:00:00+00:00,2.1,3.1,1.1,2.1\n2013-02-01 00:01:00+00:00,2.2,3.2,1.2,2.2\n");
    const auto quotes = read_all({.path = bids, .asks = asks});
    ASSERT_EQ(quotes.size(), 8U);
    EXPECT_EQ(quotes[4], (TimedQuote{at("2013-02-01T00:01:00Z"), price("2"), price("2.2")}));

    const auto without = write("without.csv", header + "2013-02-01 00:01:00+00:00,2.2,3.2,1.2,2.2\n");
    EXPECT_TRUE(
        failure_of({.path = bids, .asks = without}).starts_with("bid.csv:2: there is no ask of 2013-02-01T00:00:00Z"));
    EXPECT_TRUE(
        failure_of({.path = without, .asks = asks}).starts_with("ask.csv:2: there is no bid of 2013-02-01T00:00:00Z"));
    const auto more = write("more.csv", read(asks) + "2013-02-01 00:02:00+00:00,2.2,3.2,1.2,2.2\n");
    EXPECT_TRUE(
        failure_of({.path = bids, .asks = more}).starts_with("more.csv:4: there is no bid of 2013-02-01T00:02:00Z"));
    EXPECT_EQ(failure_of({.path = asks, .asks = bids}), "ask.csv:2: the bid 2.1 is above the ask 2");
    const auto both = write("both.csv", "time,bid,ask\n1357077600,1.4,1.5\n");
    EXPECT_NE(failure_of({.path = both, .asks = asks}).find("are no pair"), std::string::npos);
    EXPECT_EQ(read_all({.path = bids, .asks = without, .bad_lines = BadLines::Policy::skip}).size(), 4U);
}

}  // namespace
}  // namespace trireme::marketdata
