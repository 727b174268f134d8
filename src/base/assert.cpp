#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace trireme {

void assertion_failed(std::string_view expression, std::string_view file, int line, std::string_view message) noexcept {
    std::fprintf(stderr, "trireme: assertion failed: %.*s at %.*s:%d%s%.*s\n", static_cast<int>(expression.size()),
                 expression.data(), static_cast<int>(file.size()), file.data(), line, message.empty() ? "" : ": ",
                 static_cast<int>(message.size()), message.data());
    std::fflush(stderr);
    std::abort();
}

}  // namespace trireme
