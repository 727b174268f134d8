#include "base/tests/allocation_count.hpp"
#include "counter/ledger.hpp"

#include <gtest/gtest.h>

namespace trireme::counter {
namespace {

using testing::allocation_count;

class CountingSink final : public EventSink {
public:
    void on_event(const Event&) override { count += 1; }
    std::uint64_t count = 0;
};

TEST(Allocation, IsDoneBeforeTheFirstCommand) {
    CounterLedger ledger;
    CountingSink sink;
    const Currency usd("USD");
    const Currency eur("EUR");
    const std::uint64_t before = allocation_count;
    for (std::uint64_t id = 0; id < 1'000; ++id) {
        ledger.apply(Timestamp(), OpenAccount{AccountId(1'000 + id), id % 2 == 0 ? usd : eur}, sink);
    }
    for (std::uint64_t request = 0; request < 3 * remembered_requests_max; ++request) {
        const AccountId from(1'000 + 2 * (request % 500));
        const AccountId to(1'000 + 2 * ((request + 7) % 500));
        const Money amount{1 + static_cast<std::int64_t>(request % 1'000), usd};
        ledger.apply(Timestamp(), Transfer{RequestId(request), from, to, amount}, sink);
        ledger.apply(Timestamp(), Transfer{RequestId(request), from, to, amount}, sink);
    }
    for (std::uint64_t request = 0; request < scheduled_max; ++request) {
        ledger.apply(
            Timestamp(),
            ScheduleTransfer{RequestId(request), Timestamp(1), AccountId(1'000), AccountId(1'002), Money{1, usd}},
            sink);
        ledger.apply(Timestamp(),
                     Exchange{RequestId(request), AccountId(1'002), AccountId(1'001), Money{1'00, usd},
                              Price(92'345'678), Conversion::base_to_quote},
                     sink);
    }
    EXPECT_EQ(allocation_count, before);
    EXPECT_GT(sink.count, 0U);
}

}  // namespace
}  // namespace trireme::counter
