#pragma once

#include "venues/network.hpp"

#include <cstddef>
#include <deque>
#include <mutex>

namespace trireme::venues {

// Events on their way from the thread of the sockets to the adapter's. Messages are bounded; the other events are so
// by the bounds of channels and requests.
class NetworkInbox {
public:
    NetworkInbox(std::size_t messages_max, std::size_t bytes_max)
        : messages_max_(messages_max), bytes_max_(bytes_max) {}

    // False, and nothing is kept, if a message is one too many.
    [[nodiscard]] bool put(NetworkEvent event);
    [[nodiscard]] bool take(NetworkEvent& event);

private:
    std::size_t messages_max_;
    std::size_t bytes_max_;
    std::deque<NetworkEvent> taken_;  // of the thread that takes, so that it locks once for many
    std::mutex mutex_;
    // Guarded by the mutex:
    std::deque<NetworkEvent> events_;
    std::size_t messages_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace trireme::venues
