#pragma once

#include "journal/request_entry.hpp"
#include "journal/request_filter.hpp"
#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests that a core has forgotten, on disk. docs/journal.md gives the layout byte by byte.
namespace trireme::journal {

inline constexpr std::string_view request_folder = "requests";

// Behind which command and through which one requests were forgotten.
struct RequestRange {
    std::uint64_t after = 0;
    std::uint64_t through = 0;

    bool operator==(const RequestRange&) const = default;
    auto operator<=>(const RequestRange&) const = default;
};

struct RequestFileInfo {
    LogId log_id{};  // of the journal whose commands brought the requests
    RequestRange range;
    std::uint64_t entries = 0;

    bool operator==(const RequestFileInfo&) const = default;
};

[[nodiscard]] std::string request_file_name(const RequestRange& range);

// The ranges in the names of the files in the folder, ascending, good or not.
[[nodiscard]] Result<std::vector<RequestRange>> list_request_files(Storage& storage);

// A file of old requests, open to be asked. Never changes. A filter in memory, of sixteen bits per entry, answers for
// nearly all names that it does not hold; for a name that it holds one block is read. One thread at a time.
class RequestFile {
public:
    // Reads all but the entries. `corrupt`, naming file and offset, if that is not as it was written; `not_found`;
    // `unsupported_version`.
    [[nodiscard]] static Result<RequestFile> open(Storage& storage, const std::string& name);
    [[nodiscard]] const RequestFileInfo& info() const { return info_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::uint64_t block_count() const { return first_hashes_.size(); }

    // Whether `find` has to look. False for nearly all names that the file does not hold.
    [[nodiscard]] bool may_hold(std::uint64_t hash) const { return filter_.may_hold(hash); }
    void prefetch(std::uint64_t hash) const { filter_.prefetch(hash); }

    // Nothing if it holds no request of that name. `corrupt` as above, if the entries that it had to read are damaged.
    [[nodiscard]] Result<std::optional<RequestAnswer>> find(std::uint64_t hash, const RequestName& name);

    // The entries of a block, in the file's order; checks them.
    [[nodiscard]] Result<void> read_block(std::uint64_t block, std::vector<RequestEntry>& entries);

private:
    RequestFile(std::unique_ptr<File> file, std::string path);

    [[nodiscard]] Result<void> read_header();
    [[nodiscard]] Result<void> read_lookup();
    // Into `block_`; returns how many entries it holds.
    [[nodiscard]] Result<std::size_t> read_block(std::uint64_t block);
    [[nodiscard]] std::unexpected<Error> damage(std::uint64_t offset, std::string_view what) const;

    std::unique_ptr<File> file_;
    std::string path_;
    RequestFileInfo info_;
    std::uint32_t header_checksum_ = 0;
    RequestFilter filter_{0};
    std::vector<std::uint64_t> first_hashes_;  // of each block
    ByteBuffer block_;                         // the one that was read last
};

// Reads all of it. Errors as above.
[[nodiscard]] Result<RequestFileInfo> verify_request_file(Storage& storage, const RequestRange& range);

}  // namespace trireme::journal
