#include "app/lp_dealing.hpp"

#include "app/simulated_instruments.hpp"
#include "codec/bytes.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace trireme::app {
namespace {

constexpr Timestamp now(1'780'000'000'000'000'000);
constexpr Lots one_lot(100'000'000);

// Answers at once that all is durable.
class Engineless final : public CommandSink {
public:
    Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) override {
        sent.push_back(*codec::decode<Command>(command));
        receiver.on_outcome(tag, {.status = OutcomeStatus::durable, .sequence = sent.size(), .time = {}, .events = {}});
        return Admission::taken;
    }

    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const Command& command : sent) {
            if (const auto* const one = std::get_if<T>(&command)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    std::vector<Command> sent;
};

class KeepingLp final : public LpAdapter {
public:
    void poll(Timestamp, LpListener&) override {}
    [[nodiscard]] Timestamp next_due() const override { return Timestamp::latest(); }
    [[nodiscard]] LpHealth health() const override { return {.is_connected = admission == LpAdmission::taken}; }
    [[nodiscard]] LpAdmission send(const LpOrder& order, Timestamp) override {
        if (admission == LpAdmission::taken) {
            orders.push_back(order);
        }
        return admission;
    }
    [[nodiscard]] LpAdmission cancel(const LpOrderName&, Timestamp) override { return admission; }
    [[nodiscard]] LpAdmission replace(const LpReplace&, Timestamp) override { return admission; }
    [[nodiscard]] LpAdmission ask_status(const LpOrderName& name, Timestamp) override {
        if (admission == LpAdmission::taken) {
            asked.push_back(name);
        }
        return admission;
    }
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp) override { return admission; }
    [[nodiscard]] LpAdmission ask_positions(Timestamp) override { return admission; }

    LpAdmission admission = LpAdmission::taken;
    std::vector<LpOrder> orders;
    std::vector<LpOrderName> asked;
};

class Dealing : public testing::Test {
protected:
    Dealing() {
        auto adapter = std::make_unique<KeepingLp>();
        lp = adapter.get();
        lps.push_back({"one", "kept", std::move(adapter)});
    }

    LpDealing& dealing(const engine::EngineState& found = {}) {
        made_ = std::make_unique<LpDealing>(engine, lps, instruments, journal::LogId{std::byte{7}}, found);
        return *made_;
    }

    [[nodiscard]] LpOrderPlaced placed(std::uint64_t id) const {
        return {.lp_order = LpOrderId(id),
                .lp = LpId(1),
                .instrument = instruments[1].terms.id,
                .side = Side::sell,
                .order_type = LpOrderType::limit,
                .lots = one_lot,
                .price = Price(120'000'000)};
    }

    Engineless engine;
    const std::vector<TradedInstrument> instruments = simulated_instruments();
    std::vector<LpSet::Lp> lps;
    KeepingLp* lp = nullptr;

private:
    std::unique_ptr<LpDealing> made_;
};

TEST_F(Dealing, AnOrderIsSentOnceUnderANameOfTheJournals) {
    LpDealing& dealt = dealing();
    dealt.on_event(placed(5));
    dealt.step(now);
    dealt.step(now);
    ASSERT_EQ(lp->orders.size(), 1U);
    EXPECT_EQ(lp->orders[0].name.view(), "0000000000000007-5");
    EXPECT_EQ(lp->orders[0].instrument, InstrumentSlot(1));
    EXPECT_EQ(lp->orders[0].side, Side::sell);
    EXPECT_EQ(lp->orders[0].lots, one_lot);
    EXPECT_EQ(lp->orders[0].price, Price(120'000'000));
    EXPECT_TRUE(lp->asked.empty());
}

