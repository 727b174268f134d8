#include "counter/ledger.hpp"
#include "counter/tests/notebook.hpp"

#include <gtest/gtest.h>

namespace trireme::counter::testing {
namespace {

const Repeated* as_repeated(const std::vector<Event>& events) {
    return events.size() == 1 ? std::get_if<Repeated>(&events.front()) : nullptr;
}

TEST(Repeats, AreAnsweredWithTheFirstOutcomeWhateverHasChanged) {
    Notebook book = notebook_of_three();
    book.apply(SetRulesVersion{2});
    const Transfer transfer{RequestId(1), ann, ben, Money{80'00, usd}};
    book.apply(transfer);
    const TransactionId transaction = book.state().last_transaction;
    ASSERT_EQ(book.balance(ann), 20'00);

    const auto again = book.apply(transfer);
    ASSERT_NE(as_repeated(again), nullptr);
    EXPECT_EQ(*as_repeated(again), (Repeated{ann, 4, RequestId(1), {.transaction = transaction}}));
    EXPECT_EQ(book.balance(ann), 20'00) << "posted once, though a second one would lack the money";
    EXPECT_EQ(book.state().last_transaction, transaction);
}

TEST(Repeats, OfARejectedRequestStayRejected) {
    Notebook book = notebook_of_three();
    book.apply(SetRulesVersion{2});
    const Transfer transfer{RequestId(1), ann, ben, Money{200'00, usd}};
    ASSERT_TRUE(is_rejected(book.apply(transfer), RejectCode::insufficient_funds,
                            {.account = ann, .asked = Money{-200'00, usd}, .available = Money{100'00, usd}}));
    book.deposit(ann, Money{500'00, usd});
    const auto again = book.apply(transfer);
    ASSERT_NE(as_repeated(again), nullptr);
    ASSERT_TRUE(as_repeated(again)->first.rejection.has_value());
    EXPECT_EQ(as_repeated(again)->first.rejection->code, RejectCode::insufficient_funds);
    EXPECT_EQ(book.balance(ann), 600'00);
}

TEST(Repeats, WithOtherContentAreAConflict) {
    Notebook book = notebook_of_three();
    book.apply(Transfer{RequestId(1), ann, ben, Money{1'00, usd}});
    const RejectFigures figures{.account = ann};
    EXPECT_TRUE(is_rejected(book.apply(Transfer{RequestId(1), ann, ben, Money{1'01, usd}}),
                            RejectCode::request_conflict, figures));
    EXPECT_TRUE(is_rejected(book.apply(Transfer{RequestId(1), ann, book.bank_of(usd), Money{1'00, usd}}),
                            RejectCode::request_conflict, figures));
    EXPECT_TRUE(is_rejected(book.apply(ScheduleTransfer{RequestId(1), Timestamp(2'000), ann, ben, Money{1'00, usd}}),
                            RejectCode::request_conflict, figures));
    EXPECT_TRUE(is_rejected(book.apply(CancelScheduled{RequestId(1), ann, ScheduleId(1)}), RejectCode::request_conflict,
                            figures));
    EXPECT_NE(as_repeated(book.apply(Transfer{RequestId(1), ann, ben, Money{1'00, usd}})), nullptr)
        << "the first content still stands";
    EXPECT_EQ(book.balance(ben), 101'00);
}

TEST(Repeats, AreCountedPerAccount) {
    Notebook book = notebook_of_three();
    book.apply(Transfer{RequestId(1), ann, ben, Money{1'00, usd}});
    book.apply(Transfer{RequestId(1), ben, ann, Money{2'00, usd}});
    EXPECT_EQ(book.balance(ann), 101'00);
}

TEST(Repeats, OfSchedulesAndCancellationsNameTheTransferMeant) {
    Notebook book = notebook_of_three();
    const ScheduleTransfer schedule{RequestId(1), Timestamp(2'000), ann, ben, Money{1'00, usd}};
    book.apply(schedule);
    const auto scheduled_again = book.apply(schedule);
    ASSERT_NE(as_repeated(scheduled_again), nullptr);
    EXPECT_EQ(as_repeated(scheduled_again)->first, (RequestOutcome{.schedule = ScheduleId(1)}));
    EXPECT_EQ(book.state().scheduled.size(), 1U);

    const CancelScheduled cancel{RequestId(2), ann, ScheduleId(1)};
    book.apply(cancel);
    const auto cancelled_again = book.apply(cancel);
    ASSERT_NE(as_repeated(cancelled_again), nullptr);
    EXPECT_EQ(as_repeated(cancelled_again)->first, (RequestOutcome{.schedule = ScheduleId(1)}));
}

TEST(Repeats, AreForgottenOldestFirstWhenTooManyCameSince) {
    CounterLedger ledger;
    CollectingSink sink;
    ledger.apply(Timestamp(), OpenAccount{ann, usd}, sink);
    ledger.apply(Timestamp(), OpenAccount{ben, usd}, sink);
    const auto request = [&](std::uint64_t id) {
        sink.events.clear();
        ledger.apply(Timestamp(), Transfer{RequestId(id), ann, ben, Money{1, usd}}, sink);
        return sink.events;
    };
    for (std::uint64_t id = 0; id < remembered_requests_max; ++id) {
        request(id);
    }
    EXPECT_NE(as_repeated(request(0)), nullptr) << "the oldest of all that there is room for";
    EXPECT_EQ(request(remembered_requests_max).size(), 2U) << "a new one takes its place";
    EXPECT_EQ(request(0).size(), 2U) << "forgotten, so it is a new one";
    EXPECT_EQ(request(1).size(), 2U) << "the one before was remembered in its place";
    EXPECT_NE(as_repeated(request(3)), nullptr);
    EXPECT_EQ(ledger.state().requests.size(), remembered_requests_max);
    EXPECT_TRUE(check_state(ledger.state()));
}

}  // namespace
}  // namespace trireme::counter::testing
