#pragma once

#include "base/timestamp.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trireme::runtime {

// How a thread waits for work. Between two cores a blocking wake-up costs some 35 us and a spinning hand-off 0.14 us,
// but threads that spin where cores are few starve each other.
enum class WaitPolicy : unsigned char {
    automatic,  // spin, from spin_alone_max on letting others have the core in between; from spin_max on, park
    spin,       // never park: only with a core to spare for each waiting thread
    park,       // park at once
};

[[nodiscard]] std::string_view name_of(WaitPolicy policy);
[[nodiscard]] std::optional<WaitPolicy> wait_policy_named(std::string_view name);

// A hand-over between threads that both run takes less than spin_alone_max. Whoever spins longer may be holding up the
// very thread it waits for, where there are more threads at work than cores.
inline constexpr std::chrono::nanoseconds spin_alone_max = std::chrono::microseconds(2);
inline constexpr std::chrono::nanoseconds spin_max = std::chrono::microseconds(50);

// Lets one thread wait until another has published something, without losing a wake-up in between. One thread waits at
// a time; any number may ring. Ringing costs an atomic exchange while the waiter is awake and a system call when it is
// parked.
class Doorbell {
public:
    explicit Doorbell(WaitPolicy policy) : policy_(policy) {}

    Doorbell(const Doorbell&) = delete;
    Doorbell& operator=(const Doorbell&) = delete;

    // Call after what `ready` looks at has been published.
    void ring();

    // Returns once `ready()` holds or `at_most` is over. `ready` is cheap and may be called often.
    template <class Ready>
    void wait(std::chrono::nanoseconds at_most, Ready&& ready) {
        const auto begin = std::chrono::steady_clock::now();
        auto waited = std::chrono::nanoseconds(0);
        while (!ready() && waited < at_most) {
            if (policy_ == WaitPolicy::spin || (policy_ == WaitPolicy::automatic && waited < spin_alone_max)) {
                relax();
            } else if (policy_ == WaitPolicy::automatic && waited < spin_max) {
                let_others_run();
            } else {
                prepare_to_park();
                if (ready()) {
                    stop_parking();
                    return;
                }
                park(at_most - waited);
            }
            waited = std::chrono::steady_clock::now() - begin;
        }
    }

private:
    static void relax();
    static void let_others_run();
    void prepare_to_park();
    void stop_parking();
    void park(std::chrono::nanoseconds at_most);

    const WaitPolicy policy_;
    alignas(64) std::atomic<std::uint32_t> parked_ = 0;
};

}  // namespace trireme::runtime
