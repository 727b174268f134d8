#include "journal/snapshot_store.hpp"

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "base/planted_bug.hpp"
#include "journal/snapshot_format.hpp"
#include "journal/unfinished_file.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace trireme::journal {
namespace {

constexpr std::string_view snapshot_suffix = ".snapshot";
constexpr std::size_t name_digits = 20;  // any 64-bit sequence

// The sequence in a file's name, without its folder; nothing if the name is another file's.
std::optional<std::uint64_t> sequence_in_name(std::string_view file_name) {
    if (file_name.size() != name_digits + snapshot_suffix.size() || !file_name.ends_with(snapshot_suffix)) {
        return std::nullopt;
    }
    std::uint64_t sequence = 0;
    const char* const digits_end = file_name.data() + name_digits;
    const auto [end, error] = std::from_chars(file_name.data(), digits_end, sequence);
    return error == std::errc{} && end == digits_end ? std::optional(sequence) : std::nullopt;
}

// Reads a snapshot file from front to back, checking each byte before anyone sees it.
class SnapshotFile {
public:
    [[nodiscard]] static Result<SnapshotFile> open(Storage& storage, const std::string& name) {
        TRIREME_TRY_ASSIGN(auto file, storage.open_to_read(name));
        SnapshotFile snapshot(std::move(file), storage.path_of(name));
        TRIREME_TRY(snapshot.read_header());
        return snapshot;
    }

    [[nodiscard]] const SnapshotInfo& info() const { return header_.info; }
    [[nodiscard]] std::uint64_t state_bytes() const { return header_.state_bytes; }
    [[nodiscard]] const std::string& path() const { return path_; }

    // The next chunk of the state, valid until the next call; empty behind the last.
    [[nodiscard]] Result<ByteView> next_chunk() {
        const std::uint64_t left = header_.state_bytes - state_bytes_read_;
        if (left == 0) {
            return ByteView();
        }
        const auto chunk_bytes = static_cast<std::size_t>(std::min<std::uint64_t>(left, snapshot_chunk_bytes));
        chunk_.resize(chunk_bytes + snapshot_checksum_bytes);
        TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(offset_, chunk_));
        if (size < chunk_.size()) {
            return damage(offset_ + size, "the file ends in the midst of the state");
        }
        const ByteView chunk = ByteView(chunk_).first(chunk_bytes);
        const auto stored = load_little_endian<std::uint32_t>(chunk_.data() + chunk_bytes);
        checksum_ = crc32c(chunk, checksum_);
        if (stored != checksum_ && !planted_bug(PlantedBug::snapshot_without_checksum)) {
            return damage(offset_, fmt::format("the {} bytes from there do not match their checksum", chunk_bytes));
        }
        offset_ += chunk_.size();
        state_bytes_read_ += chunk_bytes;
        return chunk;
    }

private:
    SnapshotFile(std::unique_ptr<File> file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

    [[nodiscard]] Result<void> read_header() {
        TRIREME_TRY_ASSIGN(const std::uint64_t file_bytes, file_->size());
        SnapshotHeaderSector sector{};
        TRIREME_TRY_ASSIGN(const std::size_t size, file_->read_at(0, sector));
        if (size < sector.size()) {
            return damage(size, "the file ends in the midst of the header");
        }
        auto header = decode_snapshot_header(sector);
        if (!header) {
            return fail_with_context(std::move(header), fmt::format("{} at offset 0", path_));
        }
        header_ = *std::move(header);
        checksum_ = header_.checksum;
        // Compared first, so that a header which lies about the state's size never makes anyone reserve that much
        // memory.
        if (header_.state_bytes > file_bytes || file_bytes != snapshot_file_bytes(header_.state_bytes)) {
            return damage(file_bytes, fmt::format("the file ends there, its header says that the state has {} bytes",
                                                  header_.state_bytes));
        }
        return {};
    }

    [[nodiscard]] std::unexpected<Error> damage(std::uint64_t offset, std::string_view what) const {
        return fail(ErrorCode::corrupt, "{} at offset {}: the snapshot is damaged: {}", path_, offset, what);
    }

    std::unique_ptr<File> file_;
    std::string path_;
    SnapshotHeader header_;
    std::uint32_t checksum_ = 0;
    std::uint64_t offset_ = snapshot_header_bytes;
    std::uint64_t state_bytes_read_ = 0;
    ByteBuffer chunk_;
};

Result<SnapshotFile> open_named(Storage& storage, std::uint64_t sequence) {
    TRIREME_TRY_ASSIGN(SnapshotFile file, SnapshotFile::open(storage, snapshot_name(sequence)));
    if (file.info().sequence != sequence) {
        return fail(ErrorCode::corrupt, "{} at offset 0: the header says that it is the snapshot at {}", file.path(),
                    file.info().sequence);
    }
    return file;
}

Result<void> write_content(File& file, const Snapshot& snapshot) {
    const SnapshotHeaderSector sector = encode_snapshot_header(snapshot.info, snapshot.state.size());
    TRIREME_TRY(file.write_at(0, sector));
    std::uint32_t checksum = checksum_of(sector);
    std::uint64_t offset = sector.size();
    ByteBuffer with_checksum;
    for (ByteView rest = snapshot.state; !rest.empty();) {
        const ByteView chunk = rest.first(std::min(rest.size(), snapshot_chunk_bytes));
        checksum = crc32c(chunk, checksum);
        with_checksum.assign(chunk.begin(), chunk.end());
        with_checksum.resize(chunk.size() + snapshot_checksum_bytes);
        store_little_endian(with_checksum.data() + chunk.size(), checksum);
        TRIREME_TRY(file.write_at(offset, with_checksum));
        offset += with_checksum.size();
        rest = rest.subspan(chunk.size());
    }
    return file.sync();
}

Result<void> check_reads_back(Storage& storage, const std::string& name, const Snapshot& snapshot) {
    TRIREME_TRY_ASSIGN(SnapshotFile file, SnapshotFile::open(storage, name));
    bool same = file.info() == snapshot.info && file.state_bytes() == snapshot.state.size();
    for (ByteView rest = snapshot.state; same && !rest.empty();) {
        TRIREME_TRY_ASSIGN(const ByteView chunk, file.next_chunk());
        same = std::ranges::equal(chunk, rest.first(chunk.size()));
        rest = rest.subspan(chunk.size());
    }
    if (!same) {
        return fail(ErrorCode::io_failure, "{}: reads back other than it was written", file.path());
    }
    return {};
}

}  // namespace

