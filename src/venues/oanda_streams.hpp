#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "venues/network.hpp"
#include "venues/oanda_requests.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace trireme::venues {

enum class OandaStream : std::uint8_t { prices, transactions };
inline constexpr std::size_t oanda_streams = 2;

// The pricing stream and the transactions stream, which are opened and lost together: one without the other is no
// connection. A stream has a heartbeat every five seconds; one that was silent for `silence_max` is dead, whatever its
// socket says.
class OandaStreams {
public:
    OandaStreams(Network& network, const NetworkAddress& address, Duration silence_max)
        : network_(&network), address_(address), silence_max_(silence_max) {}

    // They must be closed. Errors are those of Network::open_stream, and then none is open.
    [[nodiscard]] Result<void> open(const OandaRequests& requests, const std::string& names, Timestamp now);
    void close();

    // Whether the channel is one of the streams.
    [[nodiscard]] bool has(ChannelId channel) const;
    [[nodiscard]] OandaStream stream_of(ChannelId channel) const;
    void heard(ChannelId channel, Timestamp received);
    void opened(ChannelId channel, Timestamp received);

    [[nodiscard]] bool are_open() const;
    // When the first of them will be dead if nothing comes; Timestamp::latest() where none was opened.
    [[nodiscard]] Timestamp silent_at() const;

private:
    struct State {
        ChannelId channel{};
        bool is_used = false;
        bool is_open = false;
        Timestamp heard{};
    };
    [[nodiscard]] State& state_of(ChannelId channel);

    Network* network_;
    NetworkAddress address_;
    Duration silence_max_;
    std::array<State, oanda_streams> states_{};
};

}  // namespace trireme::venues
