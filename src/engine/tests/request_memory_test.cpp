#include "engine/request_memory.hpp"

#include "base/scatter.hpp"
#include "base/tests/random.hpp"
#include "engine/tests/terms.hpp"
#include "model/commands.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace trireme::engine {
namespace {

using testing::at;
using trireme::testing::Random;
using trireme::testing::test_seed;

constexpr Duration remembered = Duration::seconds(RequestMemory::seconds_remembered);
const Timestamp start = at("2026-03-02T00:00:00Z");

ClientOrderId client_id(std::uint64_t number) { return *ClientOrderId::from_text(fmt::format("order-{}", number)); }

// A request of account 7 whose outcome is the order or whatever else of that id.
RememberedRequest request_of(std::uint64_t number, std::uint16_t wire_type, std::uint64_t outcome, Timestamp time) {
    return {AccountId(7), client_id(number), (scatter(number) & ~std::uint64_t{0xff}) | wire_type,
            RequestOutcome{std::nullopt, outcome}, time};
}

// The request of that id, if the memory knows it.
template <class IsLive>
const RememberedRequest* find(const RequestMemory& memory, AccountId account, const ClientOrderId& id, Timestamp now,
                              IsLive&& is_live) {
    return memory.known_at(memory.place_of(account, id), now, is_live);
}

template <class IsLive>
void remember(RequestMemory& memory, const RememberedRequest& request, IsLive&& is_live) {
    memory.remember(request, memory.place_of(request.account, request.client_order_id), is_live);
}

bool never_lives(OrderId) { return false; }
bool always_lives(OrderId) { return true; }

TEST(RequestMemory, KnowsAnIdOfAnAccount) {
    RequestMemory memory;
    const RememberedRequest request = request_of(1, PlaceOrder::wire_type, 5, start);
    remember(memory, request, never_lives);
    ASSERT_NE(find(memory, AccountId(7), client_id(1), start, never_lives), nullptr);
    EXPECT_EQ(*find(memory, AccountId(7), client_id(1), start, never_lives), request);
    EXPECT_EQ(find(memory, AccountId(7), client_id(2), start, never_lives), nullptr);
    EXPECT_EQ(find(memory, AccountId(8), client_id(1), start, never_lives), nullptr);
}

TEST(RequestMemory, ForgetsAfterThirtyDays) {
    RequestMemory memory;
    remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives);
    const Timestamp end = start.plus(remembered);
    EXPECT_NE(find(memory, AccountId(7), client_id(1), end.plus(Duration::nanoseconds(-1)), never_lives), nullptr);
    EXPECT_EQ(find(memory, AccountId(7), client_id(1), end, never_lives), nullptr);
    EXPECT_TRUE(memory.save(end, never_lives).empty());
}

TEST(RequestMemory, RemembersLongerWhileTheOrderLives) {
    RequestMemory memory;
    remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives);
    remember(memory, request_of(2, PlaceOco::wire_type, 6, start), never_lives);
    const Timestamp later = start.plus(Duration::seconds(400 * 24 * 60 * 60));
    const auto five_lives = [](OrderId order) { return order == OrderId(5); };
    EXPECT_NE(find(memory, AccountId(7), client_id(1), later, five_lives), nullptr);
    EXPECT_EQ(find(memory, AccountId(7), client_id(2), later, five_lives), nullptr);
    EXPECT_NE(find(memory, AccountId(7), client_id(2), later, always_lives), nullptr);
}

TEST(RequestMemory, OnlyAnOrderThatTheRequestPlacedKeepsItsId) {
    RequestMemory memory;
    remember(memory, request_of(1, ModifyOrder::wire_type, 5, start), always_lives);
    remember(memory, request_of(2, ClosePosition::wire_type, 5, start), always_lives);
    RememberedRequest rejected = request_of(3, PlaceOrder::wire_type, 5, start);
    rejected.outcome.rejected = RejectCode::no_money;
    remember(memory, rejected, always_lives);
    EXPECT_TRUE(memory.save(start.plus(remembered), always_lives).empty());
}

