#pragma once

#include "ports/command_sink.hpp"
#include "runtime/runtime.hpp"

namespace trireme::app {

// A door of the runtime through which all commands come at a time that is set. One thread; the runtime outlives it.
class TimedSink final : public CommandSink {
public:
    explicit TimedSink(runtime::Runtime& runtime) : runtime_(runtime) {}

    void set_time(Timestamp time) { time_ = time; }
    [[nodiscard]] Timestamp time() const { return time_; }

    Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) override {
        return runtime_.submit_not_before(time_, command, receiver, tag);
    }

private:
    runtime::Runtime& runtime_;
    Timestamp time_;
};

}  // namespace trireme::app
