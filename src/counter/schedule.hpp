#pragma once

#include "counter/state.hpp"

#include <optional>
#include <vector>

// The row of transfers that wait for their time: by due time, then id, the last one first. Short enough
// (`scheduled_max`) that moving a part of it costs microseconds at worst.
namespace trireme::counter {

void insert_scheduled(std::vector<ScheduledTransfer>& scheduled, const ScheduledTransfer& transfer);

// Takes out the transfer `id`. Nothing if it is not there or `owner` did not schedule it.
std::optional<ScheduledTransfer> take_scheduled(std::vector<ScheduledTransfer>& scheduled, ScheduleId id,
                                                AccountId owner);

// Whether the row stands in its order.
[[nodiscard]] bool is_in_order(const std::vector<ScheduledTransfer>& scheduled);

}  // namespace trireme::counter
