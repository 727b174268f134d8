#include "venues/binance_signature.hpp"

#include "base/assert.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <span>

namespace trireme::venues {

std::string binance_signature(std::string_view secret, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const unsigned char* const made =
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    TRIREME_ASSERT(made != nullptr, "OpenSSL has SHA-256");
    std::string hex;
    for (const unsigned char byte : std::span(digest).first(size)) {
        hex += fmt::format("{:02x}", byte);
    }
    return hex;
}

}  // namespace trireme::venues
