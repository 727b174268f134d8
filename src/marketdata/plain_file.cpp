#include "marketdata/plain_file.hpp"

#include <cerrno>
#include <system_error>

namespace trireme::marketdata {
namespace {

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

Result<PlainFile> PlainFile::open(const std::filesystem::path& path) {
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::not_found, "{}: there is no such file", path.string());
    }
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: {}", path.string(), failure.message());
    }
    if (std::filesystem::is_directory(status)) {
        return fail(ErrorCode::invalid_input, "{}: is a folder; the files in it must be named one by one",
                    path.string());
    }
    // What can be read only once, such as a pipe, cannot be looked through first.
    if (!std::filesystem::is_regular_file(status)) {
        return fail(ErrorCode::invalid_input, "{}: is no file that can be read twice", path.string());
    }
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", path.string(), reason());
    }
    PlainFile opened(path, file, 0);
    opened.size_ = std::filesystem::file_size(path, failure);
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: {}", path.string(), failure.message());
    }
    return opened;
}

Result<std::size_t> PlainFile::read(std::span<char> into) {
    const std::size_t count = std::fread(into.data(), 1, into.size(), file_.get());
    if (count < into.size() && std::ferror(file_.get()) != 0) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", path_.string(), reason());
    }
    return count;
}

Result<void> PlainFile::seek(std::uint64_t offset) {
    if (::fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", path_.string(), reason());
    }
    return {};
}

}  // namespace trireme::marketdata
