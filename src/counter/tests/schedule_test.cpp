#include "counter/schedule.hpp"

#include "counter/tests/notebook.hpp"

#include <gtest/gtest.h>

namespace trireme::counter::testing {
namespace {

TEST(Schedule, ExecutesWhenDueAndNotBefore) {
    Notebook book = notebook_of_three();
    EXPECT_EQ(book.ledger().next_timer(), std::nullopt);
    const auto events = book.apply(ScheduleTransfer{RequestId(1), Timestamp(5'000), ann, ben, Money{1'00, usd}});
    EXPECT_EQ(
        events,
        (std::vector<Event>{Scheduled{ann, 3, ScheduleId(1), RequestId(1), Timestamp(5'000), ben, Money{1'00, usd}}}));
    EXPECT_EQ(book.ledger().next_timer(), Timestamp(5'000));
    EXPECT_EQ(book.balance(ann), 100'00);

    EXPECT_TRUE(is_rejected(book.apply_alone(Timestamp(4'999), TimerDue{}), RejectCode::nothing_due));
    const auto executed = book.apply_alone(Timestamp(5'000), TimerDue{});
    ASSERT_EQ(executed.size(), 2U);
    EXPECT_EQ(std::get<Posted>(executed.front()).schedule, ScheduleId(1));
    EXPECT_EQ(std::get<Posted>(executed.front()).request, RequestId(1));
    EXPECT_EQ(book.balance(ann), 99'00);
    EXPECT_EQ(book.ledger().next_timer(), std::nullopt);
    EXPECT_TRUE(is_rejected(book.apply_alone(Timestamp(6'000), TimerDue{}), RejectCode::nothing_due));
}

TEST(Schedule, GoesByDueTimeAndThenByWhoCameFirst) {
    Notebook book = notebook_of_three();
    auto schedule = [&, request = std::uint64_t{0}](std::int64_t due) mutable {
        request += 1;
        book.apply(ScheduleTransfer{RequestId(request), Timestamp(due), ann, ben, Money{1, usd}});
    };
    for (const std::int64_t due : {3'000, 2'000, 3'000, 2'000, 1'000}) {
        schedule(due);
    }
    std::vector<std::uint64_t> order;
    for (const Event& event : book.run_timers(Timestamp(9'000))) {
        if (const auto* const posted = std::get_if<Posted>(&event); posted != nullptr && posted->leg == 1) {
            order.push_back(posted->schedule->value());
        }
    }
    EXPECT_EQ(order, (std::vector<std::uint64_t>{5, 2, 4, 1, 3}));
}

TEST(Schedule, DecidesByTheRulesAndBalancesOfTheMomentItIsDue) {
    Notebook book = notebook_of_three();
    book.apply(ScheduleTransfer{RequestId(1), Timestamp(5'000), ann, ben, Money{150'00, usd}});
    book.apply(SetRulesVersion{2});
    const auto events = book.run_timers(Timestamp(5'000));
    ASSERT_TRUE(is_rejected(events, RejectCode::insufficient_funds,
                            {.account = ann, .asked = Money{-150'00, usd}, .available = Money{100'00, usd}}));
    EXPECT_EQ(std::get<Rejected>(events.front()).schedule, ScheduleId(1));
    EXPECT_EQ(std::get<Rejected>(events.front()).request, RequestId(1));
    EXPECT_EQ(std::get<Rejected>(events.front()).account, ann);
}

TEST(Schedule, RefusesThePastAndWhatNoTransferMayDo) {
    Notebook book = notebook_of_three();
    EXPECT_TRUE(is_rejected(book.apply(ScheduleTransfer{RequestId(1), Timestamp(999), ann, ben, Money{1, usd}}),
                            RejectCode::due_has_passed));
    EXPECT_TRUE(is_rejected(book.apply(ScheduleTransfer{RequestId(2), Timestamp(2'000), ann, ann, Money{1, usd}}),
                            RejectCode::same_account, {.account = ann}));
    book.apply(ScheduleTransfer{RequestId(3), book.now, ann, ben, Money{1, usd}});
    EXPECT_EQ(book.ledger().next_timer(), book.now) << "due at once is not too late";
}

TEST(Schedule, CanBeTakenBackByItsOwnerOnce) {
    Notebook book = notebook_of_three();
    book.apply(ScheduleTransfer{RequestId(1), Timestamp(5'000), ann, ben, Money{1, usd}});
    EXPECT_TRUE(is_rejected(book.apply(CancelScheduled{RequestId(1), ben, ScheduleId(1)}), RejectCode::unknown_schedule,
                            {.account = ben}));
    EXPECT_TRUE(is_rejected(book.apply(CancelScheduled{RequestId(2), ann, ScheduleId(2)}), RejectCode::unknown_schedule,
                            {.account = ann}));
    EXPECT_EQ(book.apply(CancelScheduled{RequestId(3), ann, ScheduleId(1)}),
              (std::vector<Event>{ScheduleCancelled{ann, 5, ScheduleId(1), RequestId(3)}}));
    EXPECT_TRUE(is_rejected(book.apply(CancelScheduled{RequestId(4), ann, ScheduleId(1)}), RejectCode::unknown_schedule,
                            {.account = ann}));
    EXPECT_EQ(book.ledger().next_timer(), std::nullopt);
    EXPECT_TRUE(is_rejected(book.apply(CancelScheduled{RequestId(5), AccountId(4'444), ScheduleId(1)}),
                            RejectCode::unknown_account, {.account = AccountId(4'444)}));
}

TEST(Schedule, HoldsNoMoreThanItHasRoomFor) {
    CounterLedger ledger;
    CollectingSink sink;
    ledger.apply(Timestamp(), OpenAccount{ann, usd}, sink);
    ledger.apply(Timestamp(), OpenAccount{ben, usd}, sink);
    for (std::uint64_t request = 0; request < scheduled_max; ++request) {
        ledger.apply(Timestamp(), ScheduleTransfer{RequestId(request), Timestamp(5'000), ann, ben, Money{1, usd}},
                     sink);
    }
    sink.events.clear();
    ledger.apply(Timestamp(), ScheduleTransfer{RequestId(99'999), Timestamp(5'000), ann, ben, Money{1, usd}}, sink);
    EXPECT_TRUE(is_rejected(sink.events, RejectCode::too_many_scheduled, {.limit = scheduled_max}));
    EXPECT_TRUE(check_state(ledger.state()));
}

}  // namespace
}  // namespace trireme::counter::testing
