#pragma once

#include "base/timestamp.hpp"
#include "venues/random_numbers.hpp"

#include <cstdint>

namespace trireme::venues {

struct ReconnectTerms {
    Duration first_wait = Duration::milliseconds(500);
    Duration wait_max = Duration::seconds(30);
    // A connection that held for so long makes the next wait a first one again.
    Duration stable_after = Duration::seconds(60);
};

// When to connect again: each wait is twice the one before, up to a bound, and then somewhere between its half and its
// whole, so that clients that were cut off together do not come back together.
class Reconnect {
public:
    Reconnect(const ReconnectTerms& terms, std::uint64_t seed) : terms_(terms), random_(seed) {}

    void connected(Timestamp now) { connected_ = now; }
    // The connection ended, or did not come about. Gives when to try again.
    [[nodiscard]] Timestamp lost(Timestamp now);

private:
    ReconnectTerms terms_;
    RandomNumbers random_;
    Timestamp connected_ = Timestamp::latest();  // as long as it is not
    Duration wait_{};                            // before the last try; 0: none was needed
};

}  // namespace trireme::venues
