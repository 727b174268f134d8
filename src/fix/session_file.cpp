#include "fix/session_file.hpp"

#include "base/bytes.hpp"
#include "base/crc32c.hpp"
#include "fix/frame_reader.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace trireme::fix {
namespace {

// A record: a header with its checksum (4 bytes), that of the frame (4), its length (4), a number (4) and the kind (1),
// then the frame. The header has a checksum of its own, so that a damaged length is never taken for a record that the
// file ends within. The last byte of both is never zero: one that is was not written.
constexpr std::size_t header_bytes = 17;
constexpr std::size_t frame_checksum_at = 4;
constexpr std::size_t length_at = 8;
constexpr std::size_t number_at = 12;
constexpr std::size_t kind_at = 16;

// Whether a power cut kept the end of the file from being written: nothing but zeros from the last byte of `part` on.
bool is_unwritten(ByteView part, ByteView behind) {
    return !part.empty() && part.back() == std::byte{0} && all_zero(behind);
}

std::unexpected<Error> fail_with_errno(std::string_view doing, const std::filesystem::path& path) {
    const ErrorCode code = errno == ENOSPC ? ErrorCode::no_space : ErrorCode::io_failure;
    return fail(code, "cannot {} {}: {}", doing, path.string(), std::generic_category().message(errno));
}

// The file's name must survive as its content does.
Result<void> sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail_with_errno("open the folder", folder);
    }
    const bool is_synced = ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    errno = error;
    if (!is_synced) {
        return fail_with_errno("sync the folder", folder);
    }
    return {};
}

Result<std::string> content_of(int descriptor, const std::filesystem::path& path) {
    std::string content;
    std::array<char, 65'536> block{};
    while (true) {
        const ssize_t count = ::pread(descriptor, block.data(), block.size(), static_cast<off_t>(content.size()));
        if (count == 0) {
            return content;
        }
        if (count > 0) {
            content.append(block.data(), static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return fail_with_errno("read", path);
        }
    }
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

std::string_view value_of(std::string_view frame, std::string_view field) {
    const std::size_t found = frame.find(field);
    if (found == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = frame.substr(found + field.size());
    return rest.substr(0, rest.find('\001'));
}

// Requests about orders and reports. Whatever else was sent has grown old when it is asked for again.
bool is_worth_keeping(std::string_view frame) {
    constexpr std::array<std::string_view, 6> types{"D", "F", "G", "H", "8", "9"};
    return std::ranges::find(types, value_of(frame, "\00135=")) != types.end();
}

// Stands for all messages up to `number` that are not kept: QuickFIX fills the gap up to a message of the session's
// own.
std::string frame_of_gap(std::uint32_t number) {
    const std::string body = fmt::format("35=0\00134={}\00152=19700101-00:00:00\001", number);
    const std::string summed = fmt::format("8=FIX.4.4\0019={}\001{}", body.size(), body);
    return fmt::format("{}10={}\001", summed, checksum_of(summed));
}

}  // namespace

Result<std::unique_ptr<SessionFile>> SessionFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail_with_errno("open", path);
    }
    std::unique_ptr<SessionFile> file(new SessionFile(path, descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::conflict, "{} is in use by another session: each needs a file of its own",
                    path.string());
    }
    TRIREME_TRY(file->read_all());
    TRIREME_TRY(sync_folder(path.has_parent_path() ? path.parent_path() : "."));
    return file;
}

SessionFile::~SessionFile() { ::close(descriptor_); }

Result<void> SessionFile::read_all() {
    TRIREME_TRY_ASSIGN(const std::string content, content_of(descriptor_, path_));
    std::size_t offset = 0;
    while (offset < content.size()) {
        TRIREME_TRY_ASSIGN(const std::size_t size, read_record(content, offset));
        if (size == 0) {
            break;
        }
        offset += size;
    }
    if (offset < content.size() && ::ftruncate(descriptor_, static_cast<off_t>(offset)) != 0) {
        return fail_with_errno("cut the unfinished end of", path_);
    }
    // What was read may have been written without a sync before a crash of the process only; it is acted upon now.
    has_unsynced_ = true;
    return sync();
}

// Takes the record at `offset` and returns its size; 0 if the content ends before the record does.
Result<std::size_t> SessionFile::read_record(std::string_view content, std::size_t offset) {
    const ByteView rest = bytes_of(content.substr(offset));
    // A file system may have made the file longer before the content was there.
    if (rest.size() < header_bytes || all_zero(rest)) {
        return 0;
    }
    const ByteView header = rest.first(header_bytes);
    const ByteView behind = rest.subspan(header_bytes);
    const auto damaged = [&](std::string_view what) {
        return fail(ErrorCode::corrupt, "{}: damaged at offset {}: {}", path_.string(), offset, what);
    };
    if (crc32c(header.subspan(frame_checksum_at)) != load_little_endian<std::uint32_t>(header.data())) {
        return is_unwritten(header, behind) ? Result<std::size_t>(0) : damaged("a header's checksum is not its own");
    }
    const std::size_t size = load_little_endian<std::uint32_t>(header.data() + length_at);
    const auto kind = static_cast<std::uint8_t>(header[kind_at]);
    if (size > frame_bytes_max || kind < 1 || kind > static_cast<std::uint8_t>(RecordKind::reset)) {
        return damaged("no record has this length or kind");
    }
    if (behind.size() < size) {
        return 0;
    }
    const ByteView frame = behind.first(size);
    if (crc32c(frame) != load_little_endian<std::uint32_t>(header.data() + frame_checksum_at)) {
        return is_unwritten(frame, behind.subspan(size)) ? Result<std::size_t>(0)
                                                         : damaged("a frame's checksum is not its own");
    }
    take(static_cast<RecordKind>(kind), load_little_endian<std::uint32_t>(header.data() + number_at), text_of(frame));
    return header_bytes + size;
}

