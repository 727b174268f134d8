#include "runtime/account_sidecar.hpp"

#include "base/crc32c.hpp"
#include "journal/log_reader.hpp"
#include "journal/unfinished_file.hpp"
#include "runtime/event_block.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace trireme::runtime {
namespace {

constexpr std::string_view magic = "TRIREMEA";
constexpr std::string_view file_suffix = ".accounts";
constexpr std::uint16_t format_version = 1;
constexpr std::size_t header_bytes = 64;
constexpr std::size_t entry_bytes = 24;

constexpr std::size_t version_at = 8;
constexpr std::size_t log_id_at = 12;
constexpr std::size_t segment_index_at = 28;
constexpr std::size_t first_event_at = 36;
constexpr std::size_t last_event_at = 44;
constexpr std::size_t entry_count_at = 52;
constexpr std::size_t checksum_at = 60;

// Over everything but itself.
std::uint32_t checksum_of(ByteView content) {
    return crc32c(content.subspan(header_bytes), crc32c(content.first(checksum_at)));
}

ByteBuffer encode(const AccountSidecar& sidecar) {
    ByteBuffer content(header_bytes + sidecar.entries.size() * entry_bytes);
    std::byte* const header = content.data();
    std::ranges::copy(bytes_of(magic), content.begin());
    store_little_endian(header + version_at, format_version);
    std::ranges::copy(sidecar.log_id, header + log_id_at);
    store_little_endian(header + segment_index_at, sidecar.segment_index);
    store_little_endian(header + first_event_at, sidecar.first_event);
    store_little_endian(header + last_event_at, sidecar.last_event);
    store_little_endian(header + entry_count_at, std::uint64_t{sidecar.entries.size()});
    std::byte* at = header + header_bytes;
    for (const AccountEntry& entry : sidecar.entries) {
        store_little_endian(at, entry.account);
        store_little_endian(at + 8, entry.account_sequence);
        store_little_endian(at + 16, entry.event_sequence);
        at += entry_bytes;
    }
    store_little_endian(header + checksum_at, checksum_of(content));
    return content;
}

Result<AccountSidecar> decode(ByteView content) {
    if (content.size() < header_bytes || !std::ranges::equal(content.first(magic.size()), bytes_of(magic))) {
        return fail(ErrorCode::corrupt, "not an index of accounts");
    }
    const std::byte* const header = content.data();
    if (const auto version = load_little_endian<std::uint16_t>(header + version_at); version != format_version) {
        return fail(ErrorCode::unsupported_version, "format version {}, this release reads {}", version,
                    format_version);
    }
    if (load_little_endian<std::uint32_t>(header + checksum_at) != checksum_of(content)) {
        return fail(ErrorCode::corrupt, "the checksum does not match");
    }
    AccountSidecar sidecar;
    std::ranges::copy(content.subspan(log_id_at, sidecar.log_id.size()), sidecar.log_id.begin());
    sidecar.segment_index = load_little_endian<std::uint64_t>(header + segment_index_at);
    sidecar.first_event = load_little_endian<std::uint64_t>(header + first_event_at);
    sidecar.last_event = load_little_endian<std::uint64_t>(header + last_event_at);
    const ByteView entries = content.subspan(header_bytes);
    if (load_little_endian<std::uint64_t>(header + entry_count_at) != entries.size() / entry_bytes ||
        entries.size() % entry_bytes != 0) {
        return fail(ErrorCode::corrupt, "{} bytes of entries are not as many as the header says", entries.size());
    }
    sidecar.entries.reserve(entries.size() / entry_bytes);
    for (std::size_t at = 0; at < entries.size(); at += entry_bytes) {
        const std::byte* const entry = entries.data() + at;
        sidecar.entries.push_back({load_little_endian<std::uint64_t>(entry),
                                   load_little_endian<std::uint64_t>(entry + 8),
                                   load_little_endian<std::uint64_t>(entry + 16)});
    }
    return sidecar;
}

// Adds the accounts that are not among the `seen` with their first event in the block.
Result<void> add_accounts(const journal::RecordView& record, std::unordered_set<std::uint64_t>& seen,
                          std::vector<AccountEntry>& entries) {
    TRIREME_TRY_ASSIGN(EventBlock block, EventBlock::open(record.header, record.payload));
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto event, block.next());
        if (!event) {
            return {};
        }
        if (event->account != 0 && seen.insert(event->account).second) {
            entries.push_back({event->account, event->account_sequence, event->sequence});
        }
    }
}

}  // namespace

