#include "journal/request_writer.hpp"

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "journal/request_format.hpp"
#include "journal/unfinished_file.hpp"

#include <utility>

namespace trireme::journal {
namespace {

constexpr std::size_t blocks_per_write = 64;
constexpr std::uint64_t blocks_read_back_per_step = 256;

}  // namespace

RequestWriter::RequestWriter(const RequestFileInfo& info, std::unique_ptr<File> file)
    : info_(info),
      file_(std::move(file)),
      filter_(info.entries),
      header_checksum_(request_header_checksum(encode_request_header(info))),
      pending_offset_(request_block_offset(0)) {
    first_hashes_.reserve(static_cast<std::size_t>(request_block_count(info.entries)));
}

Result<RequestWriter> RequestWriter::create(Storage& storage, const RequestFileInfo& info) {
    TRIREME_TRY(storage.make_folder(request_folder));
    TRIREME_TRY_ASSIGN(auto file,
                       create_unfinished(storage, request_file_name(info.range), request_file_bytes(info.entries)));
    return RequestWriter(info, std::move(file));
}

Result<void> RequestWriter::add(const RequestEntry& entry) {
    TRIREME_ASSERT(added_ < info_.entries, "more than the {} entries that were announced", info_.entries);
    TRIREME_ASSERT(!last_ || !comes_before(entry, *last_), "old requests out of order");
    last_ = entry;
    const std::size_t place = static_cast<std::size_t>(added_ % requests_per_block);
    if (place == 0) {
        first_hashes_.push_back(entry.hash);
        pending_.resize(pending_.size() + request_block_bytes);
    }
    store_entry(pending_.data() + pending_.size() - request_block_bytes + place * request_entry_bytes, entry);
    filter_.add(entry.hash);
    added_ += 1;
    if (added_ % requests_per_block == 0 || added_ == info_.entries) {
        end_block();
    }
    return pending_.size() < blocks_per_write * request_block_bytes ? Result<void>() : write_pending();
}

void RequestWriter::end_block() {
    std::byte* const checksum = pending_.data() + pending_.size() - request_checksum_bytes;
    const ByteView content =
        ByteView(pending_).last(request_block_bytes).first(request_block_bytes - request_checksum_bytes);
    store_little_endian(checksum, request_block_checksum(header_checksum_, first_hashes_.size() - 1, content));
}

// Only whole blocks may be pending.
Result<void> RequestWriter::write_pending() {
    if (added_ % requests_per_block != 0 && added_ != info_.entries) {
        return {};
    }
    TRIREME_TRY(file_->write_at(pending_offset_, pending_));
    pending_offset_ += pending_.size();
    pending_.clear();
    return {};
}

Result<void> RequestWriter::finish() {
    TRIREME_ASSERT(added_ == info_.entries, "{} entries where {} were announced", added_, info_.entries);
    filter_.append_to(pending_);
    for (const std::uint64_t hash : first_hashes_) {
        pending_.resize(pending_.size() + sizeof hash);
        store_little_endian(pending_.data() + pending_.size() - sizeof hash, hash);
    }
    const auto lookup_bytes = static_cast<std::size_t>(request_lookup_bytes(info_.entries));
    const std::uint32_t checksum = crc32c(ByteView(pending_).last(lookup_bytes), header_checksum_);
    pending_.resize(pending_.size() + sizeof checksum);
    store_little_endian(pending_.data() + pending_.size() - sizeof checksum, checksum);
    TRIREME_TRY(file_->write_at(pending_offset_, pending_));
    TRIREME_TRY(file_->write_at(0, encode_request_header(info_)));
    return file_->sync();
}

Result<RequestReadBack> RequestReadBack::open(Storage& storage, const RequestFileInfo& info) {
    TRIREME_TRY_ASSIGN(RequestFile file, RequestFile::open(storage, unfinished_name(request_file_name(info.range))));
    if (file.info() != info) {
        return fail(ErrorCode::corrupt, "{}: says other things of itself than were written", file.path());
    }
    return RequestReadBack(std::move(file));
}

Result<bool> RequestReadBack::step() {
    for (std::uint64_t count = 0; count < blocks_read_back_per_step; ++count) {
        if (next_block_ == file_.block_count()) {
            return false;
        }
        TRIREME_TRY(file_.read_block(next_block_, entries_));
        next_block_ += 1;
    }
    return true;
}

namespace {

Result<void> write_unfinished(Storage& storage, const RequestFileInfo& info, std::span<const RequestEntry> entries) {
    {
        TRIREME_TRY_ASSIGN(RequestWriter writer, RequestWriter::create(storage, info));
        for (const RequestEntry& entry : entries) {
            TRIREME_TRY(writer.add(entry));
        }
        TRIREME_TRY(writer.finish());
    }
    TRIREME_TRY_ASSIGN(RequestReadBack read_back, RequestReadBack::open(storage, info));
    for (bool is_left = true; is_left;) {
        TRIREME_TRY_ASSIGN(is_left, read_back.step());
    }
    return {};
}

}  // namespace

Result<void> write_request_file(Storage& storage, const LogId& log_id, const RequestRange& range,
                                std::span<const RequestEntry> entries) {
    const std::string name = request_file_name(range);
    auto written = write_unfinished(storage, {log_id, range, entries.size()}, entries);
    if (!written) {
        // What cannot be removed now is removed by the next start.
        static_cast<void>(remove_if_there(storage, unfinished_name(name)));
        return written;
    }
    return finish_file(storage, name);
}

}  // namespace trireme::journal
