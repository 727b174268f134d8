#include "journal/request_store.hpp"

#include "journal/tests/old_requests.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

class RequestStoreTest : public testing::Test {
protected:
    // Holds as many requests as it covers commands, unless it is to hold none.
    void write(RequestRange range, bool is_empty = false) {
        succeed(write_request_file(storage, test_log_id(), range,
                                   sorted_requests(range.after, is_empty ? 0 : range.through - range.after)));
    }

    RequestRow open_row() {
        bad.clear();
        return value_of(open_request_row(storage, test_log_id(), [&](const Error& error) { bad.push_back(error); }));
    }

    std::vector<RequestRange> ranges_of(const RequestRow& row) {
        std::vector<RequestRange> ranges;
        for (const auto& file : row) {
            ranges.push_back(file->info().range);
        }
        return ranges;
    }

    // Merges until nothing is left to merge, as the archive does it.
    void merge_all(RequestRow& row) {
        while (const auto older = request_files_to_merge(row)) {
            RequestMerge merge = value_of(RequestMerge::open(storage, row[*older]->info(), row[*older + 1]->info()));
            for (bool is_left = true; is_left;) {
                is_left = value_of(merge.step());
            }
            row = open_row();
        }
    }

    using Ranges = std::vector<RequestRange>;
    SimulatedStorage storage{1};
    std::vector<Error> bad;
};

TEST_F(RequestStoreTest, ARowGoesOnWithoutAGap) {
    EXPECT_TRUE(open_row().empty());
    write({0, 4});
    write({4, 9});
    write({11, 15});
    EXPECT_EQ(ranges_of(open_row()), (Ranges{{0, 4}, {4, 9}}));
    EXPECT_EQ(covered_through(open_row()), 9u);
    write({7, 12});
    EXPECT_EQ(ranges_of(open_row()), (Ranges{{0, 4}, {4, 9}, {7, 12}, {11, 15}}));
}

TEST_F(RequestStoreTest, ARowPrefersTheFileThatReachesFurthest) {
    write({0, 4});
    write({4, 9});
    write({0, 9});
    write({9, 10});
    EXPECT_EQ(ranges_of(open_row()), (Ranges{{0, 9}, {9, 10}}));
}

TEST_F(RequestStoreTest, ARowDoesWithoutADamagedFile) {
    write({0, 4});
    write({4, 9});
    write({0, 9});
    write({9, 12});
    storage.flip_bit(request_file_name({0, 9}), 40, 1);
    EXPECT_EQ(ranges_of(open_row()), (Ranges{{0, 4}, {4, 9}, {9, 12}}));
    ASSERT_EQ(bad.size(), 1u);
    EXPECT_NE(bad[0].message.find(request_file_name({0, 9})), std::string::npos);
    storage.flip_bit(request_file_name({4, 9}), 40, 1);
    EXPECT_EQ(ranges_of(open_row()), (Ranges{{0, 4}}));
}

TEST_F(RequestStoreTest, AFileOfAnotherJournalIsAConflict) {
    LogId other = test_log_id();
    other[3] ^= std::byte{1};
    succeed(write_request_file(storage, other, {0, 4}, sorted_requests(0, 4)));
    expect_failure(open_request_row(storage, test_log_id(), [](const Error&) {}), ErrorCode::conflict,
                   {request_file_name({0, 4})});
}

TEST_F(RequestStoreTest, RemovesWhatTheRowMakesSuperfluous) {
    write({0, 4});
    write({4, 9});
    write({0, 9});
    write({12, 15});
    EXPECT_EQ(value_of(remove_superseded_request_files(storage, open_row())),
              (std::vector<std::string>{request_file_name({0, 4}), request_file_name({4, 9})}));
    EXPECT_EQ(value_of(list_request_files(storage)), (Ranges{{0, 9}, {12, 15}}));
}

TEST_F(RequestStoreTest, AMergedFileHoldsWhatBothHeld) {
    write({0, 500});
    write({500, 800});
    RequestMerge merge = value_of(RequestMerge::open(storage, open_row()[0]->info(), open_row()[1]->info()));
    EXPECT_EQ(merge.merged().range, (RequestRange{0, 800}));
    for (bool is_left = true; is_left;) {
        EXPECT_EQ(value_of(list_request_files(storage)).size(), 2u) << "it has its name before it is whole";
        is_left = value_of(merge.step());
    }
    const RequestRow row = open_row();
    ASSERT_EQ(ranges_of(row), (Ranges{{0, 800}}));
    for (std::uint64_t number = 0; number < 800; ++number) {
        const RequestEntry entry = old_request(number);
        EXPECT_EQ(value_of(row[0]->find(entry.hash, entry.name)), entry.answer);
    }
    EXPECT_EQ(value_of(verify_request_file(storage, {0, 800})).entries, 800u);
}

TEST_F(RequestStoreTest, OfEqualNamesAMergeKeepsTheNewerInFront) {
    RequestEntry older = old_request(1);
    RequestEntry newer = older;
    newer.answer = old_request(2).answer;
    succeed(write_request_file(storage, test_log_id(), {0, 1}, std::vector{older}));
    succeed(write_request_file(storage, test_log_id(), {1, 2}, std::vector{newer}));
    RequestRow row = open_row();
    merge_all(row);
    ASSERT_EQ(row.size(), 1u);
    EXPECT_EQ(value_of(row[0]->find(older.hash, older.name)), newer.answer);
}

TEST_F(RequestStoreTest, FilesStayFew) {
    RequestRow row;
    std::size_t files_max = 0;
    for (std::uint64_t sequence = 0; sequence < 200; ++sequence) {
        write({sequence * 10, sequence * 10 + 10}, sequence % 3 == 0);
        row = open_row();
        merge_all(row);
        static_cast<void>(value_of(remove_superseded_request_files(storage, row)));
        files_max = std::max(files_max, row.size());
        for (std::size_t at = 1; at < row.size(); ++at) {
            EXPECT_GT(row[at - 1]->info().entries, 4 * row[at]->info().entries);
        }
    }
    EXPECT_EQ(covered_through(row), 2'000u);
    EXPECT_LE(files_max, 7u);
    EXPECT_GE(files_max, 3u);
}

TEST_F(RequestStoreTest, ADamagedFileIsNotMerged) {
    write({0, 300});
    write({300, 500});
    storage.flip_bit(request_file_name({0, 300}), 5'000, 1);
    const RequestRow row = open_row();
    RequestMerge merge = value_of(RequestMerge::open(storage, row[0]->info(), row[1]->info()));
    expect_failure(merge.step(), ErrorCode::corrupt, {request_file_name({0, 300}), "at offset 4608"});
    EXPECT_EQ(value_of(list_request_files(storage)), (Ranges{{0, 300}, {300, 500}}));
}

}  // namespace
}  // namespace trireme::journal
