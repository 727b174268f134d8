#include "app/credential.hpp"

#include <cstdlib>
#include <fstream>

namespace trireme::app {
namespace {

constexpr std::string_view in_environment = "env:";
constexpr std::string_view in_file = "file:";
constexpr std::size_t credential_bytes_max = 4'096;

Result<std::string> read_first_line(std::string_view setting, const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        return fail(ErrorCode::not_found, "{}: {} cannot be read", setting, path);
    }
    std::string line;
    std::getline(file, line);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
        line.pop_back();
    }
    return line;
}

}  // namespace

Result<std::string> credential_of(std::string_view setting, std::string_view source) {
    std::string found;
    if (source.starts_with(in_environment)) {
        const std::string name(source.substr(in_environment.size()));
        const char* const value = std::getenv(name.c_str());
        if (value == nullptr) {
            return fail(ErrorCode::not_found, "{}: the environment has no {}", setting, name);
        }
        found = value;
    } else if (source.starts_with(in_file)) {
        TRIREME_TRY_ASSIGN(found, read_first_line(setting, std::string(source.substr(in_file.size()))));
    } else {
        return fail(ErrorCode::invalid_input,
                    "{}: expected env:NAME or file:PATH, because credentials do not stand in a file of settings",
                    setting);
    }
    if (found.empty() || found.size() > credential_bytes_max) {
        return fail(ErrorCode::invalid_input, "{}: what {} names is {}", setting, source,
                    found.empty() ? "empty" : "too long");
    }
    return found;
}

}  // namespace trireme::app
