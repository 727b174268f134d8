#include "journal/archive.hpp"

#include "journal/unfinished_file.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace trireme::journal {
namespace {

constexpr std::string_view archive_suffix = ".zst";
constexpr int compression_level = 3;

std::string prefix_of(LogKind kind) { return fmt::format("{}-", folder_of(kind)); }

std::string archived_name(LogKind kind, std::uint64_t index) {
    const std::string live = segment_name(kind, index);
    return fmt::format("{}/{}{}{}", archive_folder, prefix_of(kind), live.substr(live.find('/') + 1), archive_suffix);
}

Result<ByteBuffer> read_whole(File& file) {
    TRIREME_TRY_ASSIGN(const std::uint64_t size, file.size());
    ByteBuffer content(static_cast<std::size_t>(size));
    TRIREME_TRY_ASSIGN(const std::size_t read, file.read_at(0, content));
    content.resize(read);
    return content;
}

Result<ByteBuffer> pack(ByteView content) {
    struct FreeContext {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    ByteBuffer packed(ZSTD_compressBound(content.size()));
    const std::size_t size =
        ZSTD_compress2(context.get(), packed.data(), packed.size(), content.data(), content.size());
    if (ZSTD_isError(size) != 0) {
        return fail(ErrorCode::io_failure, "zstd could not compress: {}", ZSTD_getErrorName(size));
    }
    packed.resize(size);
    return packed;
}

Result<ByteBuffer> unpack(ByteView packed) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > segment_bytes_max) {
        return fail(ErrorCode::corrupt, "not a zstd frame of a segment's size");
    }
    ByteBuffer content(static_cast<std::size_t>(size));
    const std::size_t unpacked = ZSTD_decompress(content.data(), content.size(), packed.data(), packed.size());
    if (ZSTD_isError(unpacked) != 0) {
        return fail(ErrorCode::corrupt, "zstd could not unpack: {}", ZSTD_getErrorName(unpacked));
    }
    content.resize(unpacked);
    return content;
}

// An unpacked segment, read as a file is.
class UnpackedFile final : public File {
public:
    explicit UnpackedFile(ByteBuffer content) : content_(std::move(content)) {}

    Result<std::uint64_t> size() override { return content_.size(); }

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) override {
        const ByteView behind = ByteView(content_).subspan(std::min<std::size_t>(offset, content_.size()));
        const std::size_t count = std::min(into.size(), behind.size());
        std::ranges::copy(behind.first(count), into.begin());
        return count;
    }

    Result<void> write_at(std::uint64_t, ByteView) override {
        return fail(ErrorCode::invalid_input, "an archived segment is not written to");
    }

    Result<void> sync() override { return {}; }

private:
    ByteBuffer content_;
};

Result<ByteBuffer> read_archived(Storage& storage, const std::string& name) {
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_read(name));
    TRIREME_TRY_ASSIGN(const ByteBuffer packed, read_whole(*file));
    auto content = unpack(packed);
    if (!content) {
        return fail_with_context(std::move(content), storage.path_of(name));
    }
    return content;
}

// Whether two segments begin with the same header, and one is only an earlier state of the other.
bool have_same_header(ByteView one, ByteView other) {
    return one.size() >= segment_header_bytes && other.size() >= segment_header_bytes &&
           std::ranges::equal(one.first(segment_header_bytes), other.first(segment_header_bytes));
}

}  // namespace

Result<void> archive_segment(Storage& storage, LogKind kind, std::uint64_t index) {
    TRIREME_TRY_ASSIGN(auto live, storage.open_to_read(segment_name(kind, index)));
    TRIREME_TRY_ASSIGN(const ByteBuffer content, read_whole(*live));
    const std::string name = archived_name(kind, index);
    if (const auto archived = read_archived(storage, name)) {
        if (*archived == content) {
            // An earlier attempt may have been cut short before the name was durable; a rename makes it so.
            return storage.rename(name, name);
        }
        if (!have_same_header(*archived, content)) {
            return fail(ErrorCode::conflict, "{} already holds another segment {}", storage.path_of(name), index);
        }
    }
    TRIREME_TRY_ASSIGN(const ByteBuffer packed, pack(content));
    TRIREME_TRY(storage.make_folder(archive_folder));
    TRIREME_TRY_ASSIGN(auto file, create_unfinished(storage, name, packed.size()));
    TRIREME_TRY(file->write_at(0, packed));
    TRIREME_TRY(file->sync());
    TRIREME_TRY_ASSIGN(const ByteBuffer read_back, read_archived(storage, unfinished_name(name)));
    if (read_back != content) {
        return fail(ErrorCode::io_failure, "{}: reads back other than it was written", storage.path_of(name));
    }
    return finish_file(storage, name);
}

Result<SegmentScanner> open_archived_segment(Storage& storage, LogKind kind, std::uint64_t index) {
    const std::string name = archived_name(kind, index);
    TRIREME_TRY_ASSIGN(ByteBuffer content, read_archived(storage, name));
    if (content.size() < segment_header_bytes) {
        return fail(ErrorCode::corrupt, "{}: holds fewer bytes than a segment's header", storage.path_of(name));
    }
    auto start = decode_segment_header(kind, ByteView(content).first(segment_header_bytes));
    if (!start) {
        return fail_with_context(std::move(start), fmt::format("{} at offset 0", storage.path_of(name)));
    }
    const auto* header = std::get_if<SegmentHeader>(&*start);
    if (header == nullptr || header->index != index || header->segment_bytes != content.size()) {
        return fail(ErrorCode::corrupt, "{}: does not hold segment {}", storage.path_of(name), index);
    }
    return SegmentScanner(std::make_unique<UnpackedFile>(std::move(content)), *header, name);
}

Result<std::vector<std::uint64_t>> list_archived_segments(Storage& storage, LogKind kind) {
    TRIREME_TRY_ASSIGN(const auto names, storage.list(archive_folder));
    const std::string prefix = prefix_of(kind);
    std::vector<std::uint64_t> indices;
    for (std::string_view name : names) {
        if (!name.starts_with(prefix) || !name.ends_with(archive_suffix)) {
            continue;
        }
        name.remove_prefix(prefix.size());
        name.remove_suffix(archive_suffix.size());
        if (const auto index = segment_index_of(name)) {
            indices.push_back(*index);
        }
    }
    std::ranges::sort(indices);
    return indices;
}

}  // namespace trireme::journal
