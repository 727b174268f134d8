#pragma once

#include "journal/posix_storage.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

namespace trireme::stress {

// A data folder on the real disk, gone with the test: what the simulated one holds would count as the engine's memory.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::string& name)
        : path_(std::filesystem::path(testing::TempDir()) / (name + "-" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path_);
        auto opened = journal::open_posix_storage(path_.string(), journal::FolderPolicy::make_if_missing);
        EXPECT_TRUE(opened) << opened.error().message;
        storage_ = *std::move(opened);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        storage_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] journal::Storage& storage() { return *storage_; }

private:
    std::filesystem::path path_;
    std::unique_ptr<journal::Storage> storage_;
};

}  // namespace trireme::stress
