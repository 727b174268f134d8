#include "journal/request_file.hpp"

#include "base/crc32c.hpp"
#include "journal/request_format.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace trireme::journal {
namespace {

constexpr std::string_view file_suffix = ".requests";
constexpr std::size_t name_digits = 20;  // any 64-bit sequence

std::optional<std::uint64_t> number_in(std::string_view digits) {
    std::uint64_t number = 0;
    const char* const digits_end = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), digits_end, number);
    return error == std::errc{} && end == digits_end ? std::optional(number) : std::nullopt;
}

// The range in a file's name, without its folder; nothing if the name is another file's.
std::optional<RequestRange> range_in_name(std::string_view name) {
    if (name.size() != 2 * name_digits + 1 + file_suffix.size() || !name.ends_with(file_suffix) ||
        name[name_digits] != '-') {
        return std::nullopt;
    }
    const auto after = number_in(name.substr(0, name_digits));
    const auto through = number_in(name.substr(name_digits + 1, name_digits));
    return after && through ? std::optional(RequestRange{*after, *through}) : std::nullopt;
}

}  // namespace

std::string request_file_name(const RequestRange& range) {
    return fmt::format("{}/{:0{}}-{:0{}}{}", request_folder, range.after, name_digits, range.through, name_digits,
                       file_suffix);
}

Result<std::vector<RequestRange>> list_request_files(Storage& storage) {
    TRIREME_TRY_ASSIGN(const auto names, storage.list(request_folder));
    std::vector<RequestRange> ranges;
    for (const std::string& name : names) {
        if (const auto range = range_in_name(name)) {
            ranges.push_back(*range);
        }
    }
    std::ranges::sort(ranges);
    return ranges;
}

RequestFile::RequestFile(std::unique_ptr<File> file, std::string path)
    : file_(std::move(file)), path_(std::move(path)) {}

Result<RequestFile> RequestFile::open(Storage& storage, const std::string& name) {
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_read(name));
    RequestFile opened(std::move(file), storage.path_of(name));
    TRIREME_TRY(opened.read_header());
    TRIREME_TRY(opened.read_lookup());
    return opened;
}

std::unexpected<Error> RequestFile::damage(std::uint64_t offset, std::string_view what) const {
    return fail(ErrorCode::corrupt, "{} at offset {}: the file of old requests is damaged: {}", path_, offset, what);
}

Result<void> RequestFile::read_header() {
    TRIREME_TRY_ASSIGN(const std::uint64_t file_bytes, file_->size());
    RequestHeaderSector sector{};
    TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(0, sector));
    if (size < sector.size()) {
        return damage(size, "the file ends in the midst of the header");
    }
    auto info = decode_request_header(sector);
    if (!info) {
        return fail_with_context(std::move(info), fmt::format("{} at offset 0", path_));
    }
    info_ = *info;
    header_checksum_ = request_header_checksum(sector);
    // Compared first, so that a header which lies about the entries never makes anyone reserve memory for them.
    if (info_.entries > file_bytes || file_bytes != request_file_bytes(info_.entries)) {
        return damage(file_bytes,
                      fmt::format("the file ends there, its header says that it has {} entries", info_.entries));
    }
    return {};
}

Result<void> RequestFile::read_lookup() {
    const std::uint64_t blocks = request_block_count(info_.entries);
    const std::uint64_t offset = request_block_offset(blocks);
    ByteBuffer lookup(static_cast<std::size_t>(request_lookup_bytes(info_.entries) + request_checksum_bytes));
    TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(offset, lookup));
    if (size < lookup.size()) {
        return damage(offset + size, "the file ends in the midst of the filter");
    }
    const ByteView content = ByteView(lookup).first(lookup.size() - request_checksum_bytes);
    if (load_little_endian<std::uint32_t>(content.data() + content.size()) != crc32c(content, header_checksum_)) {
        return damage(offset, "the filter does not match its checksum");
    }
    const auto filter_bytes = static_cast<std::size_t>(RequestFilter::bytes_for(info_.entries));
    filter_ = RequestFilter(info_.entries);
    filter_.load(content.first(filter_bytes));
    first_hashes_.resize(static_cast<std::size_t>(blocks));
    for (std::size_t block = 0; block < first_hashes_.size(); ++block) {
        first_hashes_[block] =
            load_little_endian<std::uint64_t>(content.data() + filter_bytes + block * sizeof(std::uint64_t));
    }
    return {};
}

Result<std::size_t> RequestFile::read_block(std::uint64_t block) {
    const std::uint64_t offset = request_block_offset(block);
    block_.resize(request_block_bytes);
    TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(offset, block_));
    if (size < block_.size()) {
        return damage(offset + size, "the file ends in the midst of a block");
    }
    const ByteView content = ByteView(block_).first(block_.size() - request_checksum_bytes);
    if (load_little_endian<std::uint32_t>(content.data() + content.size()) !=
        request_block_checksum(header_checksum_, block, content)) {
        return damage(offset, "the block does not match its checksum");
    }
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(requests_per_block, info_.entries - block * requests_per_block));
}

Result<void> RequestFile::read_block(std::uint64_t block, std::vector<RequestEntry>& entries) {
    TRIREME_TRY_ASSIGN(const std::size_t count, read_block(block));
    entries.clear();
    for (std::size_t at = 0; at < count * request_entry_bytes; at += request_entry_bytes) {
        const auto entry = load_entry(block_.data() + at);
        if (!entry) {
            return damage(request_block_offset(block) + at, entry.error().message);
        }
        entries.push_back(*entry);
    }
    return {};
}

Result<std::optional<RequestAnswer>> RequestFile::find(std::uint64_t hash, const RequestName& name) {
    if (!may_hold(hash)) {
        return std::nullopt;
    }
    // The first entry with this hash may stand at the end of the block before the first one that begins with it.
    const auto from = std::ranges::lower_bound(first_hashes_, hash);
    auto block = static_cast<std::size_t>(from - first_hashes_.begin());
    block -= block > 0 ? 1 : 0;
    for (; block < first_hashes_.size() && first_hashes_[block] <= hash; ++block) {
        TRIREME_TRY_ASSIGN(const std::size_t count, read_block(block));
        for (std::size_t at = 0; at < count * request_entry_bytes; at += request_entry_bytes) {
            if (load_little_endian<std::uint64_t>(block_.data() + at) != hash) {
                continue;
            }
            const auto entry = load_entry(block_.data() + at);
            if (!entry) {
                return damage(request_block_offset(block) + at, entry.error().message);
            }
            if (entry->name == name) {
                return entry->answer;
            }
        }
    }
    return std::nullopt;
}

Result<RequestFileInfo> verify_request_file(Storage& storage, const RequestRange& range) {
    TRIREME_TRY_ASSIGN(RequestFile file, RequestFile::open(storage, request_file_name(range)));
    if (file.info().range != range) {
        return fail(ErrorCode::corrupt,
                    "{} at offset 0: the header says that it holds what was forgotten from {} to {}", file.path(),
                    file.info().range.after, file.info().range.through);
    }
    std::vector<RequestEntry> entries;
    for (std::uint64_t block = 0; block < file.block_count(); ++block) {
        TRIREME_TRY(file.read_block(block, entries));
    }
    return file.info();
}

}  // namespace trireme::journal
