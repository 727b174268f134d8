#pragma once

#include "base/assert.hpp"
#include "base/scatter.hpp"
#include "base/timestamp.hpp"
#include "engine/forgotten_request.hpp"
#include "engine/id_index.hpp"
#include "engine/slab.hpp"
#include "engine/state.hpp"
#include "model/ids.hpp"
#include "model/reject.hpp"
#include "model/texts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trireme::engine {

// Requests that came before (docs/rules.md, Repeats). An id is known for 30 days, and as long as an order that its
// request placed lives; from then on it is as if it had never come. Whether it is known is decided when it is asked
// for, so that it does not matter when its memory is freed: each new request frees that of at most a few that are
// forgotten. Whoever asks for it is handed what was freed, to find it again elsewhere. `is_live(OrderId)` tells whether
// an order lives. Times never go back.
class RequestMemory {
public:
    static constexpr std::int64_t seconds_remembered = 30 * 24 * 60 * 60;

    // Where an id lies or would lie in memory, known or not. Good until anything is remembered or freed.
    struct Place {
        std::uint64_t scattered = 0;
        std::optional<std::uint32_t> slot{};
    };
    [[nodiscard]] Place place_of(AccountId account, const ClientOrderId& id) const {
        const std::uint64_t scattered = scatter_key(account, id);
        return {scattered, slot_of(account, id, scattered)};
    }
    // Has the processor fetch what place_of will look at.
    void prefetch(AccountId account, const ClientOrderId& id) const { index_.prefetch(scatter_key(account, id)); }

    // Null if the id is not known. Valid as long as its place.
    template <class IsLive>
    [[nodiscard]] const RememberedRequest* known_at(const Place& place, Timestamp now, IsLive&& is_live) const {
        const bool is_there = place.slot && is_known(entries_[*place.slot].request, now, is_live);
        return is_there ? &entries_[*place.slot].request : nullptr;
    }

    // Whether the id is not known. Then it does not lie in memory any more either.
    template <class IsLive>
    [[nodiscard]] bool is_new(const RequestName& name, Timestamp now, IsLive&& is_live) {
        const Place place = place_of(name.account, name.client_order_id);
        if (known_at(place, now, is_live) != nullptr) {
            return false;
        }
        if (place.slot) {
            forget(*place.slot);
        }
        return true;
    }

    // The id, whose place this is, is not known; `request.at` is now.
    template <class IsLive>
    void remember(const RememberedRequest& request, const Place& place, IsLive&& is_live) {
        if (place.slot) {
            TRIREME_ASSERT(known_at(place, request.at, is_live) == nullptr, "an id is remembered twice");
            forget(*place.slot);
        }
        forget_some(request.at, is_live);
        append(request, place.scattered);
    }

    // Enters requests in the order in which they came, as `save` gave them. One that is there already ends it and is
    // returned; else null.
    [[nodiscard]] const RememberedRequest* load(const std::vector<RememberedRequest>& requests);

    // All whose id is known at `now`, in the order in which they came.
    template <class IsLive>
    [[nodiscard]] std::vector<RememberedRequest> save(Timestamp now, IsLive&& is_live) const {
        std::vector<RememberedRequest> requests;
        requests.reserve(size());
        for (std::uint32_t slot = oldest_; slot != none; slot = entries_[slot].newer) {
            if (is_known(entries_[slot].request, now, is_live)) {
                requests.push_back(entries_[slot].request);
            }
        }
        return requests;
    }

    // From now on, what is freed stands in `forgotten` until that is cleared.
    void keep_forgotten() { keeps_forgotten_ = true; }
    [[nodiscard]] std::span<const ForgottenRequest> forgotten() const { return forgotten_; }
    void clear_forgotten() { forgotten_.clear(); }

    // Frees all that is not known at `now`.
    template <class IsLive>
    void forget_due(Timestamp now, IsLive&& is_live) {
        for (std::uint32_t slot = oldest_; slot != none && !is_recent(entries_[slot].request, now);) {
            const std::uint32_t next = entries_[slot].newer;
            if (!is_known(entries_[slot].request, now, is_live)) {
                forget(slot);
            }
            slot = next;
        }
    }

    // How many lie in memory, those included that are forgotten and not yet freed.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    static constexpr std::uint32_t none = UINT32_MAX;
    // One more than come, so that freeing catches up with whatever was forgotten at once.
    static constexpr int looked_at_per_request = 2;

    // In the order in which they came.
    struct Entry {
        RememberedRequest request;
        std::uint32_t older = none;
        std::uint32_t newer = none;
    };

    [[nodiscard]] static bool is_recent(const RememberedRequest& request, Timestamp now) {
        return request.at.plus(Duration::seconds(seconds_remembered)) > now;
    }
    // The order that a request placed and that may still live.
    [[nodiscard]] static std::optional<OrderId> placed_order(const RememberedRequest& request);

    template <class IsLive>
    [[nodiscard]] static bool is_known(const RememberedRequest& request, Timestamp now, IsLive&& is_live) {
        if (is_recent(request, now)) {
            return true;
        }
        const auto order = placed_order(request);
        return order && is_live(*order);
    }

    // Goes on where the last request left off, over all that are no longer recent, again and again: those that an order
    // keeps alive stand among them.
    template <class IsLive>
    void forget_some(Timestamp now, IsLive&& is_live) {
        for (int looked_at = 0; looked_at < looked_at_per_request; ++looked_at) {
            if (next_to_look_at_ == none || is_recent(entries_[next_to_look_at_].request, now)) {
                next_to_look_at_ = oldest_;
                return;
            }
            const std::uint32_t slot = next_to_look_at_;
            next_to_look_at_ = entries_[slot].newer;
            if (!is_known(entries_[slot].request, now, is_live)) {
                forget(slot);
            }
        }
    }

    [[nodiscard]] static std::uint64_t scatter_key(AccountId account, const ClientOrderId& id) {
        return scatter(account.value(), fold(0, id.view()));
    }
    [[nodiscard]] std::optional<std::uint32_t> slot_of(AccountId account, const ClientOrderId& id,
                                                       std::uint64_t scattered) const;
    void append(const RememberedRequest& request, std::uint64_t scattered);
    void forget(std::uint32_t slot);

    Slab<Entry, SlabPages::small> entries_;
    IdIndex index_;
    std::uint32_t oldest_ = none;
    std::uint32_t newest_ = none;
    std::uint32_t next_to_look_at_ = none;
    bool keeps_forgotten_ = false;
    std::vector<ForgottenRequest> forgotten_;
};

}  // namespace trireme::engine