TEST(RequestMemory, AForgottenIdCanComeAgain) {
    RequestMemory memory;
    remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives);
    // Behind a younger one at which nothing is left to be freed.
    remember(memory, request_of(2, PlaceOrder::wire_type, 6, start), always_lives);
    const RememberedRequest again = request_of(1, PlaceOrder::wire_type, 7, start.plus(remembered));
    remember(memory, again, never_lives);
    EXPECT_EQ(*find(memory, AccountId(7), client_id(1), again.at, never_lives), again);
    EXPECT_EQ(memory.save(again.at, never_lives), std::vector{again});
}

TEST(RequestMemory, RefusesToRememberAnIdThatItKnows) {
    RequestMemory memory;
    remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives);
    EXPECT_DEATH(remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives), "remembered twice");
}

TEST(RequestMemory, FreesWhatIsForgotten) {
    RequestMemory memory;
    // Every hundredth order lives for good; a request a minute for a year.
    const auto is_live = [](OrderId order) { return order.value() % 100 == 0; };
    std::size_t size_max = 0;
    constexpr std::uint64_t requests = 365 * 24 * 60;
    for (std::uint64_t number = 1; number <= requests; ++number) {
        const Timestamp time = start.plus(Duration::seconds(static_cast<std::int64_t>(60 * number)));
        remember(memory, request_of(number, PlaceOrder::wire_type, number, time), is_live);
        size_max = std::max(size_max, memory.size());
    }
    constexpr std::uint64_t in_thirty_days = 30 * 24 * 60;
    constexpr std::uint64_t live = requests / 100;
    EXPECT_LE(size_max, in_thirty_days + 2 * live);
}

TEST(RequestMemory, HandsOutEachForgottenRequestOnce) {
    RequestMemory memory;
    remember(memory, request_of(1, Deposit::wire_type, 5, start), never_lives);
    memory.keep_forgotten();
    remember(memory, request_of(2, PlaceOrder::wire_type, 6, start), never_lives);
    remember(memory, request_of(3, Deposit::wire_type, 7, start.plus(Duration::seconds(1))), never_lives);
    EXPECT_TRUE(memory.forgotten().empty());

    const auto six_lives = [](OrderId order) { return order == OrderId(6); };
    memory.forget_due(start.plus(remembered), six_lives);
    const RememberedRequest first = request_of(1, Deposit::wire_type, 5, start);
    ASSERT_EQ(memory.forgotten().size(), 1u);
    EXPECT_EQ(memory.forgotten()[0],
              (ForgottenRequest{{first.account, first.client_order_id}, {first.fingerprint, first.outcome}}));
    memory.clear_forgotten();
    memory.forget_due(start.plus(remembered), never_lives);
    ASSERT_EQ(memory.forgotten().size(), 1u);
    EXPECT_EQ(memory.forgotten()[0].name.client_order_id, client_id(2));
    EXPECT_EQ(memory.size(), 1u);
}

TEST(RequestMemory, AnIdIsNewWhereItIsNotKnown) {
    RequestMemory memory;
    memory.keep_forgotten();
    const RequestName name{AccountId(7), client_id(1)};
    EXPECT_TRUE(memory.is_new(name, start, never_lives));
    remember(memory, request_of(1, PlaceOrder::wire_type, 5, start), never_lives);
    EXPECT_FALSE(memory.is_new(name, start, never_lives));
    const Timestamp later = start.plus(remembered);
    EXPECT_FALSE(memory.is_new(name, later, always_lives));
    EXPECT_TRUE(memory.forgotten().empty());
    // Asked for once it is forgotten, it is handed out at once.
    EXPECT_TRUE(memory.is_new(name, later, never_lives));
    ASSERT_EQ(memory.forgotten().size(), 1u);
    EXPECT_EQ(memory.forgotten()[0].name, name);
    EXPECT_TRUE(memory.is_new(name, later, never_lives));
    EXPECT_EQ(memory.forgotten().size(), 1u);
}

