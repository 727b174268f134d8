#pragma once

#include <string>
#include <string_view>

namespace trireme::venues {

struct BinanceCredentials {
    std::string api_key{};
    std::string secret{};
};

// HMAC-SHA256 of the text in lower-case hex, as Binance's signed requests carry it (REST API, "SIGNED endpoint
// security").
[[nodiscard]] std::string binance_signature(std::string_view secret, std::string_view text);

}  // namespace trireme::venues
