#include "journal/posix_storage.hpp"

#include "journal/tests/expect_result.hpp"
#include "journal/tests/own_folder.hpp"
#include "journal/tests/storage_contract.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace trireme::journal {
namespace {

// The folders stay until the end of the program, because the storages of single tests lie in them.
std::unique_ptr<Storage> make_in_own_folder() {
    static std::vector<std::unique_ptr<OwnFolder>> folders;
    folders.push_back(std::make_unique<OwnFolder>());
    return folders.back()->open();
}

INSTANTIATE_TEST_SUITE_P(Posix, StorageContract, testing::Values(MakeStorage(make_in_own_folder)), name_of_contract);

TEST(PosixStorage, MakesAMissingFolderWithItsParents) {
    const OwnFolder folder;
    const fs::path data = folder.path() / "a" / "b" / "data";
    const auto storage = open_posix_storage(data.string() + "/", FolderPolicy::make_if_missing);
    ASSERT_TRUE(succeeds(storage));
    EXPECT_TRUE(fs::is_directory(data));
    EXPECT_EQ((*storage)->path_of("journal/1"), (data / "journal/1").string());
    EXPECT_TRUE(succeeds(open_posix_storage(data.string(), FolderPolicy::make_if_missing)));
}

TEST(PosixStorage, SaysThatTheFolderIsMissing) {
    const OwnFolder folder;
    const std::string data = (folder.path() / "data").string();
    const auto storage = open_posix_storage(data, FolderPolicy::must_exist);
    ASSERT_TRUE(fails_with(ErrorCode::not_found, storage));
    EXPECT_EQ(storage.error().message, fmt::format("the data folder {} does not exist", data));
    EXPECT_FALSE(fs::exists(data));
}

TEST(PosixStorage, SaysThatTheFolderIsAFile) {
    const OwnFolder folder;
    const std::string data = (folder.path() / "data").string();
    write_file(data, "not a folder");
    for (const FolderPolicy policy : {FolderPolicy::must_exist, FolderPolicy::make_if_missing}) {
        const auto storage = open_posix_storage(data, policy);
        ASSERT_TRUE(fails_with(ErrorCode::invalid_input, storage));
        EXPECT_EQ(storage.error().message, fmt::format("the data folder {} is a file, or below one", data));
        EXPECT_TRUE(fails_with(ErrorCode::invalid_input, open_posix_storage(data + "/below", policy)));
    }
    EXPECT_TRUE(fails_with(ErrorCode::invalid_input, open_posix_storage("", FolderPolicy::make_if_missing)));
}

TEST(PosixStorage, ReadingTakesNoLockAndCreatesNothing) {
    const OwnFolder folder;
    const auto storage = folder.open();
    EXPECT_TRUE(succeeds(storage->list("journal")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->open_to_read("journal/1")));
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(PosixStorage, KeepsFilesFromOthers) {
    const OwnFolder folder;
    const auto storage = folder.open();
    ASSERT_TRUE(succeeds(storage->create("a", 1)));
    ASSERT_TRUE(succeeds(storage->make_folder("b")));
    constexpr fs::perms others = fs::perms::others_all | fs::perms::group_write;
    EXPECT_EQ(fs::status(folder.path() / "a").permissions() & others, fs::perms::none);
    EXPECT_EQ(fs::status(folder.path() / "b").permissions() & others, fs::perms::none);
}

TEST(PosixStorage, IgnoresAndReplacesWhatACrashLeftInTheMaking) {
    const OwnFolder folder;
    const auto storage = folder.open();
    write_file(folder.path() / "a.making", "half a file");
    EXPECT_EQ(storage->list("").value(), std::vector<std::string>{});
    ASSERT_TRUE(succeeds(storage->create("a", 5)));
    EXPECT_EQ(storage->list("").value(), std::vector<std::string>{"a"});
    EXPECT_EQ(all_names_in(folder.path()), std::vector<std::string>{"a"});
    ByteBuffer content(20, std::byte{1});
    EXPECT_EQ(storage->open_to_read("a").value()->read_at(0, content).value(), 5U);
    content.resize(5);
    EXPECT_EQ(content, ByteBuffer(5));
}

TEST(PosixStorage, RemovesWhatACrashLeftInTheMaking) {
    const OwnFolder folder;
    const auto storage = folder.open();
    ASSERT_TRUE(succeeds(storage->make_folder("b")));
    ASSERT_TRUE(succeeds(storage->create("b/whole", 3)));
    write_file(folder.path() / "top.making", "half a file");
    write_file(folder.path() / "b" / "2.making", "half a file");
    write_file(folder.path() / "b" / "1.new.making", "half a file");
    EXPECT_EQ(storage->remove_half_made("b").value(), (std::vector<std::string>{"1.new", "2"}));
    EXPECT_EQ(all_names_in(folder.path() / "b"), std::vector<std::string>{"whole"});
    EXPECT_EQ(storage->remove_half_made("").value(), std::vector<std::string>{"top"});
}

TEST(PosixStorage, NamesTheOwnerOfATakenFolder) {
    const OwnFolder folder;
    const auto storage = folder.open();
    const auto lock = storage->lock();
    ASSERT_TRUE(succeeds(lock));
    const std::string said = run_in_child([&] {
        const auto refused = folder.open()->lock();
        return refused ? "locked twice" : refused.error().message;
    });
    const std::string path = storage->path_of("");
    EXPECT_EQ(said, fmt::format("the data folder {} is in use: another Trireme process (pid {}) holds {}/LOCK", path,
                                ::getpid(), path));
}

TEST(PosixStorage, TheLockEndsWithTheProcess) {
    const OwnFolder folder;
    const std::string said = run_in_child([&] {
        auto lock = folder.open()->lock();
        if (!lock) {
            return lock.error().message;
        }
        static_cast<void>(lock->release());  // not unlocked, as after SIGKILL
        return std::string("locked");
    });
    EXPECT_EQ(said, "locked");
    EXPECT_TRUE(succeeds(folder.open()->lock()));
}

TEST(PosixStorage, AnUnreadableFolderIsNoEmptyFolder) {
    const OwnFolder folder;
    const auto storage = folder.open();
    write_file(folder.path() / "journal", "a file where a folder should be");
    EXPECT_TRUE(fails_with(ErrorCode::io_failure, storage->list("journal")));
}

TEST(PosixStorage, StaysInItsFolderWhenAnotherTakesThePlace) {
    const OwnFolder folder;
    const fs::path data = folder.path() / "data";
    const auto storage = open_posix_storage(data.string(), FolderPolicy::make_if_missing).value();
    fs::rename(data, folder.path() / "moved");
    fs::create_directory(data);
    ASSERT_TRUE(succeeds(storage->create("a", 1)));
    EXPECT_TRUE(fs::is_empty(data));
    EXPECT_TRUE(fs::exists(folder.path() / "moved" / "a"));
}

}  // namespace
}  // namespace trireme::journal
