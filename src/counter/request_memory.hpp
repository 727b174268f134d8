#pragma once

#include "counter/slot_index.hpp"
#include "counter/state.hpp"

namespace trireme::counter {

// What names a request.
struct RequestKey {
    AccountId requester;
    RequestId request;

    auto operator<=>(const RequestKey&) const = default;
};

[[nodiscard]] RequestKey key_of(const Request& request);

// Finds the remembered requests of a state by key, and puts new ones in the place of the oldest. Made from the state,
// and no part of it.
class RequestMemory {
public:
    RequestMemory() : index_(remembered_requests_max) {}

    // Enters all requests that `state` remembers.
    void load(const CounterState& state);

    // Null if the request is not remembered. Valid until another is.
    [[nodiscard]] const RememberedRequest* find(const CounterState& state, const RequestKey& key) const;

    // `request` is not remembered yet.
    void remember(CounterState& state, const Request& request, const RequestOutcome& outcome);

private:
    [[nodiscard]] static std::uint64_t scatter_key(const RequestKey& key) {
        return scatter(key.requester.value(), key.request.value());
    }

    SlotIndex index_;
};

}  // namespace trireme::counter
