#include "marketdata/line_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <system_error>

namespace trireme::marketdata {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

// Its name in the archive, in whichever encoding can be told.
std::string name_of(archive_entry* entry) {
    const char* name = ::archive_entry_pathname(entry);
    if (name == nullptr) {
        name = ::archive_entry_pathname_utf8(entry);
    }
    return name == nullptr ? "a file without a readable name" : name;
}

// What the library says of its last failure.
std::string reason_of(archive* opened) {
    const char* const reason = ::archive_error_string(opened);
    return reason == nullptr ? "unknown reason" : reason;
}

}  // namespace

void LineReader::Close::operator()(archive* opened) const { ::archive_read_free(opened); }

Result<LineReader> LineReader::open(const std::filesystem::path& path) {
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::not_found, "{}: there is no such file", path.string());
    }
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: {}", path.string(), failure.message());
    }
    if (!std::filesystem::is_regular_file(status)) {
        return fail(ErrorCode::invalid_input, "{}: is no file", path.string());
    }
    LineReader reader(path);
    TRIREME_TRY(reader.open_archive());
    return reader;
}

Result<void> LineReader::open_archive() {
    archive_.reset(::archive_read_new());
    if (archive_ == nullptr) {
        return fail(ErrorCode::io_failure, "{}: no memory to read it", path_.string());
    }
    const bool is_zip = path_.extension() == ".zip";
    const bool is_set_up = is_zip ? ::archive_read_support_format_zip(archive_.get()) == ARCHIVE_OK
                                  : ::archive_read_support_filter_gzip(archive_.get()) == ARCHIVE_OK &&
                                        ::archive_read_support_format_raw(archive_.get()) == ARCHIVE_OK &&
                                        ::archive_read_support_format_empty(archive_.get()) == ARCHIVE_OK;
    if (!is_set_up || ::archive_read_open_filename(archive_.get(), path_.c_str(), chunk_bytes) != ARCHIVE_OK) {
        return fail(ErrorCode::invalid_input, "{}: cannot be read: {}", path_.string(), reason_of(archive_.get()));
    }
    archive_entry* entry = nullptr;
    const int found = ::archive_read_next_header(archive_.get(), &entry);
    if (found == ARCHIVE_EOF) {
        if (is_zip) {
            return fail(ErrorCode::invalid_input, "{}: the archive holds no file", path_.string());
        }
        has_ended_ = true;
        return {};
    }
    if (found != ARCHIVE_OK && found != ARCHIVE_WARN) {
        return fail(ErrorCode::corrupt, "{}: {}", path_.string(), reason_of(archive_.get()));
    }
    inner_name_ = is_zip ? name_of(entry) : path_.filename().string();
    return {};
}

Result<std::optional<std::string_view>> LineReader::next() {
    for (std::size_t searched = begin_;;) {
        if (const std::size_t end = text_.find('\n', searched); end != std::string::npos) {
            std::string_view line(text_.data() + begin_, end - begin_);
            begin_ = end + 1;
            line_number_ += 1;
            if (line.ends_with('\r')) {
                line.remove_suffix(1);
            }
            return line;
        }
        if (text_.size() - begin_ > line_bytes_max) {
            return fail(ErrorCode::invalid_input, "{}:{}: a line of more than {} bytes", path_.string(),
                        line_number_ + 1, line_bytes_max);
        }
        searched = text_.size() - begin_;
        text_.erase(0, begin_);
        begin_ = 0;
        TRIREME_TRY_ASSIGN(const bool has_more, read_more());
        if (!has_more && text_.empty()) {
            return std::nullopt;
        }
        if (!has_more) {
            text_.push_back('\n');  // the last line may lack its end
        }
    }
}

std::string LineReader::where() const { return fmt::format("{}:{}", path_.string(), line_number_); }

Result<bool> LineReader::read_more() {
    if (has_ended_) {
        return false;
    }
    const std::size_t before = text_.size();
    text_.resize(before + chunk_bytes);
    const la_ssize_t count = ::archive_read_data(archive_.get(), text_.data() + before, chunk_bytes);
    if (count < 0) {
        return fail(ErrorCode::corrupt, "{} behind line {}: the file is damaged or cut short: {}", path_.string(),
                    line_number_, reason_of(archive_.get()));
    }
    text_.resize(before + static_cast<std::size_t>(count));
    if (count == 0) {
        has_ended_ = true;
        TRIREME_TRY(check_end());
    }
    return count > 0;
}

// One file is what is meant to be read; of several nobody said which.
Result<void> LineReader::check_end() {
    archive_entry* entry = nullptr;
    const int found = ::archive_read_next_header(archive_.get(), &entry);
    if (found == ARCHIVE_EOF) {
        return {};
    }
    if (found == ARCHIVE_OK || found == ARCHIVE_WARN) {
        return fail(ErrorCode::invalid_input, "{}: the archive holds more than one file: {} and {}", path_.string(),
                    inner_name_, name_of(entry));
    }
    return fail(ErrorCode::corrupt, "{}: {}", path_.string(), reason_of(archive_.get()));
}

}  // namespace trireme::marketdata
