#pragma once

#include "base/result.hpp"
#include "model/instrument.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace trireme::app {

// A file of quotes and of which instrument it is.
struct NamedFile {
    std::filesystem::path path;
    std::filesystem::path asks{};       // the file of its asks; empty if there is none
    const Instrument* terms = nullptr;  // a known instrument's
};

// `named` is FILE or SYMBOL=FILE; without a symbol the names of archived file, file and folder say it. `not_found` if
// there is no such file, or no known symbol.
[[nodiscard]] Result<NamedFile> find_named_file(const std::string& named);

// Files of quotes, and of asks: of each instrument the first file of asks is that of the first of quotes, and so on.
[[nodiscard]] Result<std::vector<NamedFile>> find_named_files(const std::vector<std::string>& quotes,
                                                              const std::vector<std::string>& asks);

}  // namespace trireme::app