TEST_F(Dealing, ReportsReachTheEngineAndThoseOfOthersDoNot) {
    LpDealing& dealt = dealing();
    dealt.on_event(placed(5));
    dealt.step(now);
    dealt.on_report(LpSlot(0), {.kind = LpReportKind::filled,
                                .name = lp->orders[0].name,
                                .execution = LpExecutionId("x1"),
                                .lots = one_lot,
                                .price = Price(120'000'001),
                                .cumulative = one_lot});
    dealt.on_report(LpSlot(0), {.kind = LpReportKind::filled, .name = LpOrderName("0000000000000008-5")});
    const auto reports = engine.all<ReportLpOrder>();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].lp, LpId(1));
    EXPECT_EQ(reports[0].lp_order, LpOrderId(5));
    EXPECT_EQ(reports[0].execution, LpExecutionId("x1"));
    EXPECT_EQ(reports[0].lots, one_lot);
    EXPECT_EQ(dealt.counters().not_ours, 1U);
}

TEST_F(Dealing, WhatCannotBeSentIsRejectedAtOnce) {
    lp->admission = LpAdmission::not_connected;
    LpDealing& dealt = dealing();
    dealt.on_event(placed(5));
    LpOrderPlaced elsewhere = placed(6);
    elsewhere.lp = LpId(9);
    dealt.on_event(elsewhere);
    dealt.step(now);
    const auto reports = engine.all<ReportLpOrder>();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].kind, LpReportKind::rejected);
    EXPECT_EQ(reports[0].reason, LpReason::closed);
    EXPECT_EQ(reports[1].lp, LpId(9));
    EXPECT_TRUE(lp->orders.empty());
}

TEST_F(Dealing, AnOrderOfAnEarlierRunIsAskedForAndNeverSentAgain) {
    engine::EngineState found;
    found.lp_orders.push_back({.id = LpOrderId(3), .lp = LpId(1), .lots = one_lot});
    found.lp_orders.push_back({.id = LpOrderId(2), .lp = LpId(1), .lots = one_lot, .ended_at = now});
    LpDealing& dealt = dealing(found);
    dealt.step(now);
    dealt.step(now);
    ASSERT_EQ(lp->asked.size(), 1U);
    EXPECT_EQ(lp->asked[0].view(), "0000000000000007-3");
    EXPECT_TRUE(lp->orders.empty());
}

TEST_F(Dealing, AfterALostConnectionWhatIsUnderWayIsAskedFor) {
    LpDealing& dealt = dealing();
    dealt.on_event(placed(5));
    dealt.on_event(placed(6));
    dealt.step(now);
    dealt.on_event(LpOrderEnded{.lp_order = LpOrderId(6)});
    lp->admission = LpAdmission::not_connected;
    dealt.on_connection(LpSlot(0), false);
    dealt.step(now);
    lp->admission = LpAdmission::taken;
    dealt.on_connection(LpSlot(0), true);
    dealt.step(now);
    ASSERT_EQ(lp->asked.size(), 1U);
    EXPECT_EQ(lp->asked[0].view(), "0000000000000007-5");
    const auto statuses = engine.all<SetLpStatus>();
    ASSERT_EQ(statuses.size(), 3U);
    EXPECT_TRUE(statuses[0].available);
    EXPECT_FALSE(statuses[1].available);
    EXPECT_TRUE(statuses[2].available);
}

TEST_F(Dealing, AnOrderOfUnknownOutcomeIsAskedFor) {
    LpDealing& dealt = dealing();
    dealt.on_event(placed(5));
    dealt.on_event(LpOrderAnswered{.lp_order = LpOrderId(5), .status = OrderStatus::unknown});
    dealt.step(now);
    EXPECT_EQ(lp->orders.size(), 1U);
    EXPECT_EQ(lp->asked.size(), 1U);
    dealt.step(now.plus(Duration::seconds(9)));
    EXPECT_EQ(lp->asked.size(), 1U);
    dealt.step(now.plus(Duration::seconds(10)));  // the answer may have been lost
    EXPECT_EQ(lp->asked.size(), 2U);
    dealt.on_event(LpOrderAnswered{.lp_order = LpOrderId(5), .status = OrderStatus::accepted});
    dealt.step(now.plus(Duration::seconds(100)));
    EXPECT_EQ(lp->asked.size(), 2U);
}

}  // namespace
}  // namespace trireme::app
