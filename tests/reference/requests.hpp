#pragma once

#include "reference/world.hpp"

#include <concepts>
#include <expected>
#include <vector>

// What each request of an account does. It is known that it has not come before; everything else is checked here.
namespace trireme::reference {

struct Answer {
    std::uint64_t id = 0;         // the first order, position or withdrawal that was made or changed
    std::vector<OrderId> placed;  // which keep the request's id remembered while they live
};
using Outcome = std::expected<Answer, Rejection>;

[[nodiscard]] Outcome perform(World& world, const PlaceOrder& request);
[[nodiscard]] Outcome perform(World& world, const PlaceOco& request);
[[nodiscard]] Outcome perform(World& world, const ModifyOrder& request);
[[nodiscard]] Outcome perform(World& world, const CancelOrder& request);
[[nodiscard]] Outcome perform(World& world, const CancelOrders& request);
[[nodiscard]] Outcome perform(World& world, const ModifyPosition& request);
[[nodiscard]] Outcome perform(World& world, const ClosePosition& request);
[[nodiscard]] Outcome perform(World& world, const CloseBy& request);
[[nodiscard]] Outcome perform(World& world, const ReversePosition& request);
[[nodiscard]] Outcome perform(World& world, const ClosePositions& request);
[[nodiscard]] Outcome perform(World& world, const Deposit& request);
[[nodiscard]] Outcome perform(World& world, const SettleDeposit& request);
[[nodiscard]] Outcome perform(World& world, const RequestWithdrawal& request);
[[nodiscard]] Outcome perform(World& world, const DecideWithdrawal& request);
[[nodiscard]] Outcome perform(World& world, const GrantCredit& request);
[[nodiscard]] Outcome perform(World& world, const AdjustBalance& request);

template <class T>
concept Request = requires(World& world, const T& command) {
    { perform(world, command) } -> std::same_as<Outcome>;
};

// What a command was to order, for the reject that refuses it.
[[nodiscard]] std::optional<AskedOrders> asked_by(const Command& command);

// The order that a client asks for, from the checks behind check.account on.
[[nodiscard]] Outcome place_order(World& world, const Account& account, const OrderTerms& terms,
                                  const ClientOrderId& client_order_id);

}  // namespace trireme::reference
