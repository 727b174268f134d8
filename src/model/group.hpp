#pragma once

#include "base/describe.hpp"
#include "model/charges.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>

namespace trireme {

// Which position goes first when an account must be brought back above its stop-out level.
enum class StopOutOrder : std::uint8_t { largest_position = 1, largest_loss, minimal };
TRIREME_DESCRIBE_ENUM(StopOutOrder, largest_position, largest_loss, minimal)

// Bounds for each account of a group; what is not stated is not limited. Amounts are in the account's currency.
struct Limits {
    std::optional<std::uint32_t> open_orders{};
    std::optional<Lots> lots{};       // held and ordered in one instrument
    std::optional<Ratio> exposure{};  // notional held and ordered in all instruments
    std::optional<Ratio> daily_loss{};
    std::optional<std::uint32_t> orders_per_second{};

    bool operator==(const Limits&) const = default;
};
TRIREME_DESCRIBE(Limits, (open_orders, lots, exposure, daily_loss, orders_per_second));

// Accounts that trade on the same terms.
struct Group {
    GroupId id{};
    GroupName name{};
    Ratio leverage{};
    std::uint32_t markup_points = 0;  // taken from the bid and put onto the ask
    std::optional<Commission> commission{};
    Ratio margin_call_level{};  // percent
    Ratio stop_out_level{};     // percent
    StopOutOrder stop_out_order = StopOutOrder::largest_position;
    std::uint8_t routing_class = 0;  // what routing rules may ask for
    Ratio dividend_tax{};            // the part of a dividend withheld from longs: 0.15 is 15 %
    Limits limits{};

    bool operator==(const Group&) const = default;
};
TRIREME_DESCRIBE(Group, (id, name, leverage, markup_points, commission, margin_call_level, stop_out_level,
                         stop_out_order, routing_class, dividend_tax, limits));

}  // namespace trireme
