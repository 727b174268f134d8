#include "simulation/simulated_storage.hpp"
#include "stress/market.hpp"
#include "stress/stress_rig.hpp"

#include <algorithm>
#include <cstdint>

namespace trireme::stress {
namespace {

constexpr std::size_t queue_capacity = 1024;
constexpr std::int64_t orders_per_second = 1'000;
constexpr Duration slow_sync = Duration::seconds(2);
constexpr Duration quick_sync = Duration::milliseconds(1);

// Clients who send at a steady rate, whatever the disk does; time passes in its syncs.
class SlowDisk {
public:
    SlowDisk() : rig_(storage_, queue_capacity) {
        storage_.set_on_delay([this](Duration delay) { pass(delay); });
        rig_.start();
        rig_.do_all(opening({}));
        rig_.do_all(std::vector{open_account(1, AccountMode::netting), deposit(1, 10'000'000)});
    }

    void run(Duration sync, Duration span) {
        storage_.set_faults({.slow = {.per_sync = sync}});
        is_sending_ = true;
        const Timestamp end = rig_.clock().now().plus(span);
        while (rig_.clock().now() < end) {
            pass(Duration::milliseconds(1));
            pump_once();
        }
        is_sending_ = false;
        storage_.set_faults({});
        rig_.pump();
    }

    StressRig& rig() { return rig_; }
    simulation::SimulatedStorage& storage() { return storage_; }
    [[nodiscard]] std::uint64_t overloaded() const { return overloaded_; }
    [[nodiscard]] std::uint64_t most_waiting() const { return most_waiting_; }

private:
    void pass(Duration span) {
        rig_.clock().move(span);
        if (!is_sending_) {
            return;
        }
        for (std::int64_t left = span.nanoseconds() * orders_per_second / 1'000'000'000; left > 0; --left) {
            const Admission admission = rig_.send(market_order(1, ++sent_ % 2 == 0 ? Side::sell : Side::buy, "0.01"));
            ASSERT_TRUE(admission == Admission::taken || admission == Admission::overloaded);
            overloaded_ += admission == Admission::overloaded ? 1U : 0U;
            most_waiting_ = std::max(most_waiting_, rig_.taken() - rig_.answers().durable());
        }
    }

    // One batch, as the engine gathers it between two syncs.
    void pump_once() {
        runtime::Pipeline& pipeline = rig_.pipeline();
        ASSERT_TRUE(pipeline.prepare_segments());
        pipeline.gather([] { return true; });
        if (runtime::Batch* const batch = pipeline.take_gathered()) {
            ASSERT_TRUE(pipeline.commit(*batch));
            ASSERT_TRUE(pipeline.publish(*batch));
        }
    }

    simulation::SimulatedStorage storage_{1};
    StressRig rig_;
    bool is_sending_ = false;
    std::uint64_t sent_ = 0;
    std::uint64_t overloaded_ = 0;
    std::uint64_t most_waiting_ = 0;
};

EndOfRun run_slow_minute() {
    SlowDisk disk;
    disk.run(quick_sync, Duration::seconds(5));
    EXPECT_EQ(disk.overloaded(), 0u) << "with a quick disk";

    disk.run(slow_sync, Duration::seconds(60));
    const std::uint64_t refused = disk.overloaded();
    EXPECT_GT(refused, 60u * orders_per_second / 4) << "half of what comes in two seconds finds no place";
    // What the queue holds, and what is being synced.
    EXPECT_LE(disk.most_waiting(), 2 * queue_capacity);

    disk.run(quick_sync, Duration::seconds(5));
    EXPECT_EQ(disk.overloaded(), refused) << "the disk is quick again";
    disk.rig().expect_all_answered();
    return expect_equal_replay(disk.rig(), disk.storage());
}

TEST(SlowDiskForAMinute, IsAnsweredWithOverloadAndLosesNothing) {
    const EndOfRun end = run_slow_minute();
    EXPECT_EQ(run_slow_minute(), end) << "the same minute leads to other events";
}

}  // namespace
}  // namespace trireme::stress
