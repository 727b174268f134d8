#pragma once

#include "journal/posix_storage.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::journal {

// What the tests of the real storage need of the system.

namespace fs = std::filesystem;

// A folder of its own for each test, removed with it.
class OwnFolder {
public:
    OwnFolder() {
        std::string pattern = testing::TempDir() + "trireme_storage_XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;
    ~OwnFolder() { fs::remove_all(path_); }

    [[nodiscard]] fs::path path() const { return path_; }
    [[nodiscard]] std::unique_ptr<Storage> open() const {
        return open_posix_storage(path_.string(), FolderPolicy::must_exist).value();
    }

private:
    fs::path path_;
};

inline void write_file(const fs::path& path, std::string_view content) { std::ofstream(path) << content; }

// Runs in a child what changes the whole process, and hands back what it returns: empty if all went well.
inline std::string run_in_child(const std::function<std::string()>& work) {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const std::string said = work();
        const bool told = ::write(pipe[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
        ::_exit(told ? 0 : 1);
    }
    ::close(pipe[1]);
    std::string said;
    std::array<char, 4096> part{};
    for (ssize_t count = 0; (count = ::read(pipe[0], part.data(), part.size())) > 0;) {
        said.append(part.data(), static_cast<std::size_t>(count));
    }
    ::close(pipe[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the child ended with status " << status;
    return said;
}

inline std::vector<std::string> all_names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename());
    }
    return names;
}

}  // namespace trireme::journal
