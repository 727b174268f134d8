#include "base/planted_bug.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace trireme {
namespace {

TEST(PlantedBug, EachHasANameThatFindsIt) {
    std::set<std::string_view> names;
    for (const PlantedBug bug : all_planted_bugs()) {
        EXPECT_EQ(planted_bug_named(name_of(bug)), bug);
        EXPECT_TRUE(names.insert(name_of(bug)).second) << name_of(bug) << " stands there twice";
    }
    EXPECT_GE(names.size(), 16u);
}

TEST(PlantedBug, NoneIsNotABugToPlant) {
    EXPECT_EQ(planted_bug_named("none"), std::nullopt);
    EXPECT_EQ(planted_bug_named("no_such_bug"), std::nullopt);
}

#if TRIREME_PLANTED_BUGS
TEST(PlantedBug, OneIsOnAtATime) {
    EXPECT_FALSE(planted_bug(PlantedBug::skip_sync));
    plant(PlantedBug::skip_sync);
    EXPECT_TRUE(planted_bug(PlantedBug::skip_sync));
    EXPECT_FALSE(planted_bug(PlantedBug::late_timer));
    plant(PlantedBug::none);
    EXPECT_FALSE(planted_bug(PlantedBug::skip_sync));
}
#else
TEST(PlantedBug, AReleaseHasNone) { static_assert(!planted_bug(PlantedBug::skip_sync)); }
#endif

}  // namespace
}  // namespace trireme
