#include "venues/network.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::string_view header_of(const HttpAnswer& answer, std::string_view name) {
    const auto found = std::ranges::find_if(answer.headers, [&](const HttpHeader& header) {
        return std::ranges::equal(header.name, name, {}, lower, lower);
    });
    return found == answer.headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace trireme::venues
