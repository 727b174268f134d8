#include "counter/request_memory.hpp"

namespace trireme::counter {

RequestKey key_of(const Request& request) {
    return std::visit([](const auto& asked) { return RequestKey{asked.requester(), asked.request}; }, request);
}

void RequestMemory::load(const CounterState& state) {
    for (std::size_t slot = 0; slot < state.requests.size(); ++slot) {
        index_.insert(scatter_key(key_of(state.requests[slot].request)), static_cast<std::uint32_t>(slot));
    }
}

const RememberedRequest* RequestMemory::find(const CounterState& state, const RequestKey& key) const {
    const auto slot =
        index_.find(scatter_key(key), [&](std::uint32_t at) { return key_of(state.requests[at].request) == key; });
    return slot ? &state.requests[*slot] : nullptr;
}

void RequestMemory::remember(CounterState& state, const Request& request, const RequestOutcome& outcome) {
    const std::uint64_t scattered = scatter_key(key_of(request));
    if (state.requests.size() < remembered_requests_max) {
        index_.insert(scattered, static_cast<std::uint32_t>(state.requests.size()));
        state.requests.push_back({request, outcome});
        return;
    }
    RememberedRequest& oldest = state.requests[state.oldest_request];
    index_.erase(scatter_key(key_of(oldest.request)), state.oldest_request);
    index_.insert(scattered, state.oldest_request);
    oldest = {request, outcome};
    state.oldest_request = (state.oldest_request + 1) % remembered_requests_max;
}

}  // namespace trireme::counter
