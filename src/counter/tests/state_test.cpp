#include "counter/state.hpp"

#include "base/tests/random.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "codec/tests/described_values.hpp"
#include "counter/tests/notebook.hpp"
#include "counter/tests/random_commands.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace trireme::counter::testing {
namespace {

using trireme::testing::for_each_mutation;
using trireme::testing::Random;
using trireme::testing::random_value;
using trireme::testing::test_seed;

// A state in which every list holds something.
CounterState busy_state(Random& random) {
    RandomCommands commands(random);
    CounterLedger ledger;
    CollectingSink sink;
    for (std::int64_t step = 0; step < 400; ++step) {
        ledger.apply(Timestamp(step), commands.next(Timestamp(step)), sink);
    }
    return ledger.state();
}

TEST(State, EveryFieldIsInItsHash) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20; ++round) {
        const auto state = random_value<CounterState>(random);
        const std::uint64_t hash = codec::hash_state(state);
        for_each_mutation(state, [&](const CounterState& mutated, const std::string& path) {
            ASSERT_NE(codec::hash_state(mutated), hash) << path;
        });
    }
}

TEST(State, ComesBackFromBytes) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const CounterState state = busy_state(random);
    ASSERT_FALSE(state.accounts.empty() || state.currencies.empty() || state.scheduled.empty() ||
                 state.requests.empty());
    ByteBuffer bytes;
    codec::encode(bytes, state);
    const auto decoded = codec::decode<CounterState>(bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, state);
    const auto ledger = CounterLedger::from_state(*decoded);
    ASSERT_TRUE(ledger) << ledger.error().message;
    EXPECT_EQ(ledger->state(), state);
}

// However a stored state is changed, reading it back gives an error or a ledger, and never a crash.
TEST(State, WhateverIsWrongWithItIsFoundOrHarmless) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const CounterState state = busy_state(random);
    int refused = 0;
    for_each_mutation(state, [&](const CounterState& mutated, const std::string& path) {
        auto ledger = CounterLedger::from_state(mutated);
        if (!ledger) {
            refused += 1;
            EXPECT_FALSE(ledger.error().message.empty()) << path;
            return;
        }
        CollectingSink sink;
        while (ledger->next_timer()) {
            ledger->apply(Timestamp::latest(), TimerDue{}, sink);
        }
        EXPECT_TRUE(check_state(ledger->state())) << path;
    });
    EXPECT_GT(refused, 100);
}

class BadState : public ::testing::Test {
protected:
    void SetUp() override {
        Notebook book = notebook_of_three();
        book.apply(Transfer{RequestId(1), ann, ben, Money{1'00, usd}});
        book.apply(ScheduleTransfer{RequestId(2), Timestamp(5'000), ann, ben, Money{1, usd}});
        book.apply(ScheduleTransfer{RequestId(3), Timestamp(4'000), ann, ben, Money{1, usd}});
        good_ = book.state();
        ASSERT_TRUE(check_state(good_));
    }

    void expect_refused(const std::function<void(CounterState&)>& damage, ErrorCode code, std::string_view message) {
        CounterState state = good_;
        damage(state);
        const auto checked = check_state(state);
        ASSERT_FALSE(checked) << message;
        EXPECT_EQ(checked.error().code, code);
        EXPECT_EQ(checked.error().message, message);
    }

    CounterState good_;
};

TEST_F(BadState, IsRefusedByName) {
    const auto corrupt = ErrorCode::corrupt;
    expect_refused([](auto& state) { state.rules_version = 0; }, corrupt, "rules version 0, the first is 1");
    expect_refused([](auto& state) { state.rules_version = 3; }, ErrorCode::unsupported_version,
                   "rules version 3 is not known here, the latest is 2");
    expect_refused([](auto& state) { state.oldest_request = 1; }, corrupt,
                   "the oldest of 6 requests cannot be number 1");
    expect_refused([](auto& state) { state.accounts.push_back(state.accounts.back()); }, corrupt,
                   "account 1003 is there twice");
    expect_refused([](auto& state) { state.accounts.back().last_seq = 0; }, corrupt,
                   "account 1003 cannot be of its kind and have had 0 events");
    expect_refused([](auto& state) { state.accounts.back().kind = AccountKind::bank; }, corrupt,
                   "account 1003 cannot be of its kind and have had 2 events");
    expect_refused([](auto& state) { state.accounts.back().balance.minor_units += 1; }, corrupt,
                   "the balances in EUR do not sum to zero");
    expect_refused([](auto& state) { state.currencies.pop_back(); }, corrupt,
                   "accounts in 2 currencies, where the house has 1");
    expect_refused([](auto& state) { std::swap(state.currencies[0], state.currencies[1]); }, corrupt,
                   "the house's accounts in EUR are not there");
    expect_refused([](auto& state) { state.currencies[0].unposted_conversion = Amount(-51'0000'0000'0000); }, corrupt,
                   "-0.0051 USD of exchanges are not posted");
    expect_refused([](auto& state) { state.last_schedule = ScheduleId(1); }, corrupt,
                   "the scheduled transfer 2 cannot be there");
    expect_refused(
        [](auto& state) {
            state.scheduled[0].order.to = AccountId(5);
            state.scheduled[0].order.from = cho;
        },
        corrupt, "the scheduled transfer 1 cannot be there");
    expect_refused([](auto& state) { state.scheduled[0].id = state.scheduled[1].id; }, corrupt,
                   "the scheduled transfer 2 cannot be there");
    expect_refused([](auto& state) { std::swap(state.scheduled[0], state.scheduled[1]); }, corrupt,
                   "the scheduled transfers are out of order");
    expect_refused([](auto& state) { state.requests[1] = state.requests[0]; }, corrupt,
                   "request 1000000 of account 1 is remembered twice");
    expect_refused([](auto& state) { state.requests[3].outcome = {}; }, corrupt,
                   "request 1 of account 1001 cannot have had its outcome");
    expect_refused([](auto& state) { state.requests[3].outcome.transaction = TransactionId(5); }, corrupt,
                   "request 1 of account 1001 cannot have had its outcome");
}

TEST_F(BadState, HasNoMoreOfAnythingThanThereCanBe) {
    CounterState state = good_;
    state.requests.resize(remembered_requests_max + 1);
    EXPECT_EQ(check_state(state).error().message,
              "9 accounts, 2 scheduled transfers and 16385 requests are more than there can be");
}

}  // namespace
}  // namespace trireme::counter::testing
