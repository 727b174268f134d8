#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace trireme::counterparts {

// A key and the certificate that it signed itself, in PEM, for the names "localhost" and 127.0.0.1. Made anew at each
// start and valid for two days: none is ever kept in a repository.
struct Certificate {
    std::string certificate{};
    std::string key{};
};
[[nodiscard]] Result<Certificate> make_certificate();

// Writes the certificate, without its key, for clients that are to trust it.
[[nodiscard]] Result<void> write_authority(const Certificate& certificate, const std::filesystem::path& path);

}  // namespace trireme::counterparts
