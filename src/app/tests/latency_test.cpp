#include "app/latency.hpp"

#include <gtest/gtest.h>

namespace trireme::app {
namespace {

using std::chrono::nanoseconds;

TEST(Latency, HasNothingToSayOfNothing) {
    LatencyHistogram histogram;
    const auto quantiles = histogram.take();
    EXPECT_EQ(quantiles.count, 0U);
    EXPECT_EQ(quantiles.p50, nanoseconds(0));
    EXPECT_EQ(quantiles.p99, nanoseconds(0));
}

TEST(Latency, IsNeverShownTooSmallAndAtMostAnEighthTooLarge) {
    for (const std::int64_t ns :
         {0LL, 1LL, 7LL, 8LL, 9LL, 15LL, 16LL, 17LL, 1'000LL, 123'456'789LL, 4'000'000'000'000'000'000LL}) {
        LatencyHistogram histogram;
        histogram.record(nanoseconds(ns));
        const auto p50 = histogram.take().p50.count();
        EXPECT_GT(p50, ns);
        EXPECT_LE(p50, ns + ns / 8 + 1);
    }
}

TEST(Latency, QuantilesSplitWhatWasRecorded) {
    LatencyHistogram histogram;
    for (int count = 0; count < 98; ++count) {
        histogram.record(nanoseconds(1'000));
    }
    histogram.record(nanoseconds(1'000'000));
    histogram.record(nanoseconds(1'000'000));
    const auto quantiles = histogram.take();
    EXPECT_EQ(quantiles.count, 100U);
    EXPECT_LT(quantiles.p50, nanoseconds(1'200));
    EXPECT_GT(quantiles.p99, nanoseconds(1'000'000));
    EXPECT_EQ(histogram.take().count, 0U) << "each is counted once";
}

}  // namespace
}  // namespace trireme::app
