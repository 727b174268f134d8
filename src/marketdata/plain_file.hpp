#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

namespace trireme::marketdata {

// The bytes of a file as they are stored.
class PlainFile {
public:
    [[nodiscard]] static Result<PlainFile> open(const std::filesystem::path& path);

    // Fewer than asked for only at the end.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);
    [[nodiscard]] Result<void> seek(std::uint64_t offset);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    PlainFile(std::filesystem::path path, std::FILE* file, std::uint64_t size)
        : path_(std::move(path)), file_(file), size_(size) {}

    std::filesystem::path path_;
    std::unique_ptr<std::FILE, Close> file_;
    std::uint64_t size_;
};

}  // namespace trireme::marketdata
