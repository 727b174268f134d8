#include "marketdata/sealed_writer.hpp"

#include "base/crc32c.hpp"

namespace trireme::marketdata {
namespace {

constexpr std::size_t write_bytes = 1024 * 1024;

}  // namespace

SealedWriter::SealedWriter(WrittenFile file, SeriesKind kind)
    : file_(std::move(file)), block_(columns_of(kind).size()) {
    header_.columns.assign(columns_of(kind).begin(), columns_of(kind).end());
    header_.block_rows = marketdata::block_rows;
    written_ = header_.bytes();
}

Result<SealedWriter> SealedWriter::create(const std::filesystem::path& path, SeriesKind kind) {
    TRIREME_TRY_ASSIGN(WrittenFile file, WrittenFile::create(path));
    return SealedWriter(std::move(file), kind);
}

Result<void> SealedWriter::add(std::span<const std::int64_t> row) {
    if (rows() == 0) {
        header_.first_time = row.front();
    }
    TRIREME_ASSERT(row.size() == header_.columns.size() && row.front() >= header_.first_time);
    header_.last_time = row.front();
    block_.add(row);
    return block_.rows() == header_.block_rows ? end_block() : Result<void>();
}

Result<void> SealedWriter::end_block() {
    const ColumnView view = block_.view();
    const std::size_t entry = index_.size();
    index_.resize(entry + block_times_bytes);
    store_little_endian(index_.data() + entry, view[0].front());
    store_little_endian(index_.data() + entry + sizeof(std::int64_t), view[0].back());
    for (std::size_t column = 0; column < header_.columns.size(); ++column) {
        const std::size_t begin = chunks_.size();
        TRIREME_TRY_ASSIGN(const ChunkTerms terms, encoder_.encode(view[column], chunks_));
        const ByteView stored = ByteView(chunks_).subspan(begin);
        append_chunk_entry(index_, {.offset = written_ + begin,
                                    .bytes = static_cast<std::uint32_t>(stored.size()),
                                    .checksum = crc32c(stored),
                                    .terms = terms});
    }
    header_.rows += view.rows;
    block_.clear();
    return chunks_.size() >= write_bytes ? write_out() : Result<void>();
}

Result<void> SealedWriter::write_out() {
    TRIREME_TRY(file_.write_at(written_, chunks_));
    written_ += chunks_.size();
    chunks_.clear();
    return {};
}

Result<void> SealedWriter::finish() {
    TRIREME_ASSERT(rows() > 0);
    if (block_.rows() > 0) {
        TRIREME_TRY(end_block());
    }
    TRIREME_TRY(write_out());
    header_.index_offset = written_;
    header_.index_checksum = crc32c(index_);
    TRIREME_TRY(file_.write_at(written_, index_));
    TRIREME_TRY(file_.write_at(0, encode_part_header(header_)));
    return file_.sync();
}

}  // namespace trireme::marketdata
