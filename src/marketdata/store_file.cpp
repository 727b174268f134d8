#include "marketdata/store_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr int mode = 0644;

std::unexpected<Error> failed(const std::filesystem::path& path, std::string_view doing, int failure) {
    const ErrorCode code = failure == ENOSPC   ? ErrorCode::no_space
                           : failure == ENOENT ? ErrorCode::not_found
                                               : ErrorCode::io_failure;
    return fail(code, "{}: {}: {}", path.string(), doing, std::generic_category().message(failure));
}

void close_if_open(int descriptor) {
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

Result<void> outcome(const std::filesystem::path& path, std::string_view doing, const std::error_code& failure) {
    return failure ? Result<void>(failed(path, doing, failure.value())) : Result<void>();
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path, std::uint64_t bytes_min) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return failed(path, "cannot be opened", errno);
    }
    struct ::stat status{};
    void* begin = nullptr;
    const bool has_status = ::fstat(descriptor, &status) == 0;
    const auto size = has_status ? static_cast<std::size_t>(status.st_size) : 0;
    if (size > 0) {
        begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    }
    const int failure = errno;
    ::close(descriptor);
    if (!has_status || begin == MAP_FAILED) {
        return failed(path, "cannot be read", failure);
    }
    MappedFile file(path, ByteView(static_cast<const std::byte*>(begin), size));
    if (size < bytes_min) {
        return fail(ErrorCode::corrupt, "{}: damaged: ends at offset {}, where {} bytes should be", path.string(), size,
                    bytes_min);
    }
    return file;
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) {
        ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
    }
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

Result<WrittenFile> WrittenFile::create(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    return descriptor < 0 ? Result<WrittenFile>(failed(path, "cannot be made", errno)) : WrittenFile(path, descriptor);
}

Result<WrittenFile> WrittenFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    return descriptor < 0 ? Result<WrittenFile>(failed(path, "cannot be opened", errno))
                          : WrittenFile(path, descriptor);
}

WrittenFile::~WrittenFile() { close_if_open(descriptor_); }

WrittenFile::WrittenFile(WrittenFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

WrittenFile& WrittenFile::operator=(WrittenFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Result<void> WrittenFile::write_at(std::uint64_t offset, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return failed(path_, "cannot be written", count < 0 ? errno : EIO);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

Result<void> WrittenFile::cut_to(std::uint64_t bytes) {
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) {
        return failed(path_, "cannot be cut", errno);
    }
    return {};
}

Result<void> WrittenFile::sync() {
    if (::fdatasync(descriptor_) != 0) {
        return failed(path_, "cannot be synced", errno);
    }
    return {};
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (descriptor < 0) {
        return failed(path, "cannot be made", errno);
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int failure = errno;
        ::close(descriptor);
        if (failure == EWOULDBLOCK) {
            return fail(ErrorCode::conflict, "{}: another process writes into this store", path.string());
        }
        return failed(path, "cannot be locked", failure);
    }
    return FolderLock(descriptor);
}

FolderLock::~FolderLock() { close_if_open(descriptor_); }

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Result<void> sync_folder(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return failed(path, "cannot be opened", errno);
    }
    const bool is_synced = ::fsync(descriptor) == 0;
    const int failure = errno;
    ::close(descriptor);
    return is_synced ? Result<void>() : Result<void>(failed(path, "cannot be synced", failure));
}

Result<void> make_folders(const std::filesystem::path& path) {
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) {
        return {};
    }
    if (path.has_parent_path() && path.parent_path() != path) {
        TRIREME_TRY(make_folders(path.parent_path()));
    }
    std::filesystem::create_directory(path, failure);
    TRIREME_TRY(outcome(path, "the folder cannot be made", failure));
    return sync_folder(path.has_parent_path() ? path.parent_path() : ".");
}

Result<void> rename_path(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failure;
    std::filesystem::rename(from, to, failure);
    return outcome(from, fmt::format("cannot be renamed to {}", to.string()), failure);
}

Result<void> remove_path(const std::filesystem::path& path) {
    std::error_code failure;
    std::filesystem::remove_all(path, failure);
    return outcome(path, "cannot be removed", failure);
}

}  // namespace trireme::marketdata
