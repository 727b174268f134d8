// Where the space for files comes from, and what happens when it ends.
#include "journal/posix_file.hpp"
#include "journal/posix_storage.hpp"
#include "journal/tests/expect_result.hpp"
#include "journal/tests/own_folder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace trireme::journal {
namespace {

TEST(PosixSpace, AllocatesTheWholeFile) {
    const OwnFolder folder;
    const auto storage = folder.open();
    constexpr std::uint64_t size = 2'500'000;
    ASSERT_TRUE(succeeds(storage->create("a", size)));
    struct stat status{};
    ASSERT_EQ(::stat((folder.path() / "a").c_str(), &status), 0);
    constexpr std::uint64_t stat_block_bytes = 512;
    EXPECT_GE(static_cast<std::uint64_t>(status.st_blocks) * stat_block_bytes, size);
}

TEST(PosixSpace, LeavesNoExtentUnwritten) {
    // Otherwise each sync of a first write would commit metadata as well.
    const OwnFolder folder;
    const auto storage = folder.open();
    ASSERT_TRUE(succeeds(storage->create("a", 2'500'000)));
    constexpr std::uint32_t extents_max = 64;
    ByteBuffer memory(sizeof(fiemap) + extents_max * sizeof(fiemap_extent));
    auto* map = reinterpret_cast<fiemap*>(memory.data());
    map->fm_length = FIEMAP_MAX_OFFSET;
    map->fm_extent_count = extents_max;
    const Descriptor file(::open((folder.path() / "a").c_str(), O_RDONLY | O_CLOEXEC));
    if (::ioctl(file.number(), FS_IOC_FIEMAP, map) != 0) {
        GTEST_SKIP() << "this filesystem does not tell its extents";
    }
    ASSERT_GT(map->fm_mapped_extents, 0U);
    for (std::uint32_t index = 0; index < map->fm_mapped_extents; ++index) {
        EXPECT_EQ(map->fm_extents[index].fe_flags & FIEMAP_EXTENT_UNWRITTEN, 0U);
    }
}

TEST(PosixSpace, ReportsAFullDiskOnWriting) {
    // Every write to /dev/full fails with ENOSPC, for everyone.
    const OwnFolder folder;
    fs::create_symlink("/dev/full", folder.path() / "a");
    const auto storage = folder.open();
    const auto file = storage->open_to_write("a");
    ASSERT_TRUE(succeeds(file));
    const auto written = (*file)->write_at(4096, bytes_of("data"));
    ASSERT_TRUE(fails_with(ErrorCode::no_space, written));
    EXPECT_EQ(written.error().message,
              fmt::format("cannot write 4 bytes at offset 4096 of {}: No space left on device", storage->path_of("a")));
}

TEST(PosixSpace, ReportsAFailedSync) {
    // /dev/full has no fdatasync and answers EINVAL.
    const OwnFolder folder;
    fs::create_symlink("/dev/full", folder.path() / "a");
    const auto storage = folder.open();
    const auto synced = storage->open_to_write("a").value()->sync();
    ASSERT_TRUE(fails_with(ErrorCode::io_failure, synced));
    EXPECT_EQ(synced.error().message, fmt::format("cannot sync {}: Invalid argument", storage->path_of("a")));
}

TEST(PosixSpace, LeavesNothingWhenTheFileMayNotGrowSoLarge) {
    const OwnFolder folder;
    const auto storage = folder.open();
    const std::string said = run_in_child([&]() -> std::string {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            return "cannot limit the size of files";
        }
        const auto refused = storage->create("a", 200'000);
        const auto accepted = storage->create("b", 50'000);
        return fmt::format("{}, {}", refused ? "made" : refused.error().message, accepted ? "made" : "refused");
    });
    EXPECT_EQ(said, fmt::format("cannot allocate 200000 bytes for {}: File too large, made", storage->path_of("a")));
    EXPECT_EQ(all_names_in(folder.path()), std::vector<std::string>{"b"});
}

// Mounts a small filesystem that only this process sees; as root, or where the system lets users have namespaces.
bool mount_tiny_filesystem(const fs::path& where) {
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
            return false;
        }
        // Without being themselves in the new namespace, they could make no files there.
        write_file("/proc/self/setgroups", "deny");
        write_file("/proc/self/uid_map", fmt::format("{} {} 1", user, user));
        write_file("/proc/self/gid_map", fmt::format("{} {} 1", group, group));
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", where.c_str(), "tmpfs", 0, fmt::format("size=1m,uid={},gid={}", user, group).c_str()) == 0;
}

TEST(PosixSpace, LeavesNothingWhenTheDiskIsFull) {
    const OwnFolder folder;
    const std::string said = run_in_child([&]() -> std::string {
        if (!mount_tiny_filesystem(folder.path())) {
            return "no mounts";
        }
        const auto storage = folder.open();
        const auto refused = storage->create("a", 5'000'000);
        if (refused || refused.error().code != ErrorCode::no_space) {
            return refused ? "made" : fmt::format("not no_space: {}", refused.error().message);
        }
        if (!fs::is_empty(folder.path())) {
            return "something is left";
        }
        const auto accepted = storage->create("a", 500'000);
        return accepted ? refused.error().message : accepted.error().message;
    });
    if (said == "no mounts") {
        GTEST_SKIP() << "needs root or unprivileged namespaces";
    }
    EXPECT_EQ(said,
              fmt::format("cannot allocate 5000000 bytes for {}/a: No space left on device", folder.path().string()));
}

}  // namespace
}  // namespace trireme::journal
