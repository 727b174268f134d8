#include "venues/network_inbox.hpp"

#include <utility>

namespace trireme::venues {

bool NetworkInbox::put(NetworkEvent event) {
    const std::scoped_lock lock(mutex_);
    if (const auto* const message = std::get_if<ChannelMessage>(&event.what)) {
        if (messages_ == messages_max_ || message->text.size() > bytes_max_ - bytes_) {
            return false;
        }
        ++messages_;
        bytes_ += message->text.size();
    }
    events_.push_back(std::move(event));
    return true;
}

bool NetworkInbox::take(NetworkEvent& event) {
    if (taken_.empty()) {
        const std::scoped_lock lock(mutex_);
        taken_.swap(events_);
        messages_ = 0;
        bytes_ = 0;
    }
    if (taken_.empty()) {
        return false;
    }
    event = std::move(taken_.front());
    taken_.pop_front();
    return true;
}

}  // namespace trireme::venues
