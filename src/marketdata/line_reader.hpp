#pragma once

#include "base/result.hpp"
#include "marketdata/text_source.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::marketdata {

// The lines of a text file: plain, compressed (.gz), or the only file in a .zip. Reads on as it is asked, so that files
// may be larger than memory.
class LineReader {
public:
    // A line longer than this is no text of ours.
    static constexpr std::size_t line_bytes_max = 64 * 1024;

    // As open_text.
    [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path);

    // The next line without its end ("\n" or "\r\n"); nothing behind the last. Valid until the next call.
    [[nodiscard]] Result<std::optional<std::string_view>> next();

    // Of the line that `next` gave last; 1 is the first.
    [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
    // "quotes.zip:17": where the last line stands.
    [[nodiscard]] std::string where() const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    // Of the file in the archive; of a plain or compressed file its own.
    [[nodiscard]] std::string inner_name() const { return text_->inner_name(); }
    [[nodiscard]] bool is_archive() const { return text_->is_archive(); }

private:
    LineReader(std::filesystem::path path, std::unique_ptr<TextSource> text)
        : path_(std::move(path)), text_(std::move(text)) {}
    // Reads more behind what has not been given out. False at the end.
    [[nodiscard]] Result<bool> read_more();

    std::filesystem::path path_;
    std::unique_ptr<TextSource> text_;
    std::string read_;  // and not given out from `begin_` on
    std::size_t begin_ = 0;
    bool has_ended_ = false;
    std::uint64_t line_number_ = 0;
};

}  // namespace trireme::marketdata
