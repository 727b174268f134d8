#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>

// The files of a tick store, as the system keeps them: mapped to be read, written so that a crash loses nothing that
// was synced. Errors name the file.
namespace trireme::marketdata {

// A file's bytes in memory, brought there by the system as they are touched. The file must not be cut meanwhile: what a
// store has finished it never cuts.
class MappedFile {
public:
    // `not_found`, `io_failure`. At least `bytes_min` bytes, else `corrupt`.
    [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path, std::uint64_t bytes_min = 0);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    [[nodiscard]] ByteView bytes() const { return bytes_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    MappedFile(std::filesystem::path path, ByteView bytes) : path_(std::move(path)), bytes_(bytes) {}

    std::filesystem::path path_;
    ByteView bytes_;
};

class WrittenFile {
public:
    // Empty, whether there was one or not.
    [[nodiscard]] static Result<WrittenFile> create(const std::filesystem::path& path);
    // What is there stays.
    [[nodiscard]] static Result<WrittenFile> open(const std::filesystem::path& path);
    ~WrittenFile();
    WrittenFile(WrittenFile&& other) noexcept;
    WrittenFile& operator=(WrittenFile&& other) noexcept;

    [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes);
    [[nodiscard]] Result<void> cut_to(std::uint64_t bytes);
    [[nodiscard]] Result<void> sync();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    WrittenFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

    std::filesystem::path path_;
    int descriptor_;
};

// Held by the one who writes, until its end; the system lets go of it when the process ends, however it does.
class FolderLock {
public:
    // `conflict` if another holds it.
    [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& path);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

// A name that is new, changed or gone is durable only once its folder is.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path);
[[nodiscard]] Result<void> make_folders(const std::filesystem::path& path);
[[nodiscard]] Result<void> rename_path(const std::filesystem::path& from, const std::filesystem::path& to);
// With all that is in it.
[[nodiscard]] Result<void> remove_path(const std::filesystem::path& path);

}  // namespace trireme::marketdata
