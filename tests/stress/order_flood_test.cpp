#include "codec/bytes.hpp"
#include "stress/market.hpp"
#include "stress/stress_rig.hpp"
#include "stress/temporary_folder.hpp"

#include <algorithm>
#include <vector>

namespace trireme::stress {
namespace {

constexpr std::uint32_t allowed_per_second = 10;
constexpr std::uint32_t sent_per_second = 10 * allowed_per_second;
constexpr std::uint64_t flooding = 20;  // accounts
constexpr std::uint64_t quiet = flooding + 1;
constexpr int seconds = 20;
constexpr int warm_after_seconds = 16;  // each of the pipeline's batches has been used by then

// What a flood's orders are answered with.
struct Answered {
    std::uint64_t accepted = 0;
    std::uint64_t too_many = 0;
    std::uint64_t otherwise = 0;
};

class OrderFlood : public testing::Test {
protected:
    static void set_up(StressRig& rig) {
        Limits limits;
        limits.orders_per_second = allowed_per_second;
        rig.do_all(opening(limits));
        for (std::uint64_t account = 1; account <= quiet; ++account) {
            rig.do_all(std::vector{open_account(account, AccountMode::netting), deposit(account, 1'000'000)});
        }
    }

    // Everyone who floods sends one order that adds risk; what reduces it knows no limit.
    static void send_round(StressRig& rig) {
        for (std::uint64_t account = 1; account <= flooding; ++account) {
            ASSERT_EQ(rig.send(market_order(account, Side::buy, "0.01")), Admission::taken);
        }
    }

    static Answered count(EventSource& events, std::uint64_t after) {
        Answered answered;
        const auto stream = events.events_after(after);
        for (auto event = (*stream)->next(); event && *event; event = (*stream)->next()) {
            const auto decoded = codec::decode<Event>((*event)->body).value();
            const auto* const rejected = std::get_if<Rejected>(&decoded);
            answered.accepted += std::holds_alternative<OrderAccepted>(decoded) ? 1U : 0U;
            answered.too_many += rejected != nullptr && rejected->code == RejectCode::order_rate_limit ? 1U : 0U;
            answered.otherwise += rejected != nullptr && rejected->code != RejectCode::order_rate_limit ? 1U : 0U;
        }
        return answered;
    }

    static EndOfRun run(journal::Storage& storage) {
        StressRig rig(storage);
        rig.start();
        set_up(rig);
        const std::uint64_t before = rig.pipeline().events().last_event();
        std::size_t warm = 0;
        for (int second = 0; second < seconds; ++second) {
            for (std::uint32_t round = 0; round < sent_per_second; ++round) {
                send_round(rig);
                rig.clock().move(Duration::nanoseconds(1'000'000'000 / sent_per_second));
                if (round % 10 == 9) {
                    rig.pump();
                }
            }
            // Whoever does not flood trades as ever, and prices come through.
            EXPECT_EQ(rig.ask(quote("1.08450", "1.08460")).size(), 0u);
            const auto traded = rig.ask(market_order(quiet, second % 2 == 0 ? Side::buy : Side::sell, "0.10"));
            EXPECT_TRUE(
                std::ranges::any_of(traded, [](const Event& event) { return std::holds_alternative<Trade>(event); }));
            EXPECT_TRUE(rig.pipeline().sync_events());
            warm = second == warm_after_seconds ? heap_bytes() : warm;
        }
        EXPECT_LE(heap_bytes(), warm + warm / 20) << "memory grows with the flood";
        rig.expect_all_answered();
        const Answered answered = count(rig.pipeline().events(), before);
        // A second of the clock may hold the orders of one allowance only; the run begins and ends within one.
        EXPECT_GE(answered.accepted, flooding * allowed_per_second * seconds);
        EXPECT_LE(answered.accepted, flooding * allowed_per_second * (seconds + 1) + seconds);
        EXPECT_EQ(answered.accepted + answered.too_many, flooding * sent_per_second * seconds + seconds);
        EXPECT_EQ(answered.otherwise, 0u);
        return expect_equal_replay(rig, storage);
    }
};

TEST_F(OrderFlood, IsHeldToTheLimitAndHarmsNobodyElse) {
    TemporaryFolder first("order_flood_first");
    TemporaryFolder second("order_flood_second");
    const EndOfRun end = run(first.storage());
    EXPECT_EQ(run(second.storage()), end) << "the same flood leads to other events";
}

TEST_F(OrderFlood, BeyondTheQueueIsRefusedAtOnce) {
    constexpr std::size_t capacity = 1024;
    TemporaryFolder folder("order_flood_queue");
    StressRig rig(folder.storage(), capacity);
    rig.start();
    set_up(rig);
    for (int round = 0; round < 10; ++round) {
        std::size_t taken = 0;
        std::size_t refused = 0;
        for (std::size_t count = 0; count < 10 * capacity; ++count) {
            const Admission admission = rig.send(market_order(1 + count % flooding, Side::buy, "0.01"));
            taken += admission == Admission::taken ? 1U : 0U;
            refused += admission == Admission::overloaded ? 1U : 0U;
        }
        EXPECT_EQ(taken, capacity);
        EXPECT_EQ(refused, 9 * capacity);
        rig.pump();
        rig.clock().move(Duration::seconds(1));
    }
    rig.expect_all_answered();
    expect_equal_replay(rig, folder.storage());
}

}  // namespace
}  // namespace trireme::stress
