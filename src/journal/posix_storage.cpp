#include "journal/posix_storage.hpp"

#include "base/assert.hpp"
#include "journal/posix_file.hpp"
#include "journal/posix_lock.hpp"
#include "journal/storage_name.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace trireme::journal {
namespace {

// As for files.
constexpr mode_t folder_mode = 0750;

// Makes the names in a folder durable.
Result<void> sync_folder(int base, const std::string& folder, const std::string& path) {
    const Descriptor descriptor(::openat(base, folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.valid()) {
        return fail_with_errno(errno, fmt::format("open the folder {}", path));
    }
    // EINVAL: the filesystem has no such operation on folders because it makes their changes durable by itself.
    if (::fsync(descriptor.number()) != 0 && errno != EINVAL) {
        return fail_with_errno(errno, fmt::format("sync the folder {}", path));
    }
    return {};
}

// Makes a data folder and its parents where missing. Folders that exist already belong to someone else and may not even
// be readable, so only the parents of new ones are synced.
Result<void> make_data_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), folder_mode) != 0) {
        if (errno == EEXIST || errno == ENOTDIR) {
            return {};  // should it be no folder, whoever opens it says so
        }
        if (errno != ENOENT || !folder.has_relative_path()) {
            return fail_with_errno(errno, fmt::format("make the folder {}", folder.string()));
        }
        TRIREME_TRY(make_data_folder(folder.parent_path()));
        if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST) {
            return fail_with_errno(errno, fmt::format("make the folder {}", folder.string()));
        }
    }
    const std::string parent = folder.parent_path().string();
    return sync_folder(AT_FDCWD, parent, parent);
}

// Names are resolved against the open folder and not its path: should the folder be moved away and another put in its
// place, we stay in the one whose lock we hold.
class PosixStorage final : public Storage {
public:
    PosixStorage(Descriptor folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}

    [[nodiscard]] Result<std::unique_ptr<File>> create(std::string_view name, std::uint64_t size) override;
    [[nodiscard]] Result<std::unique_ptr<File>> create_reserved(std::string_view name, std::uint64_t size) override;
    [[nodiscard]] Result<std::unique_ptr<File>> open_to_read(std::string_view name) override {
        return open(name, O_RDONLY, "open {} to read");
    }
    [[nodiscard]] Result<std::unique_ptr<File>> open_to_write(std::string_view name) override {
        return open(name, O_RDWR, "open {} to write");
    }
    [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder) override;
    [[nodiscard]] Result<std::vector<std::string>> remove_half_made(std::string_view folder) override;
    [[nodiscard]] Result<void> rename(std::string_view from, std::string_view to) override;
    [[nodiscard]] Result<void> remove(std::string_view name) override;
    [[nodiscard]] Result<void> make_folder(std::string_view folder) override;
    [[nodiscard]] Result<std::unique_ptr<StorageLock>> lock() override { return lock_folder(folder_.number(), path_); }
    [[nodiscard]] std::string path_of(std::string_view name) const override {
        return name.empty() ? path_ : fmt::format("{}/{}", path_, name);
    }

private:
    [[nodiscard]] Result<std::unique_ptr<File>> open(std::string_view name, int flags,
                                                     fmt::format_string<std::string> doing);
    [[nodiscard]] Result<std::unique_ptr<File>> create(std::string_view name, std::uint64_t size, Space space);
    [[nodiscard]] Result<std::unique_ptr<File>> make_whole(const std::string& name, std::uint64_t size, Space space);
    [[nodiscard]] Result<void> publish(const std::string& made, const std::string& name);
    [[nodiscard]] Result<void> sync_names_beside(std::string_view name);
    enum class Kept : unsigned char { made, half_made };
    // The regular files of that kind directly in the folder, sorted.
    [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder, Kept kept);

    Descriptor folder_;
    std::string path_;
};

Result<std::unique_ptr<File>> PosixStorage::create(std::string_view name, std::uint64_t size) {
    return create(name, size, Space::written);
}

Result<std::unique_ptr<File>> PosixStorage::create_reserved(std::string_view name, std::uint64_t size) {
    return create(name, size, Space::reserved);
}

