#include "counter/schedule.hpp"

#include <algorithm>
#include <tuple>

namespace trireme::counter {
namespace {

bool is_later(const ScheduledTransfer& a, const ScheduledTransfer& b) {
    return std::tie(a.order.due, a.id) > std::tie(b.order.due, b.id);
}

}  // namespace

void insert_scheduled(std::vector<ScheduledTransfer>& scheduled, const ScheduledTransfer& transfer) {
    scheduled.insert(std::ranges::upper_bound(scheduled, transfer, is_later), transfer);
}

std::optional<ScheduledTransfer> take_scheduled(std::vector<ScheduledTransfer>& scheduled, ScheduleId id,
                                                AccountId owner) {
    const auto found = std::ranges::find(scheduled, id, &ScheduledTransfer::id);
    if (found == scheduled.end() || found->order.from != owner) {
        return std::nullopt;
    }
    const ScheduledTransfer taken = *found;
    scheduled.erase(found);
    return taken;
}

bool is_in_order(const std::vector<ScheduledTransfer>& scheduled) {
    const auto not_later = [](const ScheduledTransfer& a, const ScheduledTransfer& b) { return !is_later(a, b); };
    return std::ranges::adjacent_find(scheduled, not_later) == scheduled.end();
}

}  // namespace trireme::counter
