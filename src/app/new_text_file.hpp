#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace trireme::app {

// A file that a long piece of work will write at its end: whether it can be is asked before the work, and nothing is
// touched until then. It is there as a whole or, with what it held before, not at all.
class NewTextFile {
public:
    // `io_failure` if no file can be written there.
    [[nodiscard]] static Result<NewTextFile> at(const std::filesystem::path& path);

    [[nodiscard]] Result<void> write(std::string_view text) const;

private:
    NewTextFile(std::filesystem::path path, bool is_device) : path_(std::move(path)), is_device_(is_device) {}

    std::filesystem::path path_;
    bool is_device_;  // or a pipe: what cannot be replaced
};

}  // namespace trireme::app