// What the rule says, without any cleverness.
class PlainMemory {
public:
    void remember(const RememberedRequest& request) {
        std::erase_if(requests_,
                      [&](const RememberedRequest& known) { return known.client_order_id == request.client_order_id; });
        requests_.push_back(request);
    }
    template <class IsLive>
    [[nodiscard]] std::vector<RememberedRequest> known(Timestamp now, IsLive&& is_live) const {
        std::vector<RememberedRequest> known;
        for (const RememberedRequest& request : requests_) {
            const bool is_young = now < request.at.plus(remembered);
            if (is_young || is_live(OrderId(request.outcome.id))) {
                known.push_back(request);
            }
        }
        return known;
    }

private:
    std::vector<RememberedRequest> requests_;
};

TEST(RequestMemory, LosesNothing) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    RequestMemory memory;
    memory.keep_forgotten();
    std::set<std::uint64_t> live;
    std::set<std::uint64_t> handed_out;
    const auto is_live = [&](OrderId order) { return live.contains(order.value()); };
    Timestamp now = start;
    for (std::uint64_t step = 1; step <= 2'000; ++step) {
        now = now.plus(Duration::seconds(static_cast<std::int64_t>(random.below(2 * 24 * 60 * 60))));
        if (!live.empty() && random.one_in(3)) {
            live.erase(live.begin());
        }
        remember(memory, request_of(step, PlaceOrder::wire_type, step, now), is_live);
        if (random.one_in(2)) {
            live.insert(step);
        }
        if (random.one_in(30)) {
            memory.forget_due(now, is_live);
        }
        for (const ForgottenRequest& request : memory.forgotten()) {
            ASSERT_TRUE(handed_out.insert(request.answer.outcome.id).second) << "handed out twice at step " << step;
            ASSERT_FALSE(live.contains(request.answer.outcome.id));
        }
        memory.clear_forgotten();
        ASSERT_EQ(handed_out.size() + memory.size(), step);
    }
    memory.forget_due(now, is_live);
    ASSERT_EQ(memory.save(now, is_live).size(), memory.size());
}

TEST(RequestMemory, KnowsWhatTheRuleSaysAfterARestartToo) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20; ++round) {
        RequestMemory memory;
        PlainMemory plain;
        std::set<std::uint64_t> live;
        const auto is_live = [&](OrderId order) { return live.contains(order.value()); };
        Timestamp now = start;
        for (std::uint64_t step = 1; step <= 400; ++step) {
            now = now.plus(Duration::seconds(static_cast<std::int64_t>(random.below(24 * 60 * 60))));
            if (!live.empty() && random.one_in(4)) {
                live.erase(live.begin());
            }
            const ClientOrderId id = client_id(random.below(40));
            const auto known = plain.known(now, is_live);
            const auto expected = std::ranges::find(known, id, &RememberedRequest::client_order_id);
            const RememberedRequest* const found = find(memory, AccountId(7), id, now, is_live);
            ASSERT_EQ(found != nullptr, expected != known.end()) << "step " << step;
            if (found != nullptr) {
                ASSERT_EQ(*found, *expected);
            } else {
                RememberedRequest request = request_of(0, PlaceOrder::wire_type, step, now);
                request.client_order_id = id;
                remember(memory, request, is_live);
                plain.remember(request);
                if (random.one_in(2)) {
                    live.insert(step);
                }
            }
            ASSERT_EQ(memory.save(now, is_live), plain.known(now, is_live)) << "step " << step;
            if (random.one_in(50)) {
                RequestMemory restored;
                ASSERT_EQ(restored.load(memory.save(now, is_live)), nullptr);
                memory = std::move(restored);
            }
        }
    }
}

}  // namespace
}  // namespace trireme::engine
