#include "journal/snapshot_store.hpp"

#include "base/crc32c.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

Snapshot snapshot_at(std::uint64_t sequence, std::size_t state_bytes) {
    return {.info = {.log_id = test_log_id(),
                     .sequence = sequence,
                     .time = Timestamp(1'700'000'000'000'000'001),
                     .event_sequence = 20,
                     .event_hash = 0x1122334455667788,
                     .state_hash = 0x99AABBCCDDEEFF00,
                     .core_name = "counter"},
            .state = test_payload(sequence, state_bytes)};
}

class SnapshotStoreTest : public testing::Test {
protected:
    SimulatedStorage storage{1};
};

TEST_F(SnapshotStoreTest, ReadsBackWhatWasWritten) {
    // No state, less than a chunk, whole chunks, and one byte more and less.
    for (const std::size_t bytes : {0U, 1U, 65'535U, 65'536U, 65'537U, 131'072U, 200'000U}) {
        const Snapshot written = snapshot_at(1 + bytes, bytes);
        succeed(write_snapshot(storage, written));
        const Snapshot read = value_of(read_snapshot(storage, written.info.sequence));
        EXPECT_EQ(read.info, written.info);
        EXPECT_EQ(read.state, written.state);
        EXPECT_EQ(verify_snapshot(storage, written.info.sequence).value(), written.info);
    }
    EXPECT_EQ(list_snapshots(storage).value(),
              (std::vector<std::uint64_t>{1, 2, 65'536, 65'537, 65'538, 131'073, 200'001}));
}

// The layout of docs/journal.md, made by another program.
TEST_F(SnapshotStoreTest, HasTheDocumentedLayout) {
    Snapshot snapshot = snapshot_at(9, 0);
    append_bytes(snapshot.state, bytes_of("state"));
    succeed(write_snapshot(storage, snapshot));
    const ByteBuffer content = storage.content("snapshots/00000000000000000009.snapshot");
    ASSERT_EQ(content.size(), 512U + 5U + 4U);
    const auto hex = [&](std::size_t begin, std::size_t end) {
        std::string text;
        for (std::size_t at = begin; at < end; ++at) {
            text += fmt::format("{:02x}", std::to_integer<unsigned>(content[at]));
        }
        return text;
    };
    EXPECT_EQ(hex(0, 96),
              "54524952454d4553ff19cad1010007000102030405060708090a0b0c0d0e0f10"
              "090000000000000001002a36fe9c97171400000000000000887766554433221100ffeeddccbbaa99"
              "0500000000000000636f756e746572000000000000000000");
    EXPECT_EQ(hex(512, 521), "737461746546b01917");
}

TEST_F(SnapshotStoreTest, WithAnyFlippedBitIsCorrupt) {
    succeed(write_snapshot(storage, snapshot_at(3, 70'000)));
    const std::string name = snapshot_name(3);
    const std::uint64_t file_bits = storage.content(name).size() * 8;
    for (std::uint64_t bit = 0; bit < file_bits; bit += bit < 8 * 600 ? 1 : 997) {
        const auto damaged = storage.clone(bit);
        damaged->flip_bit(name, bit / 8, static_cast<unsigned>(bit % 8));
        const auto read = read_snapshot(*damaged, 3);
        ASSERT_FALSE(read) << "bit " << bit;
        expect_failure(read, ErrorCode::corrupt, {name, "at offset"});
        expect_failure(verify_snapshot(*damaged, 3), ErrorCode::corrupt, {name});
    }
}

TEST_F(SnapshotStoreTest, OfAnotherSizeIsCorrupt) {
    succeed(write_snapshot(storage, snapshot_at(3, 70'000)));
    const std::string name = snapshot_name(3);
    const std::uint64_t size = storage.content(name).size();
    for (const std::uint64_t kept : {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{512}, std::uint64_t{4096},
                                     std::uint64_t{512 + 65'540}, size - 1, size + 1, size + 65'536}) {
        const auto damaged = storage.clone(kept);
        damaged->truncate(name, kept);
        expect_failure(read_snapshot(*damaged, 3), ErrorCode::corrupt, {name});
    }
}

TEST_F(SnapshotStoreTest, WithChunksInTheWrongPlaceIsCorrupt) {
    succeed(write_snapshot(storage, snapshot_at(3, 3 * 65'536)));
    const std::string name = snapshot_name(3);
    const ByteBuffer content = storage.content(name);
    constexpr std::size_t chunk = 65'540;
    storage.overwrite(name, 512, ByteView(content).subspan(512 + chunk, chunk));
    storage.overwrite(name, 512 + chunk, ByteView(content).subspan(512, chunk));
    expect_failure(read_snapshot(storage, 3), ErrorCode::corrupt, {"at offset 512"});
}

TEST_F(SnapshotStoreTest, WithTheStateOfAnotherSnapshotIsCorrupt) {
    succeed(write_snapshot(storage, snapshot_at(3, 1'000)));
    succeed(write_snapshot(storage, snapshot_at(4, 1'000)));
    const ByteBuffer other = storage.content(snapshot_name(4));
    storage.overwrite(snapshot_name(3), 512, ByteView(other).subspan(512));
    expect_failure(read_snapshot(storage, 3), ErrorCode::corrupt, {snapshot_name(3), "at offset 512"});
}

TEST_F(SnapshotStoreTest, UnderAWrongNameIsCorrupt) {
    succeed(write_snapshot(storage, snapshot_at(3, 10)));
    succeed(storage.rename(snapshot_name(3), snapshot_name(4)));
    expect_failure(read_snapshot(storage, 4), ErrorCode::corrupt, {snapshot_name(4), "snapshot at 3"});
}

TEST_F(SnapshotStoreTest, OfAnUnknownFormatIsRefused) {
    succeed(write_snapshot(storage, snapshot_at(3, 10)));
    ByteBuffer sector = storage.content(snapshot_name(3));
    sector.resize(512);
    store_little_endian(sector.data() + 12, std::uint16_t{2});
    store_little_endian(sector.data() + 8, crc32c(ByteView(sector).subspan(12), crc32c(ByteView(sector).first(8))));
    storage.overwrite(snapshot_name(3), 0, sector);
    expect_failure(read_snapshot(storage, 3), ErrorCode::unsupported_version, {snapshot_name(3), "format 2"});
    expect_failure(newest_verified_snapshot(storage), ErrorCode::unsupported_version);
}

TEST_F(SnapshotStoreTest, ThatIsNotThereIsNotFound) {
    expect_failure(read_snapshot(storage, 3), ErrorCode::not_found);
    EXPECT_EQ(list_snapshots(storage).value(), std::vector<std::uint64_t>{});
    EXPECT_EQ(newest_verified_snapshot(storage).value(), std::nullopt);
    EXPECT_EQ(remove_old_snapshots(storage).value(), std::vector<std::uint64_t>{});
}

TEST_F(SnapshotStoreTest, KilledAtAnyOperationIsThereWholeOrNotAtAll) {
    succeed(write_snapshot(storage, snapshot_at(3, 100'000)));
    for (std::uint64_t operation = 1;; ++operation) {
        const auto disk = storage.clone(operation);
        simulation::FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{operation, simulation::CrashMoment::after_bytes, 300};
        plan.crash = {simulation::Crash::Kind::cut_power, simulation::Survival::random()};
        disk->set_faults(plan);
        const bool done = write_snapshot(*disk, snapshot_at(7, 100'000)).has_value();
        if (disk->running()) {
            ASSERT_TRUE(done);
            ASSERT_GT(operation, 8U);
            break;
        }
        disk->restart();
        for (const std::uint64_t sequence : value_of(list_snapshots(*disk))) {
            EXPECT_TRUE(verify_snapshot(*disk, sequence)) << "operation " << operation;
        }
        EXPECT_TRUE(verify_snapshot(*disk, 3));
        succeed(write_snapshot(*disk, snapshot_at(7, 100'000)));
        EXPECT_EQ(newest_verified_snapshot(*disk).value()->sequence, 7U);
        EXPECT_EQ(disk->list("snapshots").value().size(), 2U) << "what the killed attempt left is gone";
    }
}

TEST_F(SnapshotStoreTest, WithoutSpaceIsNotThere) {
    storage.set_capacity(50'000);
    expect_failure(write_snapshot(storage, snapshot_at(3, 100'000)), ErrorCode::no_space);
    EXPECT_EQ(storage.list("snapshots").value().size(), 0U);
}

TEST_F(SnapshotStoreTest, OfADiskThatLosesAWriteNeverGetsItsName) {
    // The write is reported as failed sync; what comes back on reading is not what was written.
    simulation::FaultPlan plan;
    plan.failures.push_back({.kind = simulation::OperationKind::sync, .nth = 1});
    storage.set_faults(plan);
    expect_failure(write_snapshot(storage, snapshot_at(3, 1'000)), ErrorCode::io_failure);
    EXPECT_EQ(list_snapshots(storage).value(), std::vector<std::uint64_t>{});
}

TEST_F(SnapshotStoreTest, NewestVerifiedPassesOverDamagedOnes) {
    for (const std::uint64_t sequence : {10U, 20U, 30U}) {
        succeed(write_snapshot(storage, snapshot_at(sequence, 500)));
    }
    EXPECT_EQ(newest_verified_snapshot(storage).value()->sequence, 30U);
    storage.flip_bit(snapshot_name(30), 600, 0);
    EXPECT_EQ(newest_verified_snapshot(storage).value()->sequence, 20U);
    storage.truncate(snapshot_name(20), 20);
    EXPECT_EQ(newest_verified_snapshot(storage).value()->sequence, 10U);
}

TEST_F(SnapshotStoreTest, KeepsTheNewestThatVerify) {
    for (std::uint64_t sequence = 10; sequence <= 60; sequence += 10) {
        succeed(write_snapshot(storage, snapshot_at(sequence, 500)));
    }
    storage.flip_bit(snapshot_name(50), 600, 0);
    (void)value_of(storage.create("snapshots/00000000000000000070.snapshot.new", 100));
    EXPECT_EQ(remove_old_snapshots(storage).value(), (std::vector<std::uint64_t>{10, 20}));
    EXPECT_EQ(list_snapshots(storage).value(), (std::vector<std::uint64_t>{30, 40, 50, 60}));
    EXPECT_EQ(storage.list("snapshots").value().size(), 4U) << "what a killed attempt left is gone";
    EXPECT_EQ(remove_old_snapshots(storage, 1).value(), (std::vector<std::uint64_t>{30, 40, 50}));
}

TEST_F(SnapshotStoreTest, RemovesNothingWhileTooFewVerify) {
    for (std::uint64_t sequence = 10; sequence <= 40; sequence += 10) {
        succeed(write_snapshot(storage, snapshot_at(sequence, 500)));
        storage.flip_bit(snapshot_name(sequence), 600, 0);
    }
    succeed(write_snapshot(storage, snapshot_at(50, 500)));
    EXPECT_EQ(remove_old_snapshots(storage, 2).value(), std::vector<std::uint64_t>{});
    EXPECT_EQ(list_snapshots(storage).value().size(), 5U);
}

}  // namespace
}  // namespace trireme::journal
