#include "app/event_follower.hpp"

#include "codec/bytes.hpp"

#include <chrono>
#include <utility>

namespace trireme::app {
namespace {

constexpr auto wait_max = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<EventFollower>> EventFollower::start(EventSource& source, std::uint64_t after,
                                                            Receiver receiver) {
    TRIREME_TRY_ASSIGN(auto stream, source.events_after(after));
    return std::unique_ptr<EventFollower>(new EventFollower(std::move(stream), std::move(receiver)));
}

EventFollower::EventFollower(std::unique_ptr<EventStream> stream, Receiver receiver)
    : stream_(std::move(stream)), receiver_(std::move(receiver)), thread_([this] { ended_ = follow(); }) {}

EventFollower::~EventFollower() { static_cast<void>(finish()); }

Result<void> EventFollower::finish() {
    is_finishing_.store(true, std::memory_order_release);
    if (thread_.joinable()) {
        thread_.join();
    }
    return ended_;
}

Result<void> EventFollower::follow() {
    Event event;
    for (;;) {
        // Before looking for more, so that none is missed that came before the end.
        const bool is_finishing = is_finishing_.load(std::memory_order_acquire);
        TRIREME_TRY_ASSIGN(const auto next, stream_->next());
        if (next) {
            TRIREME_TRY(codec::decode_into(event, next->body));
            receiver_(event);
        } else if (is_finishing) {
            return {};
        } else {
            stream_->wait(wait_max);
        }
    }
}

}  // namespace trireme::app
