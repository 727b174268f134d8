#pragma once

#include <chrono>
#include <csignal>

namespace trireme::app {

// Keeps SIGINT, SIGTERM and SIGHUP from ending the process, so that it can stop in order. To be made before any thread
// is, because threads inherit it. Once destroyed the signals end the process again: whoever presses Ctrl-C twice means
// it.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    // Waits for one of the signals; true if it came.
    [[nodiscard]] bool wait(std::chrono::nanoseconds at_most);

private:
    sigset_t signals_{};
    sigset_t before_{};
};

}  // namespace trireme::app
