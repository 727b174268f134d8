#include "fix/backoff.hpp"

#include "base/scatter.hpp"

namespace trireme::fix {

Duration Backoff::next() {
    const std::int64_t half = next_.nanoseconds() / 2;
    const std::uint64_t random = scatter(seed_, draws_++) % static_cast<std::uint64_t>(half + 1);
    const Duration wait = Duration::nanoseconds(next_.nanoseconds() - static_cast<std::int64_t>(random));
    // Doubling first might pass the end of the range.
    next_ = next_.nanoseconds() > most_.nanoseconds() / 2 ? most_ : Duration::nanoseconds(2 * next_.nanoseconds());
    return wait;
}

}  // namespace trireme::fix
