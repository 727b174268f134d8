#include "journal/posix_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace trireme::journal {
namespace {

constexpr std::size_t zero_chunk_bytes = 1 << 20;

ErrorCode code_of(int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT: return ErrorCode::no_space;
        case ENOENT: return ErrorCode::not_found;
        case EEXIST: return ErrorCode::already_exists;
        default: return ErrorCode::io_failure;
    }
}

}  // namespace

std::unexpected<Error> fail_with_errno(int error_number, std::string_view doing) {
    return fail(code_of(error_number), "cannot {}: {}", doing, std::generic_category().message(error_number));
}

Descriptor::~Descriptor() {
    if (valid()) {
        // What a close could still report concerns data that nobody synced, so nobody relies on it.
        ::close(number_);
    }
}

Result<std::uint64_t> PosixFile::size() {
    struct stat status{};
    if (::fstat(descriptor_.number(), &status) != 0) {
        return fail_with_errno(errno, fmt::format("read the size of {}", path_));
    }
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> PosixFile::read_at(std::uint64_t offset, MutableByteView into) {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t count =
            ::pread(descriptor_.number(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (count == 0) {
            break;
        }
        if (count > 0) {
            done += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            return fail_with_errno(errno, fmt::format("read {} bytes at offset {} of {}", into.size(), offset, path_));
        }
    }
    return done;
}

Result<void> PosixFile::write_at(std::uint64_t offset, ByteView bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pwrite(descriptor_.number(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count > 0) {
            done += static_cast<std::size_t>(count);
        } else if (count == 0) {
            return fail(ErrorCode::io_failure,
                        "cannot write {} bytes at offset {} of {}: the system wrote none of them", bytes.size() - done,
                        offset + done, path_);
        } else if (errno != EINTR) {
            return fail_with_errno(errno,
                                   fmt::format("write {} bytes at offset {} of {}", bytes.size(), offset, path_));
        }
    }
    return {};
}

Result<void> PosixFile::sync() {
    // Not repeated even for EINTR: after any failure the kernel may have marked pages clean that it never wrote, and a
    // second call would then succeed without them.
    if (::fdatasync(descriptor_.number()) != 0) {
        return fail_with_errno(errno, fmt::format("sync {}", path_));
    }
    return {};
}

// What the kernel makes of the advice is its own affair.
void PosixFile::release_memory() {
    static_cast<void>(::posix_fadvise(descriptor_.number(), 0, 0, POSIX_FADV_DONTNEED));
}

Result<void> PosixFile::allocate(std::uint64_t bytes, Space space) {
    if (bytes > 0) {
        // Asked for in one piece first, so that a full disk is noticed before anything is written.
        if (const int error = ::posix_fallocate(descriptor_.number(), 0, static_cast<off_t>(bytes)); error != 0) {
            return fail_with_errno(error, fmt::format("allocate {} bytes for {}", bytes, path_));
        }
    }
    // Allocated extents stay marked "unwritten" until they are first written, and each later sync that writes into one
    // would have to commit that change of metadata. Zeros written now spare all the later syncs.
    // They are synced piece by piece: one large sync would keep the disk from the small ones that somebody waits for.
    const std::uint64_t to_write = space == Space::written ? bytes : 0;
    const ByteBuffer zeros(static_cast<std::size_t>(std::min<std::uint64_t>(to_write, zero_chunk_bytes)));
    for (std::uint64_t offset = 0; offset < to_write; offset += zero_chunk_bytes) {
        const std::uint64_t count = std::min<std::uint64_t>(zero_chunk_bytes, to_write - offset);
        TRIREME_TRY(write_at(offset, ByteView(zeros).first(static_cast<std::size_t>(count))));
        TRIREME_TRY(sync());
    }
    if (::fsync(descriptor_.number()) != 0) {
        return fail_with_errno(errno, fmt::format("sync {}", path_));
    }
    return {};
}

}  // namespace trireme::journal
