#include "journal/posix_lock.hpp"

#include "journal/posix_file.hpp"
#include "journal/storage_name.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

namespace trireme::journal {
namespace {

class PosixLock final : public StorageLock {
public:
    explicit PosixLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

private:
    Descriptor descriptor_;  // flock ends with the last descriptor of the open file
};

// Only for the message to whoever finds the folder taken, so a disk too full for it must not keep us from starting. The
// fixed width overwrites every digit of the last owner.
void note_own_pid(int lock_file) {
    const std::string text = fmt::format("{:<10}\n", ::getpid());
    [[maybe_unused]] const ssize_t written = ::pwrite(lock_file, text.data(), text.size(), 0);
}

std::optional<pid_t> read_owner_pid(int lock_file) {
    std::array<char, 32> text{};
    const ssize_t count = ::pread(lock_file, text.data(), text.size(), 0);
    pid_t pid = 0;
    if (count <= 0 || std::from_chars(text.data(), text.data() + count, pid).ec != std::errc()) {
        return std::nullopt;
    }
    return pid;
}

}  // namespace

// The file is never removed: another process may hold it open by then, and two would each lock a LOCK of their own.
Result<std::unique_ptr<StorageLock>> lock_folder(int folder, const std::string& path) {
    const std::string lock_path = fmt::format("{}/{}", path, lock_file_name);
    Descriptor file(::openat(folder, std::string(lock_file_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode));
    if (!file.valid()) {
        return fail_with_errno(errno, fmt::format("open {}", lock_path));
    }
    if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) {
        note_own_pid(file.number());
        return std::make_unique<PosixLock>(std::move(file));
    }
    if (errno != EWOULDBLOCK) {
        return fail_with_errno(errno, fmt::format("lock {}", lock_path));
    }
    const std::optional<pid_t> owner = read_owner_pid(file.number());
    return fail(ErrorCode::conflict, "the data folder {} is in use: another Trireme process{} holds {}", path,
                owner ? fmt::format(" (pid {})", *owner) : "", lock_path);
}

}  // namespace trireme::journal
