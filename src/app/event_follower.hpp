#pragma once

#include "base/result.hpp"
#include "model/events.hpp"
#include "ports/event_source.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace trireme::app {

// Reads the events behind a place in the event log on a thread of its own, and hands them on one by one. The source
// must outlive it.
class EventFollower {
public:
    using Receiver = std::function<void(const Event&)>;

    [[nodiscard]] static Result<std::unique_ptr<EventFollower>> start(EventSource& source, std::uint64_t after,
                                                                      Receiver receiver);
    ~EventFollower();

    // Once the source gets no more events: reads those that are left, and ends.
    [[nodiscard]] Result<void> finish();

private:
    EventFollower(std::unique_ptr<EventStream> stream, Receiver receiver);

    [[nodiscard]] Result<void> follow();

    std::unique_ptr<EventStream> stream_;
    Receiver receiver_;
    std::atomic<bool> is_finishing_ = false;
    Result<void> ended_;
    std::thread thread_;
};

}  // namespace trireme::app
