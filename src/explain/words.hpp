#pragma once

#include "base/describe.hpp"
#include "explain/explanation.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <string>
#include <string_view>

// Facts as people say them.
namespace trireme::explain {

// The enumerator's name.
template <DescribedEnum T>
[[nodiscard]] std::string_view in_words(T value) {
    return boost::describe::enum_to_string(value, "?");
}

// "buy 1 lots of EURUSD, limit at 1.08".
[[nodiscard]] std::string in_words(const OrderTerms& terms, std::string_view instrument);

// "equity 500.00 USD, used margin 1080.00 USD, level 46.29629629 %".
[[nodiscard]] std::string in_words(const MarginFigures& figures);

// "trade 3: 0.5 lots at 1.08452".
[[nodiscard]] std::string in_words(const TradeFacts& trade);

[[nodiscard]] TradeFacts facts_of(const Trade& trade, Timestamp time);

// Equity less used margin.
[[nodiscard]] Money free_margin(const MarginFigures& figures);

// The name of the event, as JSON calls it.
[[nodiscard]] std::string_view name_of(const Event& event);

}  // namespace trireme::explain
