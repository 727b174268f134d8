#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct archive;

namespace trireme::marketdata {

// The lines of a text file: plain, compressed (.gz), or the only file in a .zip. Reads on as it is asked, so that files
// may be larger than memory. A file that ends in the midst of what its compression promises is `corrupt`.
class LineReader {
public:
    // A line longer than this is no text of ours.
    static constexpr std::size_t line_bytes_max = 64 * 1024;

    // `not_found` or `io_failure` if it cannot be opened, `invalid_input` for an archive of none or several files.
    [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path);

    // The next line without its end ("\n" or "\r\n"); nothing behind the last. Valid until the next call.
    [[nodiscard]] Result<std::optional<std::string_view>> next();

    // Of the line that `next` gave last; 1 is the first.
    [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
    // "quotes.zip:17": where the last line stands.
    [[nodiscard]] std::string where() const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    // Of the file in the archive; of a plain or compressed file its own.
    [[nodiscard]] const std::string& inner_name() const { return inner_name_; }

private:
    struct Close {
        void operator()(archive* opened) const;
    };

    explicit LineReader(std::filesystem::path path) : path_(std::move(path)) {}
    [[nodiscard]] Result<void> open_archive();
    // Reads more behind what has not been given out. False at the end.
    [[nodiscard]] Result<bool> read_more();
    [[nodiscard]] Result<void> check_end();

    std::filesystem::path path_;
    std::string inner_name_;
    std::unique_ptr<archive, Close> archive_;
    std::string text_;  // read and not given out from `begin_` on
    std::size_t begin_ = 0;
    bool has_ended_ = false;
    std::uint64_t line_number_ = 0;
};

}  // namespace trireme::marketdata
