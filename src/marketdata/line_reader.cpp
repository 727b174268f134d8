#include "marketdata/line_reader.hpp"

namespace trireme::marketdata {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

// With this some programs begin a text in UTF-8.
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

Result<LineReader> LineReader::open(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(auto text, open_text(path));
    return LineReader(path, std::move(text));
}

Result<std::optional<std::string_view>> LineReader::next() {
    for (std::size_t searched = begin_;;) {
        const std::size_t end = read_.find('\n', searched);
        if (std::min(end, read_.size()) - begin_ > line_bytes_max) {
            return fail(ErrorCode::invalid_input, "{}:{}: a line of more than {} bytes, which no row of quotes is",
                        path_.string(), line_number_ + 1, line_bytes_max);
        }
        if (end != std::string::npos) {
            std::string_view line(read_.data() + begin_, end - begin_);
            begin_ = end + 1;
            if (++line_number_ == 1 && line.starts_with(byte_order_mark)) {
                line.remove_prefix(byte_order_mark.size());
            }
            if (line.ends_with('\r')) {
                line.remove_suffix(1);
            }
            return line;
        }
        searched = read_.size() - begin_;
        read_.erase(0, begin_);
        begin_ = 0;
        TRIREME_TRY_ASSIGN(const bool has_more, read_more());
        if (!has_more && read_.empty()) {
            return std::nullopt;
        }
        if (!has_more) {
            read_.push_back('\n');  // the last line may lack its end
        }
    }
}

std::string LineReader::where() const { return fmt::format("{}:{}", path_.string(), line_number_); }

Result<bool> LineReader::read_more() {
    if (has_ended_) {
        return false;
    }
    const std::size_t before = read_.size();
    read_.resize(before + chunk_bytes);
    const auto count = text_->read(std::span(read_).subspan(before));
    if (!count) {
        return fail(count.error().code, "{} behind line {}: {}", path_.string(), line_number_, count.error().message);
    }
    read_.resize(before + *count);
    has_ended_ = *count == 0;
    return !has_ended_;
}

}  // namespace trireme::marketdata
