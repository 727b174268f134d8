#include "venues/oanda_streams.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace trireme::venues {

Result<void> OandaStreams::open(const OandaRequests& requests, const std::string& names, Timestamp now) {
    TRIREME_ASSERT(std::ranges::none_of(states_, &State::is_used));
    const auto open_one = [&](OandaStream stream, HttpRequest request) -> Result<void> {
        TRIREME_TRY_ASSIGN(const ChannelId channel, network_->open_stream(address_, std::move(request)));
        states_[static_cast<std::size_t>(stream)] = {.channel = channel, .is_used = true, .heard = now};
        return {};
    };
    auto opened = open_one(OandaStream::prices, requests.price_stream(names));
    if (opened) {
        opened = open_one(OandaStream::transactions, requests.transaction_stream());
    }
    if (!opened) {
        close();
    }
    return opened;
}

void OandaStreams::close() {
    for (State& state : states_) {
        if (state.is_used) {
            network_->close(state.channel);
        }
        state = {};
    }
}

bool OandaStreams::has(ChannelId channel) const {
    return std::ranges::any_of(states_, [&](const State& state) { return state.is_used && state.channel == channel; });
}

OandaStreams::State& OandaStreams::state_of(ChannelId channel) {
    TRIREME_ASSERT(has(channel));
    return states_[static_cast<std::size_t>(stream_of(channel))];
}

OandaStream OandaStreams::stream_of(ChannelId channel) const {
    return states_.front().is_used && states_.front().channel == channel ? OandaStream::prices
                                                                         : OandaStream::transactions;
}

void OandaStreams::heard(ChannelId channel, Timestamp received) { state_of(channel).heard = received; }

void OandaStreams::opened(ChannelId channel, Timestamp received) {
    State& state = state_of(channel);
    state.is_open = true;
    state.heard = received;
}

bool OandaStreams::are_open() const { return std::ranges::all_of(states_, &State::is_open); }

Timestamp OandaStreams::silent_at() const {
    Timestamp first = Timestamp::latest();
    for (const State& state : states_) {
        first = state.is_used ? std::min(first, state.heard.plus(silence_max_)) : first;
    }
    return first;
}

}  // namespace trireme::venues
