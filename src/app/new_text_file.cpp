#include "app/new_text_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace trireme::app {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

std::unexpected<Error> cannot_be_written(const std::filesystem::path& path, int failure) {
    return fail(ErrorCode::io_failure, "{} cannot be written: {}", path.string(),
                std::generic_category().message(failure));
}

Result<void> write_into(const std::filesystem::path& path, std::string_view text) {
    std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "w"));
    if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0) {
        return cannot_be_written(path, errno);
    }
    return {};
}

}  // namespace

Result<NewTextFile> NewTextFile::at(const std::filesystem::path& path) {
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (std::filesystem::is_directory(status)) {
        return cannot_be_written(path, EISDIR);
    }
    const bool is_device = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
    if (std::filesystem::exists(status) && ::access(path.c_str(), W_OK) != 0) {
        return cannot_be_written(path, errno);
    }
    // Behind a link it is the file that is written.
    const auto real = is_device ? path : std::filesystem::weakly_canonical(path, failure);
    if (failure) {
        return cannot_be_written(path, failure.value());
    }
    if (!is_device && ::access(real.parent_path().c_str(), W_OK | X_OK) != 0) {
        return cannot_be_written(path, errno);
    }
    return NewTextFile(real, is_device);
}

Result<void> NewTextFile::write(std::string_view text) const {
    if (is_device_) {
        return write_into(path_, text);
    }
    const std::filesystem::path partial = path_.string() + ".partial";
    auto written = write_into(partial, text);
    std::error_code failure;
    if (written) {
        std::filesystem::rename(partial, path_, failure);
    }
    if (!written || failure) {
        std::error_code ignored;
        std::filesystem::remove(partial, ignored);
        return written ? Result<void>(cannot_be_written(path_, failure.value())) : written;
    }
    return {};
}

}  // namespace trireme::app
