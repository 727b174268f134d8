#pragma once

#include "journal/storage.hpp"

#include <memory>
#include <string>

namespace trireme::journal {

// Takes the lock file in the open folder `folder`, whose path serves the messages. See Storage::lock.
[[nodiscard]] Result<std::unique_ptr<StorageLock>> lock_folder(int folder, const std::string& path);

}  // namespace trireme::journal
