#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Requests of one account: the same `client_order_id` with the same content is the same request (docs/rules.md,
// Repeats).
namespace trireme {

// Replaces what protects a position.
struct ModifyPosition {
    static constexpr std::uint16_t wire_type = 50;
    static constexpr std::string_view wire_name = "modify_position";

    AccountId account{};
    ClientOrderId client_order_id{};
    PositionId position{};
    Protection protection{};

    bool operator==(const ModifyPosition&) const = default;
};
TRIREME_DESCRIBE(ModifyPosition, (account, client_order_id, position, protection));

// Closes a position at the market, whole or in part.
struct ClosePosition {
    static constexpr std::uint16_t wire_type = 51;
    static constexpr std::string_view wire_name = "close_position";

    AccountId account{};
    ClientOrderId client_order_id{};
    PositionId position{};
    std::optional<Lots> lots{};
    std::optional<Price> price{};  // that the client saw
    std::optional<Price> max_deviation{};

    bool operator==(const ClosePosition&) const = default;
};
TRIREME_DESCRIBE(ClosePosition, (account, client_order_id, position, lots, price, max_deviation));

// Closes two opposite positions of an instrument against each other, as far as the smaller one goes.
struct CloseBy {
    static constexpr std::uint16_t wire_type = 52;
    static constexpr std::string_view wire_name = "close_by";

    AccountId account{};
    ClientOrderId client_order_id{};
    PositionId position{};
    PositionId opposite{};

    bool operator==(const CloseBy&) const = default;
};
TRIREME_DESCRIBE(CloseBy, (account, client_order_id, position, opposite));

// Closes a position and opens the opposite one of the same volume.
struct ReversePosition {
    static constexpr std::uint16_t wire_type = 53;
    static constexpr std::string_view wire_name = "reverse_position";

    AccountId account{};
    ClientOrderId client_order_id{};
    PositionId position{};

    bool operator==(const ReversePosition&) const = default;
};
TRIREME_DESCRIBE(ReversePosition, (account, client_order_id, position));

// Closes all positions, in one instrument where one is stated.
struct ClosePositions {
    static constexpr std::uint16_t wire_type = 54;
    static constexpr std::string_view wire_name = "close_positions";

    AccountId account{};
    ClientOrderId client_order_id{};
    std::optional<InstrumentId> instrument{};

    bool operator==(const ClosePositions&) const = default;
};
TRIREME_DESCRIBE(ClosePositions, (account, client_order_id, instrument));

}  // namespace trireme
