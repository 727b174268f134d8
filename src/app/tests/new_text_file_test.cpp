#include "app/new_text_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace trireme::app {
namespace {

class NewTextFileTest : public ::testing::Test {
protected:
    ~NewTextFileTest() override { std::filesystem::remove_all(folder_); }

    static std::string read(const std::filesystem::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static std::filesystem::path make_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "trireme-text-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }

    std::filesystem::path folder_ = make_folder();
};

TEST_F(NewTextFileTest, TouchesNothingBeforeItIsWritten) {
    const auto path = folder_ / "statement.json";
    std::ofstream(path) << "of yesterday";
    const auto file = NewTextFile::at(path).value();
    EXPECT_EQ(read(path), "of yesterday");
    EXPECT_TRUE(file.write("of today"));
    EXPECT_EQ(read(path), "of today");
    const auto fresh = NewTextFile::at(folder_ / "new.json").value();
    EXPECT_FALSE(std::filesystem::exists(folder_ / "new.json"));
    EXPECT_TRUE(fresh.write("new"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2) << "and leaves nothing else";
}

TEST_F(NewTextFileTest, SaysWhereNothingCanBeWritten) {
    EXPECT_TRUE(NewTextFile::at(folder_).error().message.ends_with(" cannot be written: Is a directory"));
    EXPECT_TRUE(NewTextFile::at(folder_ / "none" / "x.json")
                    .error()
                    .message.ends_with("x.json cannot be written: No such file or directory"));
    EXPECT_EQ(NewTextFile::at("/dev/full").value().write("text").error().message,
              "/dev/full cannot be written: No space left on device");
}

TEST_F(NewTextFileTest, WritesThroughALink) {
    std::ofstream(folder_ / "real.json") << "old";
    std::filesystem::create_symlink(folder_ / "real.json", folder_ / "link.json");
    EXPECT_TRUE(NewTextFile::at(folder_ / "link.json").value().write("new"));
    EXPECT_EQ(read(folder_ / "real.json"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link.json"));
}

}  // namespace
}  // namespace trireme::app
