#include "base/tests/random.hpp"
#include "counter/tests/notebook.hpp"
#include "counter/tests/random_commands.hpp"
#include "counter/tests/reference_ledger.hpp"

#include <gtest/gtest.h>

#include <set>

namespace trireme::counter::testing {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

constexpr int streams = 40;
constexpr int commands_per_stream = 600;

class Streams : public ::testing::TestWithParam<int> {
protected:
    Random random_{test_seed() + static_cast<std::uint64_t>(GetParam())};
};

TEST_P(Streams, LeadToTheSameEventsInLedgerAndReference) {
    SCOPED_TRACE(random_.trace());
    RandomCommands commands(random_);
    Notebook book;
    ReferenceLedger reference;
    Timestamp now(0);
    for (int step = 0; step < commands_per_stream; ++step) {
        now = now.plus(Duration::nanoseconds(static_cast<std::int64_t>(random_.below(300))));
        while (book.ledger().next_timer() && *book.ledger().next_timer() <= now) {
            ASSERT_EQ(book.apply_alone(now, TimerDue{}), reference.apply(now, TimerDue{}))
                << "timer before step " << step;
        }
        const Command command = commands.next(now);
        ASSERT_EQ(book.apply_alone(now, command), reference.apply(now, command)) << "step " << step;
        ASSERT_FALSE(HasFailure()) << "step " << step;
    }
    for (const Account& account : book.state().accounts) {
        EXPECT_EQ(account.balance.minor_units, reference.balance(account.id));
    }
}

TEST_P(Streams, GoOnTheSameFromAStateReadBack) {
    SCOPED_TRACE(random_.trace());
    RandomCommands commands(random_);
    Notebook straight;
    Timestamp now(0);
    for (int step = 0; step < commands_per_stream; ++step) {
        now = now.plus(Duration::nanoseconds(50));
        straight.apply(now, commands.next(now));
        if (!random_.one_in(60)) {
            continue;
        }
        auto restored = CounterLedger::from_state(straight.state());
        ASSERT_TRUE(restored) << restored.error().message;
        Notebook resumed(*std::move(restored));
        const Command next = commands.next(now);
        ASSERT_EQ(resumed.apply(now, next), straight.apply(now, next));
        ASSERT_EQ(resumed.state(), straight.state());
    }
}

INSTANTIATE_TEST_SUITE_P(Random, Streams, ::testing::Range(0, streams));

// The streams above prove nothing about what they never reach.
TEST(RandomCommands, ReachEveryRejectCodeThatNeedsNoFullTable) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::set<RejectCode> reached;
    std::set<std::size_t> kinds;
    for (int stream = 0; stream < streams; ++stream) {
        RandomCommands commands(random);
        CounterLedger ledger;
        CollectingSink sink;
        Timestamp now(0);
        for (int step = 0; step < commands_per_stream; ++step) {
            now = now.plus(Duration::nanoseconds(50));
            while (ledger.next_timer() && *ledger.next_timer() <= now) {
                ledger.apply(now, TimerDue{}, sink);
            }
            ledger.apply(now, commands.next(now), sink);
        }
        for (const Event& event : sink.events) {
            kinds.insert(event.index());
            if (const auto* const rejected = std::get_if<Rejected>(&event)) {
                reached.insert(rejected->code);
            }
        }
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<Event>);
    const std::set out_of_reach{RejectCode::too_many_accounts, RejectCode::too_many_scheduled, RejectCode::nothing_due};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RejectCode>>([&](auto enumerator) {
        EXPECT_NE(reached.contains(enumerator.value), out_of_reach.contains(enumerator.value)) << enumerator.name;
    });
}

}  // namespace
}  // namespace trireme::counter::testing
