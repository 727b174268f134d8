#include "base/in_quotes.hpp"
#include "marketdata/plain_file.hpp"
#include "marketdata/text_source.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace trireme::marketdata {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

// The record at the very end of an archive, which holds how many files it has, and a comment.
constexpr std::string_view end_begins_with("PK\x05\x06");
constexpr std::size_t end_bytes = 22;
constexpr std::size_t comment_bytes_max = 65'535;
constexpr std::size_t count_offset = 10;
constexpr std::size_t comment_length_offset = 20;
constexpr std::uint64_t count_elsewhere = 0xffff;  // there are more, or it is of the 64-bit form

std::uint64_t two_bytes(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) | std::uint64_t{static_cast<unsigned char>(bytes[at + 1])} << 8U;
}

// How many entries the archive says that it has. The library reads an archive without its end too, and so would let
// pass that further files were cut off.
Result<std::uint64_t> count_by_end(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(PlainFile file, PlainFile::open(path));
    std::string tail(std::min<std::uint64_t>(file.size(), end_bytes + comment_bytes_max), '\0');
    TRIREME_TRY(file.seek(file.size() - tail.size()));
    TRIREME_TRY_ASSIGN(const std::size_t count, file.read(tail));
    tail.resize(count);
    for (std::size_t at = tail.rfind(end_begins_with); at != std::string::npos && tail.size() - at >= end_bytes;
         at = at == 0 ? std::string::npos : tail.rfind(end_begins_with, at - 1)) {
        if (at + end_bytes + two_bytes(tail, at + comment_length_offset) == tail.size()) {
            return two_bytes(tail, at + count_offset);
        }
    }
    return fail(ErrorCode::corrupt, "{}: the archive is damaged or cut short: its end is missing", path.string());
}

class ZipText final : public TextSource {
public:
    explicit ZipText(std::filesystem::path path) : path_(std::move(path)), archive_(::archive_read_new()) {}

    Result<void> begin() {
        TRIREME_TRY_ASSIGN(entries_promised_, count_by_end(path_));
        if (archive_ == nullptr || ::archive_read_support_format_zip(archive_.get()) != ARCHIVE_OK) {
            return fail(ErrorCode::io_failure, "{}: no memory to read it", path_.string());
        }
        if (::archive_read_open_filename(archive_.get(), path_.c_str(), chunk_bytes) != ARCHIVE_OK) {
            return fail(ErrorCode::corrupt, "{}: cannot be read: {}", path_.string(), reason());
        }
        TRIREME_TRY_ASSIGN(const auto name, next_file());
        if (!name) {
            return fail(ErrorCode::invalid_input, "{}: the archive holds no file", path_.string());
        }
        inner_name_ = *name;
        return {};
    }

    Result<std::size_t> read(std::span<char> into) override {
        if (has_ended_) {
            return 0;
        }
        const la_ssize_t count = ::archive_read_data(archive_.get(), into.data(), into.size());
        if (count < 0) {
            return fail(ErrorCode::corrupt, "the file is damaged or cut short: {}", reason());
        }
        has_ended_ = count == 0;
        if (has_ended_) {
            TRIREME_TRY(check_end());
        }
        return static_cast<std::size_t>(count);
    }

    [[nodiscard]] std::string inner_name() const override { return inner_name_; }
    [[nodiscard]] bool is_archive() const override { return true; }

private:
    struct Close {
        void operator()(archive* opened) const { ::archive_read_free(opened); }
    };

    // The name of the next file, passing over folders; nothing at the end.
    Result<std::optional<std::string>> next_file() {
        for (;;) {
            archive_entry* entry = nullptr;
            const int found = ::archive_read_next_header(archive_.get(), &entry);
            if (found == ARCHIVE_EOF) {
                return std::nullopt;
            }
            if (found != ARCHIVE_OK && found != ARCHIVE_WARN) {
                return fail(ErrorCode::corrupt, "{}: {}", path_.string(), reason());
            }
            entries_ += 1;
            if (::archive_entry_filetype(entry) != AE_IFDIR) {
                // In whichever encoding can be told.
                const char* const name = ::archive_entry_pathname(entry) != nullptr
                                             ? ::archive_entry_pathname(entry)
                                             : ::archive_entry_pathname_utf8(entry);
                return name == nullptr ? "a file without a readable name" : name;
            }
        }
    }

    // One file is what is meant to be read; of several nobody said which.
    Result<void> check_end() {
        TRIREME_TRY_ASSIGN(const auto another, next_file());
        if (another) {
            return fail(ErrorCode::invalid_input, "the archive holds more than one file: {} and {}",
                        in_quotes(inner_name_), in_quotes(*another));
        }
        if (entries_promised_ != count_elsewhere && entries_ != entries_promised_) {
            return fail(ErrorCode::corrupt, "the archive is damaged: it should hold {} entries and holds {}",
                        entries_promised_, entries_);
        }
        return {};
    }

    // What the library says of its last failure.
    [[nodiscard]] std::string reason() const {
        const char* const told = ::archive_error_string(archive_.get());
        return told == nullptr ? "unknown reason" : told;
    }

    std::filesystem::path path_;
    std::unique_ptr<archive, Close> archive_;
    std::string inner_name_;
    std::uint64_t entries_promised_ = 0;
    std::uint64_t entries_ = 0;
    bool has_ended_ = false;
};

}  // namespace

Result<std::unique_ptr<TextSource>> open_zip_text(const std::filesystem::path& path) {
    auto text = std::make_unique<ZipText>(path);
    TRIREME_TRY(text->begin());
    return text;
}

}  // namespace trireme::marketdata
