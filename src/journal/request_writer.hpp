#pragma once

#include "journal/request_file.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trireme::journal {

// Writes a file of old requests under its unfinished name, entry by entry.
class RequestWriter {
public:
    // For as many entries as `info` says.
    [[nodiscard]] static Result<RequestWriter> create(Storage& storage, const RequestFileInfo& info);

    // In the file's order; of equal names the one that is found stands first.
    [[nodiscard]] Result<void> add(const RequestEntry& entry);

    // After the last entry: writes what is left, and syncs.
    [[nodiscard]] Result<void> finish();

private:
    RequestWriter(const RequestFileInfo& info, std::unique_ptr<File> file);

    [[nodiscard]] Result<void> write_pending();
    void end_block();

    RequestFileInfo info_;
    std::unique_ptr<File> file_;
    RequestFilter filter_;
    std::uint32_t header_checksum_ = 0;
    std::vector<std::uint64_t> first_hashes_;
    ByteBuffer pending_;  // blocks that are not written yet; the last one may not be full
    std::uint64_t pending_offset_ = 0;
    std::uint64_t added_ = 0;
    std::optional<RequestEntry> last_;
};

// Reads an unfinished file back, some blocks at a time, before it gets its name.
class RequestReadBack {
public:
    [[nodiscard]] static Result<RequestReadBack> open(Storage& storage, const RequestFileInfo& info);

    // False when all was read. `corrupt` if the file is not as it was written.
    [[nodiscard]] Result<bool> step();

private:
    explicit RequestReadBack(RequestFile file) : file_(std::move(file)) {}

    RequestFile file_;
    std::uint64_t next_block_ = 0;
    std::vector<RequestEntry> entries_;
};

// Writes the file, reads it back and gives it its name; one of the same range is replaced. The entries are in the
// file's order. After any failure there is no such file, or the one there was.
[[nodiscard]] Result<void> write_request_file(Storage& storage, const LogId& log_id, const RequestRange& range,
                                              std::span<const RequestEntry> entries);

}  // namespace trireme::journal
