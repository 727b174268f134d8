#include "reference/repeats.hpp"

#include "base/integer.hpp"
#include "reference/requests.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr Int128 memory_ns = Int128{30} * 24 * 60 * 60 * 1'000'000'000;

std::uint16_t wire_type_of(const Command& command) {
    return std::visit([](const auto& asked) { return asked.wire_type; }, command);
}

}  // namespace

bool answer_repeat(World& world, const Command& command, AccountId account, const ClientOrderId& client_order_id) {
    const auto found = world.requests.find({account, client_order_id});
    if (found == world.requests.end() || !is_remembered(world, found->second)) {
        return false;
    }
    const bool is_same = found->second.command == command;
    answer_old_request(world, {.account = account,
                               .client_order_id = client_order_id,
                               .command = wire_type_of(command),
                               .same = is_same,
                               .first = found->second.outcome,
                               .asked = is_same ? std::nullopt : asked_by(command)});
    return true;
}

void answer_old_request(World& world, const AnswerOldRequest& found) {
    Rejected rejected{.client_order_id = found.client_order_id,
                      .command = found.command,
                      .code = RejectCode::conflict,
                      .asked = found.asked};
    if (!world.accounts.contains(found.account)) {
        rejected.code = RejectCode::unknown_account;
        rejected.figures.account = found.account;
        say(world, rejected);
    } else if (found.same) {
        say(world, Repeated{.account = found.account, .client_order_id = found.client_order_id, .first = found.first});
    } else {
        rejected.account = found.account;
        say(world, rejected);
    }
}

void remember(World& world, const Command& command, const RequestKey& key, const RequestOutcome& outcome,
              const std::vector<OrderId>& orders) {
    if (!key.client_order_id.empty()) {
        world.requests.insert_or_assign(
            key, RememberedRequest{command, outcome, world.now, ++world.requests_arrived, orders});
    }
}

bool is_remembered(const World& world, const RememberedRequest& request) {
    const Int128 age = Int128{world.now.nanoseconds_since_1970()} - request.at.nanoseconds_since_1970();
    const bool has_live_order =
        std::ranges::any_of(request.orders, [&](OrderId id) { return world.orders.contains(id); });
    return age < memory_ns || has_live_order;
}

}  // namespace trireme::reference
