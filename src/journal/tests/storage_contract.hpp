#pragma once

#include "journal/storage.hpp"
#include "journal/tests/expect_result.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace trireme::journal {

// What every Storage must do, so that what is proven on the simulated disk holds on the real one. A test program
// includes this file and instantiates StorageContract with a function that makes an empty storage:
//   INSTANTIATE_TEST_SUITE_P(Posix, StorageContract, testing::Values(make_it), name_of_contract);
using MakeStorage = std::function<std::unique_ptr<Storage>()>;

class StorageContract : public testing::TestWithParam<MakeStorage> {
protected:
    void SetUp() override { storage = GetParam()(); }

    std::unique_ptr<File> create(std::string_view name, std::uint64_t size) {
        auto file = storage->create(name, size);
        EXPECT_TRUE(file) << file.error().message;
        return *std::move(file);
    }

    // Reads up to 64 KiB as text.
    std::string read(std::string_view name) {
        auto file = storage->open_to_read(name);
        EXPECT_TRUE(file) << file.error().message;
        std::string text(64 * 1024, '?');
        const auto size = (*file)->read_at(0, std::as_writable_bytes(std::span(text)));
        EXPECT_TRUE(size) << size.error().message;
        text.resize(*size);
        return text;
    }

    std::unique_ptr<Storage> storage;
};

inline std::string name_of_contract(const testing::TestParamInfo<MakeStorage>&) { return "Storage"; }

TEST_P(StorageContract, CreatesAFileOfZeros) {
    const auto file = create("a", 5000);
    EXPECT_EQ(file->size().value(), 5000U);
    EXPECT_EQ(read("a"), std::string(5000, '\0'));
}

TEST_P(StorageContract, CreatesAnEmptyFile) {
    EXPECT_EQ(create("empty", 0)->size().value(), 0U);
    EXPECT_EQ(read("empty"), "");
}

TEST_P(StorageContract, CreatesFilesLargerThanOnePieceOfZeros) {
    constexpr std::uint64_t size = (3 << 20) + 17;
    const auto file = create("large", size);
    EXPECT_EQ(file->size().value(), size);
    ByteBuffer end(100, std::byte{1});
    EXPECT_EQ(file->read_at(size - 50, end).value(), 50U);
    EXPECT_EQ(ByteBuffer(end.begin(), end.begin() + 50), ByteBuffer(50));
}

TEST_P(StorageContract, DoesNotCreateWhatExists) {
    EXPECT_TRUE(succeeds(create("a", 10)->write_at(0, bytes_of("content"))));
    EXPECT_TRUE(fails_with(ErrorCode::already_exists, storage->create("a", 20)));
    EXPECT_EQ(read("a"), std::string("content\0\0\0", 10));
}

TEST_P(StorageContract, DoesNotCreateInAMissingFolder) {
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->create("folder/a", 10)));
}

TEST_P(StorageContract, ReadsWhatWasWrittenAtOnce) {
    const auto file = create("a", 10);
    const auto reader = storage->open_to_read("a");
    ASSERT_TRUE(reader);
    EXPECT_TRUE(succeeds(file->write_at(3, bytes_of("abc"))));
    std::string text(10, '?');
    EXPECT_EQ((*reader)->read_at(0, std::as_writable_bytes(std::span(text))).value(), 10U);
    EXPECT_EQ(text, std::string("\0\0\0abc\0\0\0\0", 10));
    EXPECT_TRUE(succeeds(file->sync()));
    EXPECT_EQ(read("a"), text);
}

TEST_P(StorageContract, ReadsLessOnlyAtTheEnd) {
    const auto file = create("a", 10);
    ByteBuffer into(4);
    EXPECT_EQ(file->read_at(0, into).value(), 4U);
    EXPECT_EQ(file->read_at(7, into).value(), 3U);
    EXPECT_EQ(file->read_at(10, into).value(), 0U);
    EXPECT_EQ(file->read_at(1000, into).value(), 0U);
    EXPECT_EQ(file->read_at(0, MutableByteView()).value(), 0U);
}

TEST_P(StorageContract, GrowsAFileThatIsWrittenBeyondItsEnd) {
    const auto file = create("a", 2);
    EXPECT_TRUE(succeeds(file->write_at(5000, bytes_of("end"))));
    EXPECT_EQ(file->size().value(), 5003U);
    std::string grown(5003, '\0');
    grown.replace(5000, 3, "end");
    EXPECT_EQ(read("a"), grown);
}

TEST_P(StorageContract, GoesOnWithAnExistingFile) {
    EXPECT_TRUE(succeeds(create("a", 6)->write_at(0, bytes_of("123456"))));
    const auto again = storage->open_to_write("a");
    ASSERT_TRUE(again);
    EXPECT_TRUE(succeeds((*again)->write_at(2, bytes_of("__"))));
    EXPECT_TRUE(succeeds((*again)->sync()));
    EXPECT_EQ(read("a"), "12__56");
}

TEST_P(StorageContract, DoesNotWriteThroughAReader) {
    create("a", 10);
    const auto reader = storage->open_to_read("a");
    ASSERT_TRUE(reader);
    EXPECT_TRUE(fails_with(ErrorCode::io_failure, (*reader)->write_at(0, bytes_of("x"))));
    EXPECT_EQ(read("a"), std::string(10, '\0'));
}

