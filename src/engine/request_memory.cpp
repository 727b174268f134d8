#include "engine/request_memory.hpp"

#include "engine/fingerprint.hpp"
#include "model/commands.hpp"

namespace trireme::engine {

const RememberedRequest* RequestMemory::load(const std::vector<RememberedRequest>& requests) {
    for (const RememberedRequest& request : requests) {
        const std::uint64_t scattered = scatter_key(request.account, request.client_order_id);
        if (slot_of(request.account, request.client_order_id, scattered)) {
            return &request;
        }
        append(request, scattered);
    }
    return nullptr;
}

std::optional<OrderId> RequestMemory::placed_order(const RememberedRequest& request) {
    const std::uint16_t type = wire_type_of(request.fingerprint);
    const bool places_orders = type == PlaceOrder::wire_type || type == PlaceOco::wire_type;
    return places_orders && !request.outcome.rejected ? std::optional(OrderId(request.outcome.id)) : std::nullopt;
}

std::optional<std::uint32_t> RequestMemory::slot_of(AccountId account, const ClientOrderId& id,
                                                    std::uint64_t scattered) const {
    return index_.find(scattered, [&](std::uint32_t slot) {
        const RememberedRequest& request = entries_[slot].request;
        return request.account == account && request.client_order_id == id;
    });
}

void RequestMemory::append(const RememberedRequest& request, std::uint64_t scattered) {
    const std::uint32_t slot = entries_.allocate(request, newest_, none);
    if (newest_ == none) {
        oldest_ = slot;
    } else {
        entries_[newest_].newer = slot;
    }
    newest_ = slot;
    index_.insert(scattered, slot);
}

void RequestMemory::forget(std::uint32_t slot) {
    const Entry& entry = entries_[slot];
    (entry.older == none ? oldest_ : entries_[entry.older].newer) = entry.newer;
    (entry.newer == none ? newest_ : entries_[entry.newer].older) = entry.older;
    if (next_to_look_at_ == slot) {
        next_to_look_at_ = entry.newer;
    }
    if (keeps_forgotten_) {
        const RememberedRequest& request = entry.request;
        forgotten_.push_back({{request.account, request.client_order_id}, {request.fingerprint, request.outcome}});
    }
    index_.erase(scatter_key(entry.request.account, entry.request.client_order_id), slot);
    entries_.release(slot);
}

}  // namespace trireme::engine
