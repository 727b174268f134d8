#pragma once

#include "journal/storage.hpp"

#include <memory>
#include <string>

namespace trireme::journal {

// How a PosixStorage treats a data folder that does not exist yet.
enum class FolderPolicy : unsigned char { make_if_missing, must_exist };

// The files of a real folder. A read-only user (`trireme journal verify`) takes no lock and creates nothing.
[[nodiscard]] Result<std::unique_ptr<Storage>> open_posix_storage(const std::string& folder, FolderPolicy policy);

}  // namespace trireme::journal
