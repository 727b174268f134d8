#include "venues/recorded_lp.hpp"

#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace trireme::venues {
namespace {

using testing::Heard;

// A file of quotes that is removed with it.
class WrittenFile {
public:
    WrittenFile(std::string_view name, std::string_view text)
        : path_(std::filesystem::temp_directory_path() / fmt::format("trireme_{}_{}", ::getpid(), name)) {
        std::ofstream(path_) << text;
    }
    ~WrittenFile() { std::filesystem::remove(path_); }
    WrittenFile(const WrittenFile&) = delete;
    WrittenFile& operator=(const WrittenFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

constexpr std::string_view eurusd_csv =
    "time,bid,ask\n"
    "2026-03-02T10:00:00Z,1.0845,1.0846\n"
    "2026-03-02T10:00:02Z,1.0847,1.0848\n"
    "2026-03-02T10:00:08Z,1.0844,1.0846\n";
constexpr std::string_view usdjpy_csv =
    "time,bid,ask\n"
    "2026-03-02T10:00:01Z,149.33,149.34\n"
    "2026-03-02T10:00:02Z,149.34,149.35\n";

Timestamp at(std::string_view text) { return *parse_timestamp(text); }

RecordedLpTerms terms_of(const WrittenFile& first, const WrittenFile& second) {
    RecordedLpTerms terms{.lp = LpSlot(1)};
    terms.dealing.latency_min = terms.dealing.latency_max = Duration::milliseconds(1);
    terms.instruments.push_back({InstrumentSlot(0), {.path = first.path()}});
    terms.instruments.push_back({InstrumentSlot(1), {.path = second.path()}});
    return terms;
}

std::vector<std::string> said(const Heard& heard) {
    std::vector<std::string> lines;
    for (const auto& quote : heard.quotes) {
        lines.push_back(
            fmt::format("{} {} {}", format_timestamp(quote.received), quote.instrument.value(), format(quote.bid)));
    }
    return lines;
}

TEST(RecordedLp, PlaysFilesTogetherInTheirOwnTime) {
    const WrittenFile first("eurusd.csv", eurusd_csv);
    const WrittenFile second("usdjpy.csv", usdjpy_csv);
    const auto lp = *RecordedLp::open(terms_of(first, second));
    Heard heard;
    lp->poll(at("2026-03-02T10:00:01.999Z"), heard);
    EXPECT_EQ(heard.quotes.size(), 2U);
    EXPECT_EQ(lp->next_due(), at("2026-03-02T10:00:02Z"));
    lp->poll(at("2026-03-02T10:00:10Z"), heard);
    EXPECT_EQ(said(heard), (std::vector<std::string>{"2026-03-02T10:00:00Z 0 1.0845", "2026-03-02T10:00:01Z 1 149.33",
                                                     "2026-03-02T10:00:02Z 0 1.0847", "2026-03-02T10:00:02Z 1 149.34",
                                                     "2026-03-02T10:00:08Z 0 1.0844"}));
    EXPECT_TRUE(lp->is_finished());
    EXPECT_EQ(lp->failure(), std::nullopt);
    EXPECT_EQ(heard.connections, "+-");
    EXPECT_EQ(lp->next_due(), Timestamp::latest());
}

TEST(RecordedLp, PlaysThemFasterFromAnotherMomentOn) {
    const WrittenFile first("fast_eurusd.csv", eurusd_csv);
    const WrittenFile second("fast_usdjpy.csv", usdjpy_csv);
    auto terms = terms_of(first, second);
    terms.begin = at("2027-01-01T00:00:00Z");
    terms.speed = *parse<Ratio>("4");
    const auto lp = *RecordedLp::open(terms);
    Heard heard;
    lp->poll(at("2027-01-01T00:00:02Z"), heard);
    EXPECT_EQ(said(heard),
              (std::vector<std::string>{"2027-01-01T00:00:00Z 0 1.0845", "2027-01-01T00:00:00.25Z 1 149.33",
                                        "2027-01-01T00:00:00.5Z 0 1.0847", "2027-01-01T00:00:00.5Z 1 149.34",
                                        "2027-01-01T00:00:02Z 0 1.0844"}));
}

TEST(RecordedLp, DealsAtItsPrices) {
    const WrittenFile first("deal_eurusd.csv", eurusd_csv);
    const WrittenFile second("deal_usdjpy.csv", usdjpy_csv);
    const auto lp = *RecordedLp::open(terms_of(first, second));
    Heard heard;
    lp->poll(at("2026-03-02T10:00:03Z"), heard);
    const LpOrder order{
        .name = LpOrderName("a"), .side = Side::buy, .type = LpOrderType::market, .lots = *parse<Lots>("500")};
    EXPECT_EQ(lp->send(order, at("2026-03-02T10:00:03Z")), LpAdmission::taken);
    lp->poll(at("2026-03-02T10:00:04Z"), heard);
    ASSERT_EQ(heard.reports.size(), 2U);
    EXPECT_EQ(heard.reports[1].price, *parse<Price>("1.0848"));
    EXPECT_EQ(heard.reports[1].status, OrderStatus::filled);
    EXPECT_EQ(heard.quotes[0].bid_size, Lots());
}

TEST(RecordedLp, AFileThatCannotBeReadOnEndsTheConnection) {
    const WrittenFile first("bad_eurusd.csv", fmt::format("{}2026-03-02T10:00:09Z,1.0845,1.0844\n", eurusd_csv));
    const WrittenFile second("bad_usdjpy.csv", usdjpy_csv);
    const auto lp = *RecordedLp::open(terms_of(first, second));
    Heard heard;
    lp->poll(at("2026-03-02T10:00:20Z"), heard);
    EXPECT_FALSE(lp->health().is_connected);
    ASSERT_TRUE(lp->failure());
    EXPECT_TRUE(lp->failure()->message.contains(":5: the bid 1.0845 is above the ask 1.0844"))
        << lp->failure()->message;
}

TEST(RecordedLp, WhatCannotBePlayedIsRefused) {
    const WrittenFile first("no_eurusd.csv", "time,bid,ask\n");
    const WrittenFile second("no_usdjpy.csv", usdjpy_csv);
    EXPECT_FALSE(RecordedLp::open(terms_of(first, second)));
    auto terms = terms_of(second, second);
    EXPECT_TRUE(RecordedLp::open(terms));
    terms.speed = Ratio();
    EXPECT_FALSE(RecordedLp::open(terms));
    terms.speed = Ratio(100'000'000);
    terms.instruments[1].slot = terms.instruments[0].slot;
    EXPECT_FALSE(RecordedLp::open(terms));
    terms.instruments.clear();
    EXPECT_FALSE(RecordedLp::open(terms));
}

}  // namespace
}  // namespace trireme::venues
