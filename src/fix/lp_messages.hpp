#pragma once

#include "ports/lp_adapter.hpp"

#include <string>
#include <variant>
#include <vector>

// What passes between the thread that polls an adapter and that of its sockets.
namespace trireme::fix {

struct LpWithdrawal {
    InstrumentSlot instrument{};
    Timestamp time{};
};
struct LpConnectionChange {
    bool is_connected = false;
    Timestamp time{};
};
struct LpOpenOrdersTold {
    Timestamp time{};
};
struct LpPositionsTold {
    std::vector<LpPosition> positions{};
    Timestamp time{};
};
using LpNews =
    std::variant<LpQuote, LpDepth, LpWithdrawal, LpConnectionChange, LpReport, LpOpenOrdersTold, LpPositionsTold>;

struct LpCancelRequest {
    LpOrderName name{};
};
struct LpStatusRequest {
    LpOrderName name{};
};
struct LpOpenOrdersRequest {};
struct LpPositionsRequest {};
using LpRequest =
    std::variant<LpOrder, LpCancelRequest, LpReplace, LpStatusRequest, LpOpenOrdersRequest, LpPositionsRequest>;

}  // namespace trireme::fix
