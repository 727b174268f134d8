#include "base/assert.hpp"

#include <gtest/gtest.h>

namespace trireme {
namespace {

TEST(AssertDeathTest, PrintsTheConditionItsPlaceAndTheMessage) {
    const int lots = -3;
    EXPECT_DEATH(TRIREME_ASSERT(lots >= 0, "account 7 holds {} lots", lots),
                 "assertion failed: lots >= 0 at .*assert_test.cpp:[0-9]+: account 7 holds -3 lots");
}

TEST(AssertDeathTest, NeedsNoMessage) {
    const bool sequenced = false;
    EXPECT_DEATH(TRIREME_ASSERT(sequenced), "assertion failed: sequenced at ");
}

TEST(Assert, EvaluatesItsConditionOnceAndItsMessageNotAtAllWhenItHolds) {
    int conditions = 0;
    int messages = 0;
    TRIREME_ASSERT(++conditions == 1, "{}", ++messages);
    EXPECT_EQ(conditions, 1);
    EXPECT_EQ(messages, 0);
}

}  // namespace
}  // namespace trireme
