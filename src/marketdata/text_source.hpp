#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace trireme::marketdata {

// The text of a file, read on as it is asked: of a plain file, of one that is compressed by gzip, or of the only file
// in a zip archive. All that such a file says about its text (lengths, checksums, its end) is found true before the end
// of the text is told, else it is `corrupt`.
class TextSource {
public:
    virtual ~TextSource() = default;

    // How many bytes were read; 0 at the end.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
    // The name of the file in an archive; of any other file its own.
    [[nodiscard]] virtual std::string inner_name() const = 0;
    [[nodiscard]] virtual bool is_archive() const { return false; }
};

// Which of these it is its first bytes say. `not_found`, `io_failure`, or `invalid_input` for what is no such file.
[[nodiscard]] Result<std::unique_ptr<TextSource>> open_text(const std::filesystem::path& path);

// The two that are packed; errors name `path`, whoever reads on adds the line.
[[nodiscard]] Result<std::unique_ptr<TextSource>> open_gzip_text(const std::filesystem::path& path);
[[nodiscard]] Result<std::unique_ptr<TextSource>> open_zip_text(const std::filesystem::path& path);

}  // namespace trireme::marketdata
