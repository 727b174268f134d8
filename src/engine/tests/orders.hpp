#pragma once

#include "engine/tests/terms.hpp"
#include "model/order.hpp"
#include "model/reject.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace trireme::engine::testing {

// One lot to buy, with what the type needs, as it would be placed at a client's quote of 1.08450 / 1.08460.
[[nodiscard]] inline OrderTerms order_of(OrderType type) {
    OrderTerms order;
    order.instrument = InstrumentId(1);
    order.type = type;
    order.lots = lots("1");
    if (type == OrderType::limit || type == OrderType::stop_limit) {
        order.price = price("1.08300");
    }
    if (type == OrderType::stop || type == OrderType::stop_limit) {
        order.stop_price = price("1.08600");
    }
    if (type == OrderType::trailing_stop) {
        order.trailing = Trailing{.distance = price("0.00200"), .step = Price(), .activation = std::nullopt};
    }
    return order;
}

// "invalid_field tick_size"; empty where nothing is wrong.
[[nodiscard]] inline std::string answer(const std::optional<Rejection>& rejection) {
    if (!rejection) {
        return "";
    }
    const std::string code = boost::describe::enum_to_string(rejection->code, "");
    return rejection->figures.field ? code + " " + std::string(rejection->figures.field->view()) : code;
}

}  // namespace trireme::engine::testing
