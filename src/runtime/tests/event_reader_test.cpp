#include "runtime/event_reader.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

// Records with the right checksums that are no blocks, as only a faulty writer leaves them.
TEST(EventReader, TellsWhatIsNoBlockAgainToWhoeverAsksAgain) {
    simulation::SimulatedStorage storage(1);
    journal::TestLog log(storage, journal::test_options(journal::LogKind::events));
    ASSERT_TRUE(log.write_durably({3}));
    auto reader = EventReader::open(storage, 1);
    ASSERT_TRUE(reader);
    const auto first = reader->next(1);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(first.error().message.contains("events/0000000001.segment at offset 512")) << first.error().message;
    const auto again = reader->next(1);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, first.error().message);
}

}  // namespace
}  // namespace trireme::runtime
