#include "journal/request_file.hpp"

#include "base/crc32c.hpp"
#include "journal/request_format.hpp"
#include "journal/request_writer.hpp"
#include "journal/tests/old_requests.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

constexpr RequestRange range{3, 9};

class RequestFileTest : public testing::Test {
protected:
    void write(std::uint64_t first, std::uint64_t count) {
        succeed(write_request_file(storage, test_log_id(), range, sorted_requests(first, count)));
    }
    RequestFile open() { return value_of(RequestFile::open(storage, request_file_name(range))); }

    SimulatedStorage storage{1};
};

TEST_F(RequestFileTest, FindsWhatItHoldsAndNothingElse) {
    // None, one, a whole block, and one more and less.
    for (const std::uint64_t count : {0U, 1U, 50U, 51U, 52U, 1'000U}) {
        write(0, count);
        RequestFile file = open();
        EXPECT_EQ(file.info(), (RequestFileInfo{test_log_id(), range, count}));
        for (std::uint64_t number = 0; number < 2 * count + 100; ++number) {
            const RequestEntry entry = old_request(number);
            const auto found = value_of(file.find(entry.hash, entry.name));
            EXPECT_EQ(found, number < count ? std::optional(entry.answer) : std::nullopt) << number;
        }
        EXPECT_EQ(verify_request_file(storage, range).value(), file.info());
    }
}

// Names that lie in each other's way, over the end of blocks: each is found, and a name that is not there is not taken
// for one that has its hash.
TEST_F(RequestFileTest, TellsNamesOfOneHashApart) {
    std::vector<RequestEntry> entries;
    for (std::uint64_t number = 0; number < 200; ++number) {
        entries.push_back(old_request(number));
        entries.back().hash = number < 20 ? number : 77;
    }
    std::ranges::sort(entries, comes_before);
    succeed(write_request_file(storage, test_log_id(), range, entries));
    RequestFile file = open();
    for (std::uint64_t number = 20; number < 200; ++number) {
        EXPECT_EQ(file.find(77, old_request(number).name).value(), old_request(number).answer);
    }
    EXPECT_EQ(file.find(77, old_request(1).name).value(), std::nullopt);
    EXPECT_EQ(file.find(77, old_request(999).name).value(), std::nullopt);
}

TEST_F(RequestFileTest, OfEqualNamesFindsTheFirst) {
    RequestEntry first = old_request(1);
    RequestEntry second = first;
    second.answer = old_request(2).answer;
    succeed(write_request_file(storage, test_log_id(), range, std::vector{second, first}));
    EXPECT_EQ(open().find(first.hash, first.name).value(), second.answer);
}

TEST_F(RequestFileTest, AsksTheDiskOnlyForWhatItMayHold) {
    constexpr std::uint64_t count = 20'000;
    write(0, count);
    RequestFile file = open();
    const auto reads = [&] { return storage.counters().attempted_of(simulation::OperationKind::read); };
    const std::uint64_t before = reads();
    std::uint64_t taken_for_held = 0;
    for (std::uint64_t number = count; number < 3 * count; ++number) {
        const RequestEntry entry = old_request(number);
        const std::uint64_t reads_before = reads();
        EXPECT_EQ(file.find(entry.hash, entry.name).value(), std::nullopt) << "harmless, whatever the filter says";
        taken_for_held += reads() > reads_before ? 1U : 0U;
    }
    EXPECT_GT(taken_for_held, 0u) << "nothing was tried";
    EXPECT_LT(taken_for_held, 3 * 2 * count / 1'000);
    EXPECT_LE(reads() - before, 2 * taken_for_held);
    const std::uint64_t before_held = reads();
    EXPECT_TRUE(file.find(old_request(5).hash, old_request(5).name).value());
    EXPECT_LE(reads() - before_held, 2u);
}

// The layout of docs/journal.md, made by another program.
TEST_F(RequestFileTest, HasTheDocumentedLayout) {
    RequestEntry entry{
        .hash = 0x1122334455667788, .name = RequestName(bytes_of("name")), .answer = RequestAnswer(bytes_of("answer"))};
    succeed(write_request_file(storage, test_log_id(), range, std::vector{entry}));
    const ByteBuffer content = storage.content("requests/00000000000000000003-00000000000000000009.requests");
    ASSERT_EQ(content.size(), 512U + 4096U + 2 * 64U + 8U + 4U);
    const auto hex = [&](std::size_t begin, std::size_t end) {
        std::string text;
        for (std::size_t at = begin; at < end; ++at) {
            text += fmt::format("{:02x}", std::to_integer<unsigned>(content[at]));
        }
        return text;
    };
    EXPECT_EQ(hex(0, 56),
              "54524952454d45523fbcaddb010000000102030405060708090a0b0c0d0e0f10"
              "030000000000000009000000000000000100000000000000");
    EXPECT_EQ(hex(511, 521),
              "a58877665544332211"
              "04");
    EXPECT_EQ(hex(521, 525), "6e616d65");
    EXPECT_EQ(hex(568, 575), "06616e73776572");
    EXPECT_EQ(hex(4604, 4608), "202f8f0f");
    EXPECT_EQ(hex(4736, 4748), "887766554433221184df476e");
}

TEST_F(RequestFileTest, WithAnyFlippedBitIsCorrupt) {
    write(0, 60);
    const std::string name = request_file_name(range);
    const std::uint64_t file_bits = storage.content(name).size() * 8;
    for (std::uint64_t bit = 0; bit < file_bits; bit += bit < 8 * 600 ? 1 : 13) {
        const auto damaged = storage.clone(bit);
        damaged->flip_bit(name, bit / 8, static_cast<unsigned>(bit % 8));
        const auto verified = verify_request_file(*damaged, range);
        ASSERT_FALSE(verified) << "bit " << bit;
        expect_failure(verified, ErrorCode::corrupt, {name, "at offset"});
    }
}

TEST_F(RequestFileTest, DamageInABlockIsToldByWhoReadsIt) {
    write(0, 60);
    storage.flip_bit(request_file_name(range), 600, 3);
    RequestFile file = open();
    bool is_told = false;
    for (std::uint64_t number = 0; number < 60; ++number) {
        const RequestEntry entry = old_request(number);
        const auto found = file.find(entry.hash, entry.name);
        if (!found) {
            expect_failure(found, ErrorCode::corrupt, {request_file_name(range), "at offset 512"});
            is_told = true;
        } else {
            EXPECT_EQ(*found, entry.answer);
        }
    }
    EXPECT_TRUE(is_told);
}

TEST_F(RequestFileTest, OfAnotherSizeIsCorrupt) {
    write(0, 60);
    const std::string name = request_file_name(range);
    const std::uint64_t size = storage.content(name).size();
    for (const std::uint64_t kept :
         {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{512}, std::uint64_t{4096}, size - 1, size + 1}) {
        const auto damaged = storage.clone(kept);
        damaged->truncate(name, kept);
        expect_failure(RequestFile::open(*damaged, name), ErrorCode::corrupt, {name});
    }
}

TEST_F(RequestFileTest, WithABlockOfAnotherFileIsCorrupt) {
    write(0, 60);
    const RequestRange other{9, 12};
    succeed(write_request_file(storage, test_log_id(), other, sorted_requests(0, 60)));
    const ByteBuffer content = storage.content(request_file_name(other));
    storage.overwrite(request_file_name(range), 512, ByteView(content).subspan(512, 4096));
    expect_failure(verify_request_file(storage, range), ErrorCode::corrupt,
                   {request_file_name(range), "at offset 512"});
}

TEST_F(RequestFileTest, UnderAWrongNameIsCorrupt) {
    write(0, 2);
    succeed(storage.rename(request_file_name(range), request_file_name({3, 10})));
    expect_failure(verify_request_file(storage, {3, 10}), ErrorCode::corrupt, {"3 to 9"});
}

TEST_F(RequestFileTest, OfAnUnknownFormatIsRefused) {
    write(0, 2);
    ByteBuffer sector = storage.content(request_file_name(range));
    sector.resize(512);
    store_little_endian(sector.data() + 12, std::uint16_t{2});
    store_little_endian(sector.data() + 8, crc32c(ByteView(sector).subspan(12), crc32c(ByteView(sector).first(8))));
    storage.overwrite(request_file_name(range), 0, sector);
    expect_failure(RequestFile::open(storage, request_file_name(range)), ErrorCode::unsupported_version,
                   {request_file_name(range), "format 2"});
}

// At each operation that writing it takes, a kill or a cut of power leaves the whole file or none of its name.
TEST_F(RequestFileTest, IsWholeOrNotThereWhateverEndsTheWriting) {
    const std::vector<RequestEntry> entries = sorted_requests(0, 300);
    for (std::uint64_t operation = 1;; ++operation) {
        SimulatedStorage disk(operation);
        simulation::FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{.operation = operation};
        plan.crash.kind = simulation::Crash::Kind::cut_power;
        disk.set_faults(plan);
        const bool is_written = write_request_file(disk, test_log_id(), range, entries).has_value();
        const bool has_crashed = !disk.running();
        disk.set_faults({});
        if (has_crashed) {
            disk.restart();
        }
        const auto ranges = value_of(list_request_files(disk));
        if (!ranges.empty()) {
            EXPECT_EQ(value_of(verify_request_file(disk, range)).entries, entries.size());
        }
        EXPECT_TRUE(!is_written || !ranges.empty());
        if (!has_crashed) {
            EXPECT_GT(operation, 5u);
            break;
        }
    }
}

TEST_F(RequestFileTest, LeavesNothingWhereTheDiskIsFull) {
    storage.set_capacity(1'000);
    expect_failure(write_request_file(storage, test_log_id(), range, sorted_requests(0, 300)), ErrorCode::no_space);
    EXPECT_TRUE(value_of(storage.list(request_folder)).empty());
    EXPECT_TRUE(storage.half_made_files().empty());
}

}  // namespace
}  // namespace trireme::journal