void SessionFile::take(RecordKind kind, std::uint32_t number, std::string_view frame) {
    switch (kind) {
        case RecordKind::sent:
            sent_.insert_or_assign(number, std::string(frame));
            // QuickFIX keeps a message and counts it in two calls; a crash between them must not use a number twice.
            next_sent_ = std::max(next_sent_, number + 1);
            return;
        case RecordKind::next_sent: next_sent_ = number; return;
        case RecordKind::next_received:
            next_received_ = number;
            confirmed_received_ = number;
            return;
        case RecordKind::reset:
            sent_.clear();
            next_sent_ = 1;
            next_received_ = 1;
            confirmed_received_ = 1;
            return;
    }
}

bool SessionFile::fail_for_good(std::string_view doing) {
    failure_ = fail_with_errno(doing, path_).error().message;
    return false;
}

bool SessionFile::append(RecordKind kind, std::uint32_t number, std::string_view frame) {
    if (has_failed()) {
        return false;
    }
    ByteBuffer record(header_bytes);
    store_little_endian(record.data() + frame_checksum_at, crc32c(bytes_of(frame)));
    store_little_endian(record.data() + length_at, static_cast<std::uint32_t>(frame.size()));
    store_little_endian(record.data() + number_at, number);
    record[kind_at] = static_cast<std::byte>(kind);
    store_little_endian(record.data(), crc32c(ByteView(record).subspan(frame_checksum_at)));
    append_bytes(record, bytes_of(frame));
    if (!write_all(descriptor_, text_of(record))) {
        return fail_for_good("write");
    }
    has_unsynced_ = true;
    return true;
}

Result<void> SessionFile::sync() {
    if (!has_failed() && has_unsynced_ && ::fdatasync(descriptor_) != 0) {
        fail_for_good("sync");
    }
    if (has_failed()) {
        return fail(ErrorCode::io_failure, "{}", failure_);
    }
    has_unsynced_ = false;
    return {};
}

bool SessionFile::keep_sent(std::uint32_t number, const std::string& frame) {
    if (!is_worth_keeping(frame)) {
        return !has_failed();
    }
    if (frame.size() > frame_bytes_max || !append(RecordKind::sent, number, frame)) {
        return false;
    }
    // The number in use stays as it is until QuickFIX counts it, by set_next_sent.
    sent_.insert_or_assign(number, frame);
    return true;
}

bool SessionFile::set_next_sent(std::uint32_t number) {
    // The record of the message itself says so already.
    if (!sent_.contains(number - 1) && !append(RecordKind::next_sent, number, {})) {
        return false;
    }
    next_sent_ = number;
    return true;
}

bool SessionFile::set_next_received(std::uint32_t number) {
    next_received_ = number;
    return !has_failed();
}

bool SessionFile::confirm_received() {
    if (confirmed_received_ == next_received_) {
        return !has_failed();
    }
    if (!append(RecordKind::next_received, next_received_, {})) {
        return false;
    }
    confirmed_received_ = next_received_;
    return true;
}

bool SessionFile::sent_between(std::uint32_t first, std::uint32_t last, std::vector<std::string>& frames) const {
    std::uint32_t next = first;
    for (auto kept = sent_.lower_bound(first); kept != sent_.end() && kept->first <= last; ++kept) {
        if (kept->first > next) {
            frames.push_back(frame_of_gap(kept->first - 1));
        }
        frames.push_back(kept->second);
        next = kept->first + 1;
    }
    if (next <= last && last < next_sent_) {
        frames.push_back(frame_of_gap(last));
    }
    return true;
}

std::vector<std::string> SessionFile::all_sent() const {
    std::vector<std::string> frames;
    for (const auto& [number, frame] : sent_) {
        frames.push_back(frame);
    }
    return frames;
}

bool SessionFile::reset() {
    // A file of one record in place of one that only grows: the old content is worth nothing, whichever of the two a
    // crash leaves.
    if (has_failed() || ::ftruncate(descriptor_, 0) != 0) {
        return has_failed() ? false : fail_for_good("empty");
    }
    if (!append(RecordKind::reset, 0, {})) {
        return false;
    }
    take(RecordKind::reset, 0, {});
    return true;
}

}  // namespace trireme::fix
