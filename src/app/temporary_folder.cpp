#include "app/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace trireme::app {

Result<std::string> new_temporary_folder(std::string_view what, std::string_view instead) {
    std::error_code failure;
    const auto parent = std::filesystem::temp_directory_path(failure);
    if (failure) {
        return fail(ErrorCode::io_failure,
                    "there is no folder for temporary files, such as /tmp or what TMPDIR names: {}. {}",
                    failure.message(), instead);
    }
    std::string pattern = (parent / fmt::format("trireme-{}-XXXXXX", what)).string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return fail(ErrorCode::io_failure, "no folder can be made like {}: {}", pattern,
                    std::generic_category().message(errno));
    }
    return pattern;
}

}  // namespace trireme::app
