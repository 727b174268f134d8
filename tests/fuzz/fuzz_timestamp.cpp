// RFC 3339 text.

#include "base/assert.hpp"
#include "base/in_quotes.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace trireme;

// What was accepted, as `format_timestamp` writes it, by moving characters only.
std::string canonical(std::string text) {
    text[10] = 'T';
    text = text.ends_with("+00:00") ? text.substr(0, text.size() - 6) : text.substr(0, text.size() - 1);
    if (text.contains('.')) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    return text + 'Z';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = parse_timestamp(text);
    if (!parsed) {
        TRIREME_ASSERT(!parsed.error().message.empty());
        return 0;
    }
    const std::string formatted = format_timestamp(*parsed);
    TRIREME_ASSERT(formatted == canonical(std::string(text)), "{} became {}", in_quotes(text), formatted);
    const auto again = parse_timestamp(formatted);
    TRIREME_ASSERT(again && *again == *parsed, "{} does not come back", formatted);
    return 0;
}