TEST_P(StorageContract, SaysThatAFileIsMissing) {
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->open_to_read("a")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->open_to_write("a")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->remove("a")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->rename("a", "b")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->remove("folder/a")));
}

TEST_P(StorageContract, ListsTheFilesOfAFolderInOrder) {
    EXPECT_TRUE(succeeds(storage->make_folder("journal/archive")));
    for (const char* name : {"journal/2", "journal/10", "journal/1", "journal/archive/3", "top"}) {
        create(name, 1);
    }
    using Names = std::vector<std::string>;
    EXPECT_EQ(storage->list("journal").value(), (Names{"1", "10", "2"}));
    EXPECT_EQ(storage->list("journal/archive").value(), Names{"3"});
    EXPECT_EQ(storage->list("").value(), Names{"top"});
    EXPECT_EQ(storage->list("missing").value(), Names{});
    EXPECT_EQ(storage->list("missing/too").value(), Names{});
}

TEST_P(StorageContract, RenamesAFile) {
    EXPECT_TRUE(succeeds(storage->make_folder("b")));
    EXPECT_TRUE(succeeds(create("a", 3)->write_at(0, bytes_of("abc"))));
    EXPECT_TRUE(succeeds(storage->rename("a", "b/c")));
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->open_to_read("a")));
    EXPECT_EQ(read("b/c"), "abc");
    EXPECT_TRUE(fails_with(ErrorCode::not_found, storage->rename("b/c", "missing/c")));
    EXPECT_EQ(read("b/c"), "abc");
}

TEST_P(StorageContract, RenamingReplaces) {
    EXPECT_TRUE(succeeds(create("old", 3)->write_at(0, bytes_of("old"))));
    EXPECT_TRUE(succeeds(create("new", 3)->write_at(0, bytes_of("new"))));
    EXPECT_TRUE(succeeds(storage->rename("new", "old")));
    EXPECT_EQ(read("old"), "new");
    EXPECT_EQ(storage->list("").value(), std::vector<std::string>{"old"});
}

TEST_P(StorageContract, AnOpenFileOutlivesItsName) {
    const auto file = create("a", 3);
    EXPECT_TRUE(succeeds(storage->remove("a")));
    EXPECT_EQ(storage->list("").value(), std::vector<std::string>{});
    EXPECT_TRUE(succeeds(file->write_at(0, bytes_of("abc"))));
    ByteBuffer into(3);
    EXPECT_EQ(file->read_at(0, into).value(), 3U);
    EXPECT_EQ(text_of(into), "abc");
    create("a", 1);
    EXPECT_EQ(read("a"), std::string(1, '\0'));
}

TEST_P(StorageContract, MakesFoldersThatMayExist) {
    EXPECT_TRUE(succeeds(storage->make_folder("a/b/c")));
    EXPECT_TRUE(succeeds(storage->make_folder("a/b")));
    EXPECT_TRUE(succeeds(storage->make_folder("a/b/c/d")));
    create("a/b/c/d/file", 1);
    EXPECT_EQ(storage->list("a/b/c/d").value(), std::vector<std::string>{"file"});
    EXPECT_TRUE(fails_with(ErrorCode::already_exists, storage->make_folder("a/b/c/d/file")));
    EXPECT_TRUE(fails_with(ErrorCode::already_exists, storage->create("a/b", 1)));
}

TEST_P(StorageContract, HasNothingHalfMadeUnlessAProcessEnded) {
    EXPECT_TRUE(succeeds(storage->make_folder("a")));
    create("a/file", 1);
    EXPECT_EQ(storage->remove_half_made("a").value(), std::vector<std::string>{});
    EXPECT_EQ(storage->remove_half_made("missing").value(), std::vector<std::string>{});
    EXPECT_EQ(storage->list("a").value(), std::vector<std::string>{"file"});
}

TEST_P(StorageContract, LocksOnce) {
    auto held = storage->lock();
    ASSERT_TRUE(held) << held.error().message;
    EXPECT_TRUE(fails_with(ErrorCode::conflict, storage->lock()));
    EXPECT_EQ(storage->list("").value(), std::vector<std::string>{}) << "the lock is no file of anyone's";
    held->reset();
    EXPECT_TRUE(storage->lock());
}

TEST_P(StorageContract, NamesPlacesForAPerson) { EXPECT_TRUE(storage->path_of("journal/1").ends_with("/journal/1")); }

TEST_P(StorageContract, ErrorsNameTheFile) {
    const auto missing = storage->open_to_read("missing.segment");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find(storage->path_of("missing.segment")), std::string::npos)
        << missing.error().message;
}

TEST_P(StorageContract, RefusesNamesOutsideItsFolder) {
    for (const char* name : {"", "/etc/passwd", "../a", "a/../../b", "a//b", "a/", "./a"}) {
        EXPECT_DEATH((void)storage->open_to_write(name), "no name inside the data folder") << name;
    }
    EXPECT_DEATH((void)storage->create("a.making", 1), "files in the making");
    EXPECT_DEATH((void)storage->remove("LOCK"), "name of the lock");
    EXPECT_DEATH((void)storage->make_folder("../a"), "no name inside the data folder");
    EXPECT_DEATH((void)storage->list("a/.."), "no name inside the data folder");
}

}  // namespace trireme::journal
