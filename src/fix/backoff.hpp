#pragma once

#include "base/timestamp.hpp"

#include <cstdint>

namespace trireme::fix {

// How long to wait before connecting again: twice as long with each failure up to a bound, of which a random half is
// left out, so that many sessions that were lost at once do not come back at once. The numbers follow from the seed.
class Backoff {
public:
    Backoff(Duration first, Duration most, std::uint64_t seed)
        : first_(first), most_(most), next_(first), seed_(seed) {}

    [[nodiscard]] Duration next();
    // From now on as long as ever: the other side refused us, and asking often changes nothing.
    void go_to_most() { next_ = most_; }
    // The connection held: the next failure is the first.
    void reset() { next_ = first_; }

private:
    Duration first_;
    Duration most_;
    Duration next_;
    std::uint64_t seed_;
    std::uint64_t draws_ = 0;
};

}  // namespace trireme::fix
