#include "venues/reconnect.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {

Timestamp Reconnect::lost(Timestamp now) {
    const Timestamp connected = std::exchange(connected_, Timestamp::latest());
    if (wait_ == Duration() || now >= connected.plus(terms_.stable_after)) {
        wait_ = terms_.first_wait;
    } else {
        // Compared before it is doubled, so that the product fits.
        const bool reaches_most = wait_.nanoseconds() > terms_.wait_max.nanoseconds() / 2;
        wait_ = reaches_most ? terms_.wait_max : Duration::nanoseconds(wait_.nanoseconds() * 2);
    }
    wait_ = std::min(wait_, terms_.wait_max);
    return now.plus(Duration::nanoseconds(random_.between(wait_.nanoseconds() / 2, wait_.nanoseconds())));
}

}  // namespace trireme::venues
