#include "app/day_tally.hpp"

#include <gtest/gtest.h>

namespace trireme::app {
namespace {

class DayTallyTest : public ::testing::Test {
protected:
    void tell(const Event& event) {
        tally_.on_event({.sequence = EventSequence(++sequence_), .command = {}, .time = {}, .event = event});
    }
    void accept(std::uint64_t order, OrderType type, std::optional<OrderId> oco = std::nullopt) {
        OrderAccepted accepted;
        accepted.order = OrderId(order);
        accepted.terms.type = type;
        accepted.oco = oco;
        tell(accepted);
    }
    void fill(std::uint64_t order, TradeReason reason, bool opens = false, Lots leaves = {}) {
        Trade trade;
        trade.order = OrderId(order);
        trade.reason = reason;
        trade.opens = opens;
        trade.leaves_lots = leaves;
        tell(trade);
    }

    DayTally tally_;
    std::uint64_t sequence_ = 0;
};

TEST_F(DayTallyTest, CountsOrdersByTypeAndHowTheyEnd) {
    accept(1, OrderType::limit, OrderId(2));
    accept(2, OrderType::stop, OrderId(1));
    fill(1, TradeReason::triggered, true, Lots(1));
    fill(1, TradeReason::triggered, true);
    tell(OrderCancelled{.order = OrderId(2), .reason = CancelReason::oco});
    accept(3, OrderType::limit);
    tell(OrderExpired{.order = OrderId(3)});
    EXPECT_EQ(tally_.orders[OrderKind::limit].accepted, 2U);
    EXPECT_EQ(tally_.orders[OrderKind::limit].filled, 1U) << "once, however many trades it took";
    EXPECT_EQ(tally_.orders[OrderKind::limit].expired, 1U);
    EXPECT_EQ(tally_.orders[OrderKind::stop].cancelled, 1U);
    EXPECT_EQ(tally_.cancels[CancelReason::oco], 1U);
    EXPECT_EQ(tally_.oco_pairs, 1U);
    EXPECT_EQ(tally_.trades, 2U);
}

TEST_F(DayTallyTest, TellsTheEnginesOwnOrdersFromThoseOfClients) {
    accept(1, OrderType::market);
    fill(1, TradeReason::client);
    accept(2, OrderType::market);
    fill(2, TradeReason::stop_loss);
    EXPECT_EQ(tally_.orders[OrderKind::market].accepted, 1U);
    EXPECT_EQ(tally_.orders[OrderKind::exit].accepted, 1U);
    EXPECT_EQ(tally_.orders[OrderKind::exit].filled, 1U);
    EXPECT_EQ(tally_.closing_trades[TradeReason::stop_loss], 1U);
}

TEST_F(DayTallyTest, ExplainsTheFirstOfEachKindOfReject) {
    for (const std::uint64_t order : {17U, 18U}) {
        tell(
            Rejected{.account = AccountId(3), .code = RejectCode::unknown_order, .figures = {.order = OrderId(order)}});
    }
    const RejectCount& reject = tally_.rejects.at(RejectCode::unknown_order);
    EXPECT_EQ(reject.count, 2U);
    EXPECT_EQ(reject.first, EventSequence(1));
    EXPECT_EQ(reject.account, AccountId(3));
    EXPECT_NE(reject.reason.find("17"), std::string::npos) << reject.reason;
}

TEST_F(DayTallyTest, SumsPostingsByAccountAndKind) {
    const Currency usd("USD");
    TransactionPosted posted;
    posted.kind = TransactionKind::commission;
    posted.postings.push_back({LedgerAccountKind::cash, Money{-350, usd}, std::nullopt});
    posted.postings.push_back({LedgerAccountKind::commission, Money{350, usd}, std::nullopt});
    tell(posted);
    tell(posted);
    EXPECT_EQ((tally_.postings[{LedgerAccountKind::commission, usd}]), 700);
    EXPECT_EQ((tally_.transactions[{TransactionKind::commission, usd}].clients), -700);
    EXPECT_EQ((tally_.transactions[{TransactionKind::commission, usd}].count), 2U);
}

}  // namespace
}  // namespace trireme::app
