#pragma once

#include "base/result.hpp"
#include "journal/storage.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

// Where an engine keeps everything it must not lose.
namespace trireme::app {

inline constexpr auto default_data_folder = "var/trireme";
inline constexpr auto data_folder_variable = "TRIREME_DATA";

// The option --data, the environment variable TRIREME_DATA, or var/trireme below the current folder.
void add_data_option(CLI::App& command, std::string& folder);
// The same for a subcommand that only reads.
void add_read_data_option(CLI::App& command, std::string& folder);

// The argument DIR of a subcommand that only reads.
void add_data_argument(CLI::App& command, std::string& folder);

// A folder that an engine may run on; made where missing.
[[nodiscard]] Result<std::unique_ptr<journal::Storage>> open_data_folder(const std::string& folder);

// A folder that already holds a journal. Nothing in it is locked or changed.
[[nodiscard]] Result<std::unique_ptr<journal::Storage>> open_existing_journal(const std::string& folder);

}  // namespace trireme::app