std::string account_sidecar_name(std::uint64_t segment_index) {
    const std::string segment = journal::segment_name(journal::LogKind::events, segment_index);
    return fmt::format("{}{}", std::string_view(segment).substr(0, segment.rfind('.')), file_suffix);
}

Result<void> write_account_sidecar(journal::Storage& storage, const AccountSidecar& sidecar) {
    const std::string name = account_sidecar_name(sidecar.segment_index);
    const ByteBuffer content = encode(sidecar);
    TRIREME_TRY_ASSIGN(auto file, journal::create_unfinished(storage, name, content.size()));
    TRIREME_TRY(file->write_at(0, content));
    TRIREME_TRY(file->sync());
    return journal::finish_file(storage, name);
}

Result<AccountSidecar> read_account_sidecar(journal::Storage& storage, std::uint64_t segment_index) {
    const std::string name = account_sidecar_name(segment_index);
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_read(name));
    TRIREME_TRY_ASSIGN(const std::uint64_t size, file->size());
    ByteBuffer content(static_cast<std::size_t>(size));
    TRIREME_TRY_ASSIGN(const std::size_t read, file->read_at(0, content));
    content.resize(read);
    auto sidecar = decode(content);
    if (!sidecar) {
        return fail_with_context(std::move(sidecar), storage.path_of(name));
    }
    if (sidecar->segment_index != segment_index) {
        return fail(ErrorCode::corrupt, "{}: is of segment {}", storage.path_of(name), sidecar->segment_index);
    }
    return sidecar;
}

Result<std::vector<std::string>> remove_orphaned_account_sidecars(journal::Storage& storage) {
    const std::string_view folder = journal::folder_of(journal::LogKind::events);
    // Sidecars first: one that is written meanwhile has its segment in the second list.
    TRIREME_TRY_ASSIGN(const auto files, storage.list(folder));
    TRIREME_TRY_ASSIGN(const auto segments, journal::list_live_and_archived(storage, journal::LogKind::events));
    std::set<std::string> wanted;
    for (const std::uint64_t index : segments) {
        wanted.insert(account_sidecar_name(index));
    }
    std::vector<std::string> removed;
    for (const std::string& file : files) {
        std::string name = fmt::format("{}/{}", folder, file);
        if (file.ends_with(file_suffix) && !wanted.contains(name)) {
            TRIREME_TRY(storage.remove(name));
            removed.push_back(std::move(name));
        }
    }
    return removed;
}

Result<AccountSidecar> scan_accounts(const journal::Storage& storage, journal::SegmentScanner& segment,
                                     std::uint64_t last_event) {
    AccountSidecar sidecar{.log_id = segment.header().log_id,
                           .segment_index = segment.header().index,
                           .first_event = segment.header().first_sequence,
                           .last_event = last_event,
                           .entries = {}};
    std::unordered_set<std::uint64_t> seen;
    for (std::uint64_t due = sidecar.first_event; due <= last_event;) {
        const std::uint64_t offset = segment.offset();
        TRIREME_TRY_ASSIGN(const journal::RecordRead read, segment.next());
        const auto* record = std::get_if<journal::RecordView>(&read);
        if (record == nullptr || record->header.sequence != due || last_sequence_of(record->header) > last_event) {
            return fail(ErrorCode::corrupt, "{} at offset {}: event {} is damaged", storage.path_of(segment.name()),
                        offset, due);
        }
        auto added = add_accounts(*record, seen, sidecar.entries);
        if (!added) {
            return fail_with_context(std::move(added),
                                     fmt::format("{} at offset {}", storage.path_of(segment.name()), offset));
        }
        due += record->header.count;
    }
    std::ranges::sort(sidecar.entries);
    return sidecar;
}

}  // namespace trireme::runtime
