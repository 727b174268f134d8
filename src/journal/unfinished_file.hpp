#pragma once

#include "journal/storage.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Files that get their name only when they are whole: written under the name with ".new" behind it, read back, renamed.
namespace trireme::journal {

inline constexpr std::string_view unfinished_suffix = ".new";

[[nodiscard]] std::string unfinished_name(std::string_view name);

// Makes the unfinished file for `name`, in place of one that an earlier attempt left.
[[nodiscard]] Result<std::unique_ptr<File>> create_unfinished(Storage& storage, std::string_view name,
                                                              std::uint64_t size);

// Gives it its name, in place of a file that has it already. Durable on return.
[[nodiscard]] Result<void> finish_file(Storage& storage, std::string_view name);

// Removes what attempts to make files in `folder` have left there, unfinished or only begun, and returns the names of
// the files they were to become, with the folder. Not to be called while a file is made in the folder.
[[nodiscard]] Result<std::vector<std::string>> remove_unfinished(Storage& storage, std::string_view folder);

// Removes a file that may not be there.
[[nodiscard]] Result<void> remove_if_there(Storage& storage, std::string_view name);

}  // namespace trireme::journal
