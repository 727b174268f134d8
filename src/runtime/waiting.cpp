#include "runtime/waiting.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace trireme::runtime {
namespace {

constexpr std::array<std::pair<WaitPolicy, std::string_view>, 3> policy_names{{
    {WaitPolicy::automatic, "auto"},
    {WaitPolicy::spin, "spin"},
    {WaitPolicy::park, "park"},
}};

}  // namespace

std::string_view name_of(WaitPolicy policy) {
    return std::ranges::find(policy_names, policy, &std::pair<WaitPolicy, std::string_view>::first)->second;
}

std::optional<WaitPolicy> wait_policy_named(std::string_view name) {
    const auto* found = std::ranges::find(policy_names, name, &std::pair<WaitPolicy, std::string_view>::second);
    return found == policy_names.end() ? std::nullopt : std::optional(found->first);
}

// Ringer and waiter both exchange the flag, and of two exchanges one comes first. If it is the ringer's, the waiter's
// reads what the ringer wrote and so sees what was published before; if it is the waiter's, the ringer finds it parked.
// Exchanges rather than fences, because thread sanitizers do not understand fences.
void Doorbell::ring() {
    if (parked_.exchange(0, std::memory_order_acq_rel) != 0) {
        syscall(SYS_futex, &parked_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
}

void Doorbell::relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

void Doorbell::let_others_run() { sched_yield(); }

void Doorbell::prepare_to_park() { parked_.exchange(1, std::memory_order_acq_rel); }

void Doorbell::stop_parking() { parked_.exchange(0, std::memory_order_acq_rel); }

void Doorbell::park(std::chrono::nanoseconds at_most) {
    constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
    const std::timespec timeout{.tv_sec = at_most.count() / nanoseconds_per_second,
                                .tv_nsec = at_most.count() % nanoseconds_per_second};
    // Returns at once if a ring has already taken the flag back. Why it returned does not matter: the caller looks
    // again.
    syscall(SYS_futex, &parked_, FUTEX_WAIT_PRIVATE, 1, &timeout, nullptr, 0);
    stop_parking();
}

}  // namespace trireme::runtime
