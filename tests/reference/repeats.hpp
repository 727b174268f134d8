#pragma once

#include "reference/world.hpp"

#include <vector>

// The chapter Repeats of docs/rules.md.
namespace trireme::reference {

// Answers a request that came before, or whose id stood for another; false if it is new.
[[nodiscard]] bool answer_repeat(World& world, const Command& command, AccountId account,
                                 const ClientOrderId& client_order_id);

// What the runtime has found of a request that is forgotten here.
void answer_old_request(World& world, const AnswerOldRequest& found);

// `orders`: those that it placed.
void remember(World& world, const Command& command, const RequestKey& key, const RequestOutcome& outcome,
              const std::vector<OrderId>& orders);

// For 30 days, and as long as an order that it placed lives.
[[nodiscard]] bool is_remembered(const World& world, const RememberedRequest& request);

}  // namespace trireme::reference
