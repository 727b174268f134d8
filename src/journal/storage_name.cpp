#include "journal/storage_name.hpp"

#include "base/assert.hpp"

namespace trireme::journal {

bool stays_inside_folder(std::string_view name) {
    while (true) {
        const std::size_t end = name.find('/');
        const std::string_view part = name.substr(0, end);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string_view::npos) {
            return false;
        }
        if (end == std::string_view::npos) {
            return true;
        }
        name.remove_prefix(end + 1);
    }
}

void assert_file_name(std::string_view name) {
    TRIREME_ASSERT(stays_inside_folder(name), "'{}' is no name inside the data folder", name);
    TRIREME_ASSERT(!name.ends_with(making_suffix), "'{}' has the ending of files in the making", name);
    TRIREME_ASSERT(name != lock_file_name, "'{}' is the name of the lock", name);
}

void assert_folder_name(std::string_view name) {
    TRIREME_ASSERT(name.empty() || stays_inside_folder(name), "'{}' is no name inside the data folder", name);
}

std::string_view enclosing_folder(std::string_view name) {
    const std::size_t last = name.rfind('/');
    return last == std::string_view::npos ? std::string_view() : name.substr(0, last);
}

}  // namespace trireme::journal
