#pragma once

#include <string_view>

namespace trireme::journal {

// Both storages hold names to the same rules, so that what works on the simulated disk works on the real one.

// A file under this ending is still being made. It is no file yet for anyone who lists the folder.
inline constexpr std::string_view making_suffix = ".making";

// The file in the data folder that `Storage::lock` holds; never listed.
inline constexpr std::string_view lock_file_name = "LOCK";

// Whether `name` stays inside the data folder: relative, and no part of it is empty, "." or "..".
[[nodiscard]] bool stays_inside_folder(std::string_view name);

// Asserts that a file may be called `name`. Names are made by our own code, so a bad one is a bug and not bad input.
void assert_file_name(std::string_view name);

// The same for a folder; the empty name is the data folder itself.
void assert_folder_name(std::string_view name);

// The folder of a file or folder; empty for what lies directly in the data folder.
[[nodiscard]] std::string_view enclosing_folder(std::string_view name);

}  // namespace trireme::journal
