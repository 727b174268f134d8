#include "simulation/simulated_storage.hpp"

#include "journal/tests/expect_result.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

namespace trireme::simulation {
namespace {

// A short life of a process that uses every operation; stops at the first error.
Result<void> live(SimulatedStorage& storage) {
    TRIREME_TRY_ASSIGN(const auto lock, storage.lock());
    TRIREME_TRY(storage.make_folder("folder"));
    TRIREME_TRY_ASSIGN(const auto file, storage.create("folder/new", 8));
    TRIREME_TRY(file->write_at(0, bytes_of("abcd")));
    TRIREME_TRY(file->sync());
    TRIREME_TRY(file->write_at(4, bytes_of("efgh")));
    TRIREME_TRY(file->sync());
    TRIREME_TRY(storage.rename("folder/new", "folder/kept"));
    TRIREME_TRY_ASSIGN(const auto reader, storage.open_to_read("folder/kept"));
    TRIREME_TRY(reader->size());
    ByteBuffer into(8);
    TRIREME_TRY(reader->read_at(0, into));
    TRIREME_TRY(storage.open_to_write("folder/kept"));
    TRIREME_TRY(storage.list("folder"));
    return storage.remove("folder/kept");
}

std::uint64_t operations_of_a_life() {
    SimulatedStorage storage(1);
    EXPECT_TRUE(succeeds(live(storage)));
    for (std::size_t kind = 0; kind < operation_kind_count; ++kind) {
        EXPECT_GT(storage.counters().attempted[kind], 0U) << name_of(static_cast<OperationKind>(kind));
    }
    return storage.counters().operations();
}

std::string content_or_none(const SimulatedStorage& storage, std::string_view name) {
    return storage.exists(name) ? std::string(text_of(storage.content(name))) : "none";
}

TEST(SimulatedStorage, CrashesAtEveryOperation) {
    const std::uint64_t operations = operations_of_a_life();
    for (std::uint64_t operation = 1; operation <= operations; ++operation) {
        for (const CrashMoment moment : {CrashMoment::before, CrashMoment::after_bytes, CrashMoment::after}) {
            for (const Crash::Kind kind : {Crash::Kind::kill, Crash::Kind::cut_power}) {
                SCOPED_TRACE(fmt::format("operation {}, moment {}", operation, static_cast<int>(moment)));
                SimulatedStorage storage(operation);
                storage.set_faults({.crash_at = CrashPoint{operation, moment, 2}, .crash = {kind}});
                EXPECT_TRUE(fails_with(ErrorCode::killed, live(storage)));
                EXPECT_FALSE(storage.running());
                EXPECT_EQ(storage.counters().operations(), operation);
                EXPECT_EQ(storage.counters().kills + storage.counters().power_cuts, 1U);
                EXPECT_EQ(storage.trace().back().failed, ErrorCode::killed);
                EXPECT_TRUE(fails_with(ErrorCode::killed, storage.list("")));
            }
        }
    }
}

TEST(SimulatedStorage, ACrashComesBeforeWithinOrAfterAnOperation) {
    const auto crash_at = [](OperationKind kind, std::uint64_t nth, CrashMoment moment, std::uint64_t bytes) {
        SimulatedStorage probe(1);
        EXPECT_TRUE(succeeds(live(probe)));
        std::uint64_t seen = 0;
        for (const TracedOperation& operation : probe.trace()) {
            if (operation.kind == kind && ++seen == nth) {
                auto storage = std::make_unique<SimulatedStorage>(1);
                storage->set_faults({.crash_at = CrashPoint{operation.number, moment, bytes}});
                EXPECT_TRUE(fails_with(ErrorCode::killed, live(*storage)));
                return storage;
            }
        }
        ADD_FAILURE() << "no such operation";
        return std::make_unique<SimulatedStorage>(1);
    };
    const std::string zeros(8, '\0');
    const auto create_before = crash_at(OperationKind::create, 1, CrashMoment::before, 0);
    EXPECT_EQ(content_or_none(*create_before, "folder/new"), "none");
    const auto create_after = crash_at(OperationKind::create, 1, CrashMoment::after, 0);
    EXPECT_EQ(content_or_none(*create_after, "folder/new"), zeros);
    const auto rename_before = crash_at(OperationKind::rename, 1, CrashMoment::before, 0);
    EXPECT_EQ(content_or_none(*rename_before, "folder/new"), "abcdefgh");
    const auto rename_after = crash_at(OperationKind::rename, 1, CrashMoment::after, 0);
    EXPECT_EQ(content_or_none(*rename_after, "folder/new"), "none");
    EXPECT_EQ(content_or_none(*rename_after, "folder/kept"), "abcdefgh");
    const auto sync_before = crash_at(OperationKind::sync, 1, CrashMoment::before, 0);
    EXPECT_EQ(sync_before->unsynced_bytes(), 4U);
    const auto sync_after = crash_at(OperationKind::sync, 1, CrashMoment::after, 0);
    EXPECT_EQ(sync_after->unsynced_bytes(), 0U);
    for (std::uint64_t bytes = 0; bytes <= 4; ++bytes) {
        const auto write_within = crash_at(OperationKind::write, 2, CrashMoment::after_bytes, bytes);
        EXPECT_EQ(content_or_none(*write_within, "folder/new"),
                  "abcd" + std::string("efgh").substr(0, bytes) + std::string(4 - bytes, '\0'));
    }
}

TEST(SimulatedStorage, KillsAtEveryWrittenByte) {
    constexpr std::uint64_t total_bytes = 8;
    for (std::uint64_t bytes = 0; bytes <= total_bytes; ++bytes) {
        SimulatedStorage storage(1);
        storage.set_faults({.crash_after_written_bytes = bytes});
        EXPECT_TRUE(fails_with(ErrorCode::killed, live(storage)));
        EXPECT_EQ(content_or_none(storage, "folder/new"),
                  std::string("abcdefgh").substr(0, bytes) + std::string(total_bytes - bytes, '\0'));
    }
    SimulatedStorage storage(1);
    storage.set_faults({.crash_after_written_bytes = total_bytes + 1});
    EXPECT_TRUE(succeeds(live(storage)));
}

TEST(SimulatedStorage, OpenFilesAndLocksDieWithTheirProcess) {
    SimulatedStorage storage(1);
    auto lock = storage.lock();
    const auto file = storage.create("a", 4).value();
    storage.kill_process();
    storage.restart();
    EXPECT_TRUE(fails_with(ErrorCode::killed, file->write_at(0, bytes_of("x"))));
    EXPECT_TRUE(fails_with(ErrorCode::killed, file->sync()));
    EXPECT_TRUE(fails_with(ErrorCode::killed, file->size()));
    const auto next_lock = storage.lock();
    EXPECT_TRUE(succeeds(next_lock));
    lock->reset();
    EXPECT_TRUE(fails_with(ErrorCode::conflict, storage.lock())) << "the old lock must not release the new one";
    EXPECT_TRUE(succeeds(storage.open_to_write("a")));
}

TEST(SimulatedStorage, ACrashUsesThePlanUp) {
    SimulatedStorage storage(1);
    storage.set_faults({.crash_at = CrashPoint{1}, .failures = {{.kind = OperationKind::list, .nth = 1, .times = 99}}});
    EXPECT_TRUE(fails_with(ErrorCode::killed, storage.list("")));
    storage.restart();
    EXPECT_TRUE(succeeds(live(storage)));
}

TEST(SimulatedStorage, FailsTheNthOperationsOfAKind) {
    for (std::size_t kind = 0; kind < operation_kind_count; ++kind) {
        SimulatedStorage storage(1);
        storage.set_faults({.failures = {{.kind = static_cast<OperationKind>(kind)}}});
        EXPECT_TRUE(fails_with(ErrorCode::io_failure, live(storage))) << name_of(static_cast<OperationKind>(kind));
        EXPECT_EQ(storage.counters().failed[kind], 1U);
        EXPECT_TRUE(storage.running());
    }
    SimulatedStorage storage(1);
    const auto file = storage.create("a", 4).value();
    EXPECT_TRUE(succeeds(file->sync()));
    storage.set_faults(
        {.failures = {{.kind = OperationKind::sync, .nth = 2, .times = 2, .code = ErrorCode::no_space}}});
    EXPECT_TRUE(succeeds(file->sync()));
    EXPECT_TRUE(fails_with(ErrorCode::no_space, file->sync()));
    EXPECT_TRUE(fails_with(ErrorCode::no_space, file->sync()));
    EXPECT_TRUE(succeeds(file->sync()));
    EXPECT_EQ(storage.counters().failed_of(OperationKind::sync), 2U);
}

TEST(SimulatedStorage, AFailedCreateLeavesNothingAndAFailedWriteAPrefix) {
    std::set<std::string> contents;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimulatedStorage storage(seed);
        storage.set_faults({.failures = {{.kind = OperationKind::create}, {.kind = OperationKind::write}}});
        EXPECT_TRUE(fails_with(ErrorCode::io_failure, storage.create("a", 3)));
        EXPECT_FALSE(storage.exists("a"));
        const auto file = storage.create("a", 3).value();
        EXPECT_TRUE(fails_with(ErrorCode::io_failure, file->write_at(0, bytes_of("abc"))));
        contents.insert(content_or_none(storage, "a"));
    }
    using namespace std::string_literals;
    EXPECT_EQ(contents, (std::set<std::string>{"\0\0\0"s, "a\0\0"s, "ab\0"s, "abc"s}));
}

TEST(SimulatedStorage, TheDiskCanBeFullAndFreedAgain) {
    SimulatedStorage storage(1);
    storage.set_capacity(1000);
    const auto file = storage.create("a", 600).value();
    EXPECT_TRUE(fails_with(ErrorCode::no_space, storage.create("b", 401)));
    EXPECT_FALSE(storage.exists("b"));
    EXPECT_TRUE(succeeds(storage.create("b", 400)));
    EXPECT_TRUE(succeeds(file->write_at(599, bytes_of("x")))) << "allocated space cannot run out";
    EXPECT_TRUE(fails_with(ErrorCode::no_space, file->write_at(599, bytes_of("xy"))));
    EXPECT_EQ(file->size().value(), 600U);
    EXPECT_TRUE(succeeds(storage.remove("b")));
    EXPECT_TRUE(succeeds(file->write_at(599, bytes_of("xy"))));
    storage.set_capacity(SimulatedDisk::unlimited);
    EXPECT_TRUE(succeeds(storage.create("c", 100'000)));
    EXPECT_EQ(storage.used_bytes(), 100'601U);
    EXPECT_EQ(storage.counters().refused_for_space, 2U);
}

TEST(SimulatedStorage, ASlowDiskHandsItsDelaysOut) {
    SimulatedStorage storage(1);
    std::vector<std::int64_t> delays_ns;
    storage.set_on_delay([&](Duration delay) { delays_ns.push_back(delay.nanoseconds()); });
    const auto file = storage.create("a", 4).value();
    storage.set_faults({.slow = {.per_write = Duration::nanoseconds(10), .per_sync = Duration::nanoseconds(500)}});
    EXPECT_TRUE(succeeds(file->write_at(0, bytes_of("ab"))));
    EXPECT_TRUE(succeeds(file->sync()));
    EXPECT_EQ(delays_ns, (std::vector<std::int64_t>{10, 500}));

    storage.set_faults({.slow = {.stall_one_in = 4, .stall = Duration::nanoseconds(7)}});
    delays_ns.clear();
    for (int count = 0; count < 400; ++count) {
        EXPECT_TRUE(succeeds(file->write_at(0, bytes_of("ab"))));
    }
    EXPECT_GT(delays_ns.size(), 50U);
    EXPECT_LT(delays_ns.size(), 200U);
    EXPECT_EQ(storage.counters().delays, 2 + delays_ns.size());
}

TEST(SimulatedStorage, ASyncDoesNotCoverWhatIsWrittenWhileItRuns) {
    SimulatedStorage storage(1);
    const auto file = storage.create("a", 8).value();
    EXPECT_TRUE(succeeds(file->write_at(0, bytes_of("before"))));
    storage.set_on_delay([&](Duration) { EXPECT_TRUE(succeeds(file->write_at(4, bytes_of("late")))); });
    storage.set_faults({.slow = {.per_sync = Duration::nanoseconds(1)}});
    EXPECT_TRUE(succeeds(file->sync()));
    EXPECT_EQ(storage.unsynced_bytes(), 4U);
    const auto lost = storage.clone(1);
    lost->cut_power(Survival::lose_all());
    EXPECT_EQ(content_or_none(*lost, "a"), std::string("before\0\0", 8));
    storage.set_faults({});
    EXPECT_TRUE(succeeds(file->sync()));
    storage.cut_power(Survival::lose_all());
    EXPECT_EQ(content_or_none(storage, "a"), "befolate");
}

TEST(SimulatedStorage, AProcessCanBeKilledWhileItWaitsForTheDisk) {
    SimulatedStorage storage(1);
    const auto file = storage.create("a", 4).value();
    EXPECT_TRUE(succeeds(file->write_at(0, bytes_of("data"))));
    storage.set_on_delay([&](Duration) { storage.cut_power(Survival::lose_all()); });
    storage.set_faults({.slow = {.per_sync = Duration::nanoseconds(1)}});
    EXPECT_TRUE(fails_with(ErrorCode::killed, file->sync()));
    EXPECT_EQ(content_or_none(storage, "a"), std::string(4, '\0'));
}

TEST(SimulatedStorage, TracesTheLastOperations) {
    SimulatedStorage storage(1);
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage.open_to_read("a")));
    const auto file = storage.create("a", 4).value();
    EXPECT_TRUE(succeeds(file->write_at(1, bytes_of("xy"))));
    storage.kill_process();
    EXPECT_TRUE(fails_with(ErrorCode::killed, file->sync()));
    std::vector<std::string> lines;
    for (const TracedOperation& operation : storage.trace()) {
        lines.push_back(describe(operation));
    }
    EXPECT_EQ(lines, (std::vector<std::string>{"1 open_to_read a: not_found", "2 create a 4 bytes at 0",
                                               "3 write a 2 bytes at 1"}));
    storage.restart();
    for (int count = 0; count < 10'000; ++count) {
        EXPECT_TRUE(succeeds(storage.list("")));
    }
    EXPECT_EQ(storage.trace().back().number, 10'003U);
    EXPECT_LT(storage.trace().size(), 5000U);
}

TEST(SimulatedStorage, ServesSeveralThreadsUntilTheyAreKilled) {
    SimulatedStorage storage(1);
    std::atomic<std::uint64_t> started = 0;
    const auto work = [&](const std::string& name) {
        const auto file = storage.create(name, 64).value();
        ++started;
        while (file->write_at(0, bytes_of(name)) && file->sync()) {
        }
        EXPECT_TRUE(fails_with(ErrorCode::killed, file->sync()));
    };
    std::thread first(work, "first");
    std::thread second(work, "second");
    while (started < 2 || storage.counters().operations() < 1000) {
        std::this_thread::yield();
    }
    storage.kill_process();
    first.join();
    second.join();
    EXPECT_TRUE(content_or_none(storage, "first").starts_with("first"));
    EXPECT_TRUE(content_or_none(storage, "second").starts_with("second"));
}

}  // namespace
}  // namespace trireme::simulation
