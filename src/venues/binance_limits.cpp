#include "venues/binance_limits.hpp"

#include "base/decimal.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

constexpr unsigned too_many_requests = 429;
constexpr unsigned banned = 418;
// A ban lasts up to three days; beyond, or where the answer says nothing, these are assumed.
constexpr std::int64_t seconds_max = 3 * 86'400;
constexpr std::int64_t seconds_unknown = 60;

}  // namespace

void BinanceLimits::take(const HttpAnswer& answer, Timestamp now) {
    if (answer.status == too_many_requests || answer.status == banned) {
        const auto told = parse_decimal(header_of(answer, "Retry-After"), 0);
        const std::int64_t seconds = told && *told >= 0 ? std::min(*told, seconds_max) : seconds_unknown;
        all_until_ = std::max(all_until_, now.plus(Duration::seconds(seconds)));
    }
    constexpr std::int64_t minute_ns = 60'000'000'000;
    const auto used = parse_decimal(header_of(answer, "X-MBX-USED-WEIGHT-1M"), 0);
    if (used && *used >= static_cast<std::int64_t>(weight_max)) {
        // Counted anew with each minute of the exchange's clock, which ours is close to.
        const std::int64_t minute = now.nanoseconds_since_1970() / minute_ns;
        questions_until_ = std::max(questions_until_, Timestamp((minute + 1) * minute_ns));
    }
}

}  // namespace trireme::venues
