#pragma once

#include <string>

namespace trireme::venues {

struct BinanceCredentials {
    std::string api_key{};
    std::string secret{};
};

}  // namespace trireme::venues