std::string snapshot_name(std::uint64_t sequence) {
    return fmt::format("{}/{:0{}}{}", snapshot_folder, sequence, name_digits, snapshot_suffix);
}

Result<void> write_snapshot(Storage& storage, const Snapshot& snapshot) {
    TRIREME_TRY(storage.make_folder(snapshot_folder));
    const std::string name = snapshot_name(snapshot.info.sequence);
    TRIREME_TRY_ASSIGN(auto file, create_unfinished(storage, name, snapshot_file_bytes(snapshot.state.size())));
    TRIREME_TRY(write_content(*file, snapshot));
    TRIREME_TRY(check_reads_back(storage, unfinished_name(name), snapshot));
    return finish_file(storage, name);
}

Result<std::vector<std::uint64_t>> list_snapshots(Storage& storage) {
    TRIREME_TRY_ASSIGN(const auto names, storage.list(snapshot_folder));
    std::vector<std::uint64_t> sequences;
    for (const std::string& name : names) {
        if (const auto sequence = sequence_in_name(name)) {
            sequences.push_back(*sequence);
        }
    }
    std::ranges::sort(sequences);
    return sequences;
}

Result<Snapshot> read_snapshot(Storage& storage, std::uint64_t sequence) {
    TRIREME_TRY_ASSIGN(SnapshotFile file, open_named(storage, sequence));
    Snapshot snapshot{file.info(), {}};
    snapshot.state.reserve(static_cast<std::size_t>(file.state_bytes()));
    for (;;) {
        TRIREME_TRY_ASSIGN(const ByteView chunk, file.next_chunk());
        if (chunk.empty()) {
            return snapshot;
        }
        append_bytes(snapshot.state, chunk);
    }
}

Result<SnapshotInfo> verify_snapshot(Storage& storage, std::uint64_t sequence) {
    TRIREME_TRY_ASSIGN(SnapshotFile file, open_named(storage, sequence));
    for (;;) {
        TRIREME_TRY_ASSIGN(const ByteView chunk, file.next_chunk());
        if (chunk.empty()) {
            return file.info();
        }
    }
}

Result<std::optional<SnapshotInfo>> newest_verified_snapshot(Storage& storage) {
    TRIREME_TRY_ASSIGN(const auto sequences, list_snapshots(storage));
    for (auto sequence = sequences.rbegin(); sequence != sequences.rend(); ++sequence) {
        auto info = verify_snapshot(storage, *sequence);
        if (info) {
            return *std::move(info);
        }
        if (info.error().code != ErrorCode::corrupt) {
            return std::unexpected(std::move(info).error());
        }
    }
    return std::nullopt;
}

Result<std::vector<std::uint64_t>> remove_old_snapshots(Storage& storage, std::size_t keep) {
    TRIREME_ASSERT(keep >= 1, "without any snapshot a start has nothing to begin from");
    TRIREME_TRY(remove_unfinished(storage, snapshot_folder));
    TRIREME_TRY_ASSIGN(auto sequences, list_snapshots(storage));
    std::size_t verified = 0;
    while (verified < keep && !sequences.empty()) {
        auto info = verify_snapshot(storage, sequences.back());
        if (info) {
            ++verified;
        } else if (info.error().code != ErrorCode::corrupt) {
            return std::unexpected(std::move(info).error());
        }
        sequences.pop_back();
    }
    if (verified < keep) {
        return std::vector<std::uint64_t>();
    }
    for (const std::uint64_t sequence : sequences) {
        TRIREME_TRY(storage.remove(snapshot_name(sequence)));
    }
    return sequences;
}

}  // namespace trireme::journal
