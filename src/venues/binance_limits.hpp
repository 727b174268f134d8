#pragma once

#include "base/timestamp.hpp"
#include "venues/network.hpp"

#include <cstdint>

namespace trireme::venues {

// Binance's limits of requests by address (REST API, "LIMITS"): how much was used stands in each answer, and who goes
// on after a 429 is banned with a 418. Nothing is asked while it pauses.
class BinanceLimits {
public:
    // Of 6,000 in a minute; what is left over is for orders and cancellations, which are asked for all the same.
    static constexpr std::uint64_t weight_max = 5'000;

    void take(const HttpAnswer& answer, Timestamp now);
    // For questions; false also when the weight is nearly used.
    [[nodiscard]] bool allows_questions(Timestamp now) const { return now >= questions_until_ && allows_orders(now); }
    [[nodiscard]] bool allows_orders(Timestamp now) const { return now >= all_until_; }

private:
    Timestamp questions_until_ = Timestamp::earliest();
    Timestamp all_until_ = Timestamp::earliest();
};

}  // namespace trireme::venues
