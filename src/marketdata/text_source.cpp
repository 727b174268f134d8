#include "marketdata/text_source.hpp"

#include "marketdata/plain_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace trireme::marketdata {
namespace {

using namespace std::string_view_literals;

// With which bytes a file begins that is packed.
constexpr std::array zips{"PK\x03\x04"sv, "PK\x05\x06"sv};
constexpr std::string_view gzip = "\x1f\x8b";
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> not_read{{
    {"BZh", "bzip2"},
    {"\xfd"
     "7zXZ",
     "xz"},
    {"\x28\xb5\x2f\xfd", "zstd"},
    {"7z\xbc\xaf", "7-Zip"},
    {"Rar!", "RAR"},
    {"\x04\x22\x4d\x18", "LZ4"},
}};
constexpr std::array utf16{"\xff\xfe"sv, "\xfe\xff"sv};
constexpr std::size_t first_bytes = 8;

class PlainText final : public TextSource {
public:
    explicit PlainText(PlainFile file) : file_(std::move(file)) {}

    Result<std::size_t> read(std::span<char> into) override { return file_.read(into); }
    [[nodiscard]] std::string inner_name() const override { return file_.path().filename().string(); }

private:
    PlainFile file_;
};

std::string lower_case_extension(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return extension;
}

}  // namespace

Result<std::unique_ptr<TextSource>> open_text(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(PlainFile file, PlainFile::open(path));
    std::array<char, first_bytes> first{};
    TRIREME_TRY_ASSIGN(const std::size_t count, file.read(first));
    const std::string_view begin(first.data(), count);
    const auto begins_with = [&](std::string_view bytes) { return begin.starts_with(bytes); };
    const std::string extension = lower_case_extension(path);
    if (std::ranges::any_of(zips, begins_with)) {
        return open_zip_text(path);
    }
    if (begins_with(gzip)) {
        return open_gzip_text(path);
    }
    if ((extension == ".zip" || extension == ".gz") && count > 0) {
        return fail(ErrorCode::corrupt, "{}: does not begin as a {} file does: it is damaged, or something else",
                    path.string(), extension);
    }
    for (const auto& [bytes, name] : not_read) {
        if (begins_with(bytes)) {
            return fail(ErrorCode::invalid_input, "{}: is packed by {}; what is read is plain text, .gz and .zip",
                        path.string(), name);
        }
    }
    if (std::ranges::any_of(utf16, begins_with)) {
        return fail(ErrorCode::invalid_input, "{}: is text in UTF-16; what is read is ASCII and UTF-8", path.string());
    }
    TRIREME_TRY(file.seek(0));
    return std::make_unique<PlainText>(std::move(file));
}

}  // namespace trireme::marketdata