Result<std::unique_ptr<File>> PosixStorage::create(std::string_view name, std::uint64_t size, Space space) {
    assert_file_name(name);
    const std::string final_name(name);
    // Asked before the work, and not again by an exclusive rename, which some network filesystems lack: the lock on the
    // folder keeps everyone else away.
    struct stat status{};
    if (::fstatat(folder_.number(), final_name.c_str(), &status, 0) == 0) {
        return fail_with_errno(EEXIST, fmt::format("create {}", path_of(name)));
    }
    const std::string made = final_name + std::string(making_suffix);
    Result<std::unique_ptr<File>> file = make_whole(made, size, space);
    if (!file) {
        ::unlinkat(folder_.number(), made.c_str(), 0);
        return file;
    }
    if (Result<void> published = publish(made, final_name); !published) {
        ::unlinkat(folder_.number(), made.c_str(), 0);
        return std::unexpected(std::move(published).error());
    }
    return file;
}

Result<std::unique_ptr<File>> PosixStorage::make_whole(const std::string& name, std::uint64_t size, Space space) {
    // A file of this name is what a crash left of an earlier attempt.
    if (::unlinkat(folder_.number(), name.c_str(), 0) != 0 && errno != ENOENT) {
        return fail_with_errno(errno, fmt::format("remove {}", path_of(name)));
    }
    Descriptor descriptor(::openat(folder_.number(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, file_mode));
    if (!descriptor.valid()) {
        return fail_with_errno(errno, fmt::format("create {}", path_of(name)));
    }
    // Errors of the file speak of its final path, which is the one a person will look for.
    const std::string_view final_name = std::string_view(name).substr(0, name.size() - making_suffix.size());
    auto file = std::make_unique<PosixFile>(std::move(descriptor), path_of(final_name));
    TRIREME_TRY(file->allocate(size, space));
    return file;
}

Result<void> PosixStorage::publish(const std::string& made, const std::string& name) {
    if (::renameat(folder_.number(), made.c_str(), folder_.number(), name.c_str()) != 0) {
        return fail_with_errno(errno, fmt::format("rename {} to {}", path_of(made), path_of(name)));
    }
    if (Result<void> synced = sync_names_beside(name); !synced) {
        ::unlinkat(folder_.number(), name.c_str(), 0);
        return synced;
    }
    return {};
}

Result<std::unique_ptr<File>> PosixStorage::open(std::string_view name, int flags,
                                                 fmt::format_string<std::string> doing) {
    assert_file_name(name);
    Descriptor descriptor(::openat(folder_.number(), std::string(name).c_str(), flags | O_CLOEXEC));
    if (!descriptor.valid()) {
        return fail_with_errno(errno, fmt::format(doing, path_of(name)));
    }
    return std::make_unique<PosixFile>(std::move(descriptor), path_of(name));
}

Result<std::vector<std::string>> PosixStorage::list(std::string_view folder) {
    TRIREME_TRY_ASSIGN(auto names, list(folder, Kept::made));
    if (folder.empty()) {
        std::erase(names, lock_file_name);
    }
    return names;
}

Result<std::vector<std::string>> PosixStorage::remove_half_made(std::string_view folder) {
    TRIREME_TRY_ASSIGN(auto names, list(folder, Kept::half_made));
    // Not synced: what a power cut brings back, the next call removes.
    for (std::string& name : names) {
        const std::string made = folder.empty() ? name : fmt::format("{}/{}", folder, name);
        if (::unlinkat(folder_.number(), made.c_str(), 0) != 0) {
            return fail_with_errno(errno, fmt::format("remove {}", path_of(made)));
        }
        name.resize(name.size() - making_suffix.size());
    }
    return names;
}

Result<std::vector<std::string>> PosixStorage::list(std::string_view folder, Kept kept) {
    assert_folder_name(folder);
    const std::string from = folder.empty() ? "." : std::string(folder);
    const int descriptor = ::openat(folder_.number(), from.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT) {
            return std::vector<std::string>();
        }
        return fail_with_errno(errno, fmt::format("open the folder {}", path_of(folder)));
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(descriptor), ::closedir);
    TRIREME_ASSERT(entries != nullptr, "the descriptor of {} is no folder", path_of(folder));

    std::vector<std::string> names;
    while (true) {
        errno = 0;
        const dirent* entry = ::readdir(entries.get());
        if (entry == nullptr) {
            break;
        }
        const std::string name = entry->d_name;
        // Asked first: while someone else reads the folder, a file in the making may get its name at any moment.
        if (name.ends_with(making_suffix) != (kept == Kept::half_made)) {
            continue;
        }
        struct stat status{};
        if (::fstatat(descriptor, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            // Left out, a file that is there but cannot be read would look like one that never was.
            return fail_with_errno(errno, fmt::format("look at {} in the folder {}", name, path_of(folder)));
        }
        if (S_ISREG(status.st_mode)) {
            names.push_back(name);
        }
    }
    if (errno != 0) {
        return fail_with_errno(errno, fmt::format("list the folder {}", path_of(folder)));
    }
    std::ranges::sort(names);
    return names;
}

Result<void> PosixStorage::rename(std::string_view from, std::string_view to) {
    assert_file_name(from);
    assert_file_name(to);
    if (::renameat(folder_.number(), std::string(from).c_str(), folder_.number(), std::string(to).c_str()) != 0) {
        return fail_with_errno(errno, fmt::format("rename {} to {}", path_of(from), path_of(to)));
    }
    // The new name first: a crash in between may then leave both, but never neither.
    TRIREME_TRY(sync_names_beside(to));
    return enclosing_folder(from) == enclosing_folder(to) ? Result<void>() : sync_names_beside(from);
}

Result<void> PosixStorage::remove(std::string_view name) {
    assert_file_name(name);
    if (::unlinkat(folder_.number(), std::string(name).c_str(), 0) != 0) {
        return fail_with_errno(errno, fmt::format("remove {}", path_of(name)));
    }
    return sync_names_beside(name);
}

Result<void> PosixStorage::make_folder(std::string_view folder) {
    assert_folder_name(folder);
    // Existing parents are synced too: an earlier process may have ended between making one and syncing it.
    for (std::size_t end = 0; end < folder.size();) {
        end = std::min(folder.find('/', end + 1), folder.size());
        const std::string name(folder.substr(0, end));
        if (::mkdirat(folder_.number(), name.c_str(), folder_mode) != 0) {
            const int error = errno;
            struct stat status{};
            const bool exists = error == EEXIST && ::fstatat(folder_.number(), name.c_str(), &status, 0) == 0;
            if (!exists || !S_ISDIR(status.st_mode)) {
                return fail_with_errno(error, fmt::format("make the folder {}", path_of(name)));
            }
        }
        TRIREME_TRY(sync_names_beside(name));
    }
    return {};
}

Result<void> PosixStorage::sync_names_beside(std::string_view name) {
    const std::string_view folder = enclosing_folder(name);
    return sync_folder(folder_.number(), folder.empty() ? "." : std::string(folder), path_of(folder));
}

}  // namespace

Result<std::unique_ptr<Storage>> open_posix_storage(const std::string& folder, FolderPolicy policy) {
    if (folder.empty()) {
        return fail(ErrorCode::invalid_input, "the path of the data folder is empty");
    }
    std::filesystem::path path = std::filesystem::absolute(folder).lexically_normal();
    if (!path.has_filename()) {
        path = path.parent_path();  // "data/" is "data"
    }
    if (policy == FolderPolicy::make_if_missing) {
        TRIREME_TRY(make_data_folder(path));
    }
    Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.valid()) {
        return std::make_unique<PosixStorage>(std::move(descriptor), path.string());
    }
    if (errno == ENOTDIR) {
        return fail(ErrorCode::invalid_input, "the data folder {} is a file, or below one", path.string());
    }
    if (errno == ENOENT) {
        return fail(ErrorCode::not_found, "the data folder {} does not exist", path.string());
    }
    return fail_with_errno(errno, fmt::format("open the data folder {}", path.string()));
}

}  // namespace trireme::journal
