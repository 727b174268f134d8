#include "model/currency.hpp"

#include "base/in_quotes.hpp"

namespace trireme {

std::string format(Currency currency) {
    std::string code;
    for (std::uint64_t rest = currency.packed(); rest != 0; rest >>= 8) {
        code += static_cast<char>(rest & 0xFF);
    }
    return code;
}

Result<Currency> parse_currency(std::string_view code) {
    const auto currency = Currency::from_code(code);
    if (!currency) {
        return fail(ErrorCode::invalid_input, "expected the code of a known currency such as \"USD\", got {}",
                    in_quotes(code));
    }
    return *currency;
}

}  // namespace trireme
