#include "codec/json_schema.hpp"

#include <fmt/format.h>

namespace trireme::codec::detail {

namespace json = boost::json;

json::object decimal_schema(int scale_digits) {
    return {{"type", "string"}, {"pattern", fmt::format("^-?[0-9]+(\\.[0-9]{{1,{}}})?$", scale_digits)}};
}

json::object currency_schema() {
    json::array codes;
    for (const auto& row : currency_table::rows) {
        codes.emplace_back(format(*Currency::from_packed(row.packed)));
    }
    return {{"type", "string"}, {"title", "Currency"}, {"enum", std::move(codes)}};
}

json::object money_schema() {
    return object_schema(
        "Money",
        {{money_amount_key, decimal_schema(currency_table::digits_max)}, {money_currency_key, currency_schema()}},
        {money_amount_key, money_currency_key});
}

json::object object_schema(std::string_view title, json::object properties, json::array required) {
    return {{"type", "object"},
            {"title", title},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

}  // namespace trireme::codec::detail
