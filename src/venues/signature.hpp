#pragma once

#include <string>
#include <string_view>

namespace trireme::venues {

// HMAC-SHA256 of the text in lower-case hex, as exchanges want requests signed.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view secret, std::string_view text);

}  // namespace trireme::venues
