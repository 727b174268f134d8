#include "base/in_quotes.hpp"

#include <fmt/format.h>

#include <iterator>

namespace trireme {

std::string in_quotes(std::string_view text) {
    std::string shown = "\"";
    for (const char character : text.substr(0, quoted_bytes_max)) {
        if (character == '"' || character == '\\') {
            shown += '\\';
            shown += character;
        } else if (character >= ' ' && character <= '~') {
            shown += character;
        } else {
            fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(character));
        }
    }
    shown += text.size() > quoted_bytes_max ? "\"..." : "\"";
    return shown;
}

}  // namespace trireme
