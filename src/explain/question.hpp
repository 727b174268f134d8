#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

// What can be asked of an event log.
namespace trireme::explain {

// Why was it accepted, by which book, how was it filled, how did it end?
struct AboutOrder {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "order";

    OrderId order{};

    bool operator==(const AboutOrder&) const = default;
};
TRIREME_DESCRIBE(AboutOrder, (order));

// Why was it refused? By the client's own name for the request (the latest reject of that name), or by the event.
struct AboutReject {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "reject";

    std::optional<AccountId> account{};
    ClientOrderId client_order_id{};
    std::optional<EventSequence> sequence{};

    bool operator==(const AboutReject&) const = default;
};
TRIREME_DESCRIBE(AboutReject, (account, client_order_id, sequence));

// What are equity and used margin made of, as last said up to that event?
struct AboutMargin {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "margin";

    AccountId account{};
    std::optional<EventSequence> until{};

    bool operator==(const AboutMargin&) const = default;
};
TRIREME_DESCRIBE(AboutMargin, (account, until));

// Every step of a stop-out: of the latest, of the one that closed the position, or of the one that the event is part
// of.
struct AboutStopOut {
    static constexpr std::uint16_t wire_type = 4;
    static constexpr std::string_view wire_name = "stop_out";

    AccountId account{};
    std::optional<PositionId> position{};
    std::optional<EventSequence> sequence{};

    bool operator==(const AboutStopOut&) const = default;
};
TRIREME_DESCRIBE(AboutStopOut, (account, position, sequence));

// Which rule chose the book of an order, and why did those before it not?
struct AboutRouting {
    static constexpr std::uint16_t wire_type = 5;
    static constexpr std::string_view wire_name = "routing";

    OrderId order{};

    bool operator==(const AboutRouting&) const = default;
};
TRIREME_DESCRIBE(AboutRouting, (order));

using Question = std::variant<AboutOrder, AboutReject, AboutMargin, AboutStopOut, AboutRouting>;

}  // namespace trireme::explain
