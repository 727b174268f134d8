#pragma once

#include "engine/state.hpp"
#include "model/ids.hpp"
#include "model/lp_order.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <map>
#include <memory_resource>
#include <optional>
#include <set>
#include <utility>

namespace trireme::engine {

// Where the house hedges an instrument.
struct HedgeKey {
    InstrumentId instrument;
    LpId lp;

    auto operator<=>(const HedgeKey&) const = default;
};

inline constexpr std::size_t client_classes =
    boost::mp11::mp_size<boost::describe::describe_enumerators<ClientClass>>::value;

// What is held there, and what clients' volume asks for.
struct Hedge : HedgeState {
    // Volume x hedge share, in 1e-16 lots, longs less shorts, by the class of the clients.
    std::array<Int128, client_classes> shares{};
    std::optional<LpOrderId> in_flight{};  // the order under way
};

// All that the house has at LPs, and who is to be looked at. To be changed by hedging and lp_orders alone.
struct Hedges {
    explicit Hedges(std::pmr::memory_resource& memory)
        : all(&memory), due(&memory), wakes(&memory), orders(&memory), answers(&memory), endings(&memory) {}

    std::pmr::map<HedgeKey, Hedge> all;
    std::pmr::set<HedgeKey> due;                             // to be settled at the end of the command
    std::pmr::set<std::pair<Timestamp, HedgeKey>> wakes;     // and at a time to come
    std::pmr::map<LpOrderId, LpOrderState> orders;           // live, or ended not long ago
    std::pmr::set<std::pair<Timestamp, LpOrderId>> answers;  // when orders are of unknown outcome
    std::pmr::set<std::pair<Timestamp, LpOrderId>> endings;  // of those that ended
    LpOrderId last_order;
};

}  // namespace trireme::engine
