#include "runtime/forgotten_requests.hpp"

#include "journal/tests/test_log.hpp"
#include "runtime/tests/tally_core.hpp"
#include "simulation/simulated_storage.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

using journal::RequestAnswer;
using journal::RequestEntry;
using journal::RequestName;
using journal::RequestRange;

std::string name_of(std::uint64_t number) { return fmt::format("request-{}", number); }
std::string answer_of(std::uint64_t number) { return fmt::format("answer {}", number); }

class ForgottenRequestsTest : public testing::Test {
protected:
    void SetUp() override {
        auto opened = RequestArchive::open(storage, journal::test_log_id());
        ASSERT_TRUE(opened) << opened.error().message;
        archive = *std::move(opened);
        forgotten = std::make_unique<ForgottenRequests>(*archive);
    }

    // Each request is forgotten at the command of its own number.
    void forget(std::uint64_t first, std::uint64_t last) {
        for (std::uint64_t number = first; number <= last; ++number) {
            forgotten->take_from(core, number);
            forgotten->on_forgotten(bytes_of(name_of(number)), bytes_of(answer_of(number)));
        }
    }

    // As the follower does.
    void file(std::uint64_t first, std::uint64_t last) {
        std::vector<RequestEntry> entries;
        ForgottenCollector collector(*archive, entries);
        for (std::uint64_t number = first; number <= last; ++number) {
            collector.on_forgotten(bytes_of(name_of(number)), bytes_of(answer_of(number)));
        }
        const auto added = archive->add(entries, last);
        ASSERT_TRUE(added) << added.error().message;
        EXPECT_TRUE(entries.empty());
    }

    void tidy() {
        for (bool is_left = true; is_left;) {
            const auto tidied = archive->tidy();
            ASSERT_TRUE(tidied) << tidied.error().message;
            is_left = *tidied;
        }
    }

    void expect_found(std::uint64_t first, std::uint64_t last) {
        for (std::uint64_t number = first; number <= last; ++number) {
            const auto found = forgotten->find(bytes_of(name_of(number)));
            ASSERT_TRUE(found) << found.error().message;
            ASSERT_TRUE(*found) << "request " << number;
            EXPECT_EQ(**found, RequestAnswer(bytes_of(answer_of(number))));
        }
    }

    simulation::SimulatedStorage storage{1};
    TallyCore core;
    std::unique_ptr<RequestArchive> archive;
    std::unique_ptr<ForgottenRequests> forgotten;
};

TEST_F(ForgottenRequestsTest, FindsWhatWasForgottenAndNothingElse) {
    EXPECT_EQ(forgotten->find(bytes_of("request-1")).value(), std::nullopt);
    forget(1, 100);
    expect_found(1, 100);
    EXPECT_EQ(forgotten->find(bytes_of("request-101")).value(), std::nullopt);
    EXPECT_EQ(storage.counters().attempted_of(simulation::OperationKind::read), 0u);
}

TEST_F(ForgottenRequestsTest, DropsFromMemoryWhatTheFilesHold) {
    forget(1, 100);
    file(1, 60);
    EXPECT_EQ(forgotten->recent_count(), 100u);
    // Two for each that comes.
    forget(101, 110);
    EXPECT_EQ(forgotten->recent_count(), 90u);
    forget(111, 160);
    EXPECT_EQ(forgotten->recent_count(), 100u) << "those behind the files stay";
    expect_found(1, 160);
    file(61, 160);
    forget(161, 300);
    EXPECT_EQ(forgotten->recent_count(), 140u);
    expect_found(1, 300);
}

// The follower may merge files and remove what it merged at any time; who looks has the old ones until it takes the
// new.
TEST_F(ForgottenRequestsTest, FindsWhileFilesAreMerged) {
    for (std::uint64_t last = 10; last <= 200; last += 10) {
        forget(last - 9, last);
        file(last - 9, last);
        expect_found(1, last);
        tidy();
        expect_found(1, last);
    }
    EXPECT_LE(journal::list_request_files(storage).value().size(), 4u);
    EXPECT_EQ(archive->covered_through(), 200u);
    EXPECT_LE(forgotten->recent_count(), 30u);
}

TEST_F(ForgottenRequestsTest, MovesAllThatItHoldsToTheFiles) {
    forget(1, 50);
    const auto moved = forgotten->move_to_archive(core, 50);
    ASSERT_TRUE(moved) << moved.error().message;
    EXPECT_EQ(forgotten->recent_count(), 0u);
    EXPECT_EQ(journal::list_request_files(storage).value(), (std::vector<RequestRange>{{0, 50}}));
    expect_found(1, 50);
    forget(51, 60);
    expect_found(1, 60);
}

TEST_F(ForgottenRequestsTest, TheArchiveGoesOnWithWhatItFinds) {
    file(1, 40);
    file(41, 50);
    auto opened = RequestArchive::open(storage, journal::test_log_id());
    ASSERT_TRUE(opened);
    EXPECT_TRUE((*opened)->damages().empty());
    archive = *std::move(opened);
    forgotten = std::make_unique<ForgottenRequests>(*archive);
    EXPECT_EQ(archive->covered_through(), 50u);
    expect_found(1, 50);
    file(51, 60);
    expect_found(1, 60);
}

// What the last one of a name was answered counts, should a name ever have been forgotten twice.
TEST_F(ForgottenRequestsTest, OfANameForgottenTwiceTheLaterAnswerIsFound) {
    const std::uint64_t hash = archive->hash_of(bytes_of("name"));
    const auto entry = [&](std::string_view answer) {
        return RequestEntry{hash, RequestName(bytes_of("name")), RequestAnswer(bytes_of(answer))};
    };
    std::vector<RequestEntry> both{entry("first"), entry("second")};
    ASSERT_TRUE(archive->add(both, 1));
    EXPECT_EQ(forgotten->find(bytes_of("name")).value(), RequestAnswer(bytes_of("second")));
    std::vector<RequestEntry> third{entry("third")};
    ASSERT_TRUE(archive->add(third, 2));
    EXPECT_EQ(forgotten->find(bytes_of("name")).value(), RequestAnswer(bytes_of("third")));
    tidy();
    EXPECT_EQ(journal::list_request_files(storage).value().size(), 1u);
    EXPECT_EQ(forgotten->find(bytes_of("name")).value(), RequestAnswer(bytes_of("third")));
}

TEST_F(ForgottenRequestsTest, AFileThatCannotBeWrittenIsWrittenLater) {
    std::vector<RequestEntry> entries;
    ForgottenCollector collector(*archive, entries);
    collector.on_forgotten(bytes_of(name_of(1)), bytes_of(answer_of(1)));
    storage.set_capacity(100);
    EXPECT_FALSE(archive->add(entries, 1));
    EXPECT_EQ(entries.size(), 1u);
    EXPECT_EQ(archive->covered_through(), 0u);
    storage.set_capacity(UINT64_MAX);
    EXPECT_TRUE(archive->add(entries, 1));
    expect_found(1, 1);
}

TEST_F(ForgottenRequestsTest, AMergeThatFailsLeavesTheFilesAsTheyAre) {
    file(1, 40);
    file(41, 80);
    storage.set_capacity(storage.used_bytes() + 100);
    EXPECT_TRUE(archive->tidy());  // looks for what is superfluous
    EXPECT_FALSE(archive->tidy());
    expect_found(1, 80);
    storage.set_capacity(UINT64_MAX);
    tidy();
    EXPECT_EQ(journal::list_request_files(storage).value(), (std::vector<RequestRange>{{0, 80}}));
    expect_found(1, 80);
}

}  // namespace
}  // namespace trireme::runtime
