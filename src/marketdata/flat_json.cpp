#include "marketdata/flat_json.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"

#include <algorithm>
#include <optional>

namespace trireme::marketdata {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<FlatJson> run() {
        FlatJson json;
        TRIREME_TRY(expect('{'));
        if (!takes('}')) {
            do {
                TRIREME_TRY(parse_member(json));
            } while (takes(','));
            TRIREME_TRY(expect('}'));
        }
        skip_space();
        return at_ == text_.size() ? Result<FlatJson>(std::move(json)) : Result<FlatJson>(wrong("the end"));
    }

private:
    Result<void> parse_member(FlatJson& json) {
        TRIREME_TRY(expect('"'));
        const std::size_t end = text_.find('"', at_);
        if (end == std::string_view::npos) {
            return wrong("the end of a name");
        }
        const std::string_view name = text_.substr(at_, end - at_);
        at_ = end + 1;
        TRIREME_TRY(expect(':'));
        if (!takes('[')) {
            TRIREME_TRY_ASSIGN(json.numbers[name], parse_number());
            return {};
        }
        auto& values = json.arrays[name];
        if (takes(']')) {
            return {};
        }
        do {
            TRIREME_TRY_ASSIGN(const std::string_view value, parse_number());
            values.push_back(value);
        } while (takes(','));
        return expect(']');
    }

    Result<std::string_view> parse_number() {
        skip_space();
        if (text_.substr(at_).starts_with("null")) {
            at_ += 4;
            return std::string_view();
        }
        const std::size_t end = std::min(text_.find_first_not_of("0123456789.+-eE", at_), text_.size());
        if (end == at_) {
            return wrong("a number, null, or an array of numbers");
        }
        const std::string_view number = text_.substr(at_, end - at_);
        at_ = end;
        return number;
    }

    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    bool takes(char wanted) {
        skip_space();
        const bool is_there = at_ < text_.size() && text_[at_] == wanted;
        at_ += is_there ? 1 : 0;
        return is_there;
    }

    Result<void> expect(char wanted) {
        return takes(wanted) ? Result<void>() : Result<void>(wrong(std::string_view(&wanted, 1)));
    }

    [[nodiscard]] std::unexpected<Error> wrong(std::string_view expected) const {
        return fail(ErrorCode::invalid_input, "offset {}: expected {}, got {}", at_, expected,
                    in_quotes(text_.substr(at_)));
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<FlatJson> parse_flat_json(std::string_view text) { return Parser(text).run(); }

Result<std::int64_t> parse_json_decimal(std::string_view text, int scale_digits) {
    const std::size_t letter = text.find_first_of("eE");
    if (letter == std::string_view::npos) {
        return parse_decimal(text, scale_digits);
    }
    std::string_view exponent_text = text.substr(letter + 1);
    if (exponent_text.starts_with('+')) {
        exponent_text.remove_prefix(1);
    }
    TRIREME_TRY_ASSIGN(const std::int64_t mantissa, parse_decimal(text.substr(0, letter), scale_digits));
    TRIREME_TRY_ASSIGN(const std::int64_t exponent, parse_decimal(exponent_text, 0));
    if (exponent < -scale_digits_max || exponent > scale_digits_max) {
        return fail(ErrorCode::out_of_range, "{} is out of range", in_quotes(text));
    }
    const std::int64_t power = power_of_ten(static_cast<int>(exponent < 0 ? -exponent : exponent));
    if (exponent >= 0) {
        const auto value = checked_multiply(mantissa, power);
        return value ? Result<std::int64_t>(*value)
                     : fail(ErrorCode::out_of_range, "{} is out of range", in_quotes(text));
    }
    if (mantissa % power != 0) {
        return fail(ErrorCode::invalid_input, "{} has more than {} digits behind the point", in_quotes(text),
                    scale_digits);
    }
    return mantissa / power;
}

}  // namespace trireme::marketdata
