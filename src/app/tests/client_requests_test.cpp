// Simulated clients on the real engine, without a runtime: what they ask for is decided at once.

#include "app/client_requests.hpp"

#include "app/activity.hpp"
#include "app/aggregated_lps.hpp"
#include "app/configured_lps.hpp"
#include "app/day_market.hpp"
#include "app/rollover_calendar.hpp"
#include "app/simulated_configuration.hpp"
#include "app/standing_clock.hpp"
#include "app/statement.hpp"
#include "engine/brokerage_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace trireme::app {
namespace {

constexpr std::size_t clients = 24;
constexpr AccountId first_account(1'000'001);

// What simulated LPs quote, aggregated.
class Market {
public:
    Market(std::uint64_t seed, Timestamp begin)
        : clock_(begin),
          lps_(*AggregatedLps::create(*configured_lps(simulated_configuration({.seed = seed}), {clock_, {}}, {}))),
          view_(lps_->instruments()) {}

    [[nodiscard]] const DayMarket& view() const { return view_; }

    // What is new by then.
    [[nodiscard]] Quotes poll(Timestamp now) {
        lps_->poll(now);
        Quotes quotes;
        std::array<marketdata::AggregatedQuote, 8> batch;
        const std::size_t count = lps_->aggregator().take_quotes(batch);
        for (const auto& quote : std::span(batch).first(count)) {
            quotes.quotes.push_back(view_.set(quote.instrument.value(), quote.bid, quote.ask));
        }
        return quotes;
    }

private:
    StandingClock clock_;
    std::unique_ptr<AggregatedLps> lps_;
    DayMarket view_;
};

class Broker final : public EventSink {
public:
    explicit Broker(std::uint64_t seed)
        : market_(seed, now_),
          portfolios_(first_account, clients, engine_.state()),
          requests_(portfolios_, market_.view(), 1, seed) {
        for (const TradedInstrument& instrument : market_.view().instruments()) {
            apply(DefineInstrument{instrument.terms});
        }
        apply(SetCalendar{rollovers_after(now_, 10)});
        for (const Group& group : requests_.terms().groups()) {
            apply(DefineGroup{group});
        }
        for (std::size_t client = 0; client < clients; ++client) {
            for (const Command& command : requests_.join(client)) {
                apply(command);
            }
        }
    }

    // A second of the market and of the clients.
    void pass_second() {
        for (int count = 0; count < 10; ++count) {
            apply(market_.poll(now_));
            if (const auto request = requests_.next(now_)) {
                apply(*request);
            }
            while (const auto answer = requests_.desk_request()) {
                apply(*answer);
            }
            now_ = now_.plus(Duration::milliseconds(100));
        }
    }

    void on_event(const Event& event) override {
        activity.count(event);
        portfolios_.on_event(event);
        if (const auto* const rejected = std::get_if<Rejected>(&event)) {
            rejects[rejected->code] += 1;
        }
        if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
            ordered.push_back(accepted->terms);
            oco_pairs += accepted->oco ? 1U : 0U;
        }
        if (const auto* const trade = std::get_if<Trade>(&event)) {
            trades_for[trade->reason] += 1;
        }
        events.insert(event.index());
    }

    [[nodiscard]] engine::EngineState state() const { return engine_.state(); }
    [[nodiscard]] Portfolio portfolio(std::size_t client) const { return *portfolios_.portfolio(client); }

    Activity activity;
    std::map<RejectCode, std::uint64_t> rejects;
    std::set<std::size_t> events;
    std::vector<OrderTerms> ordered;
    std::uint64_t oco_pairs = 0;
    std::map<TradeReason, std::uint64_t> trades_for;

private:
    void apply(const Command& command) {
        while (engine_.next_timer() && *engine_.next_timer() <= now_) {
            const Timestamp due = std::max(last_, *engine_.next_timer());
            engine_.apply(last_ = due, TimerDue{}, *this);
        }
        engine_.apply(last_ = now_, command, *this);
    }

    Timestamp now_ = *parse_timestamp("2026-03-04T21:30:00Z");
    Timestamp last_ = now_;
    engine::BrokerageEngine engine_;
    Market market_;
    ClientPortfolios portfolios_;
    ClientRequests requests_;
};

class ClientRequestsOnTheEngine : public testing::Test {
protected:
    ClientRequestsOnTheEngine() {
        constexpr int seconds = 4'000;  // over a rollover
        for (int second = 0; second < seconds; ++second) {
            broker_.pass_second();
        }
    }

    Broker broker_{20260301};
};

TEST_F(ClientRequestsOnTheEngine, TradeAndAreStoppedOut) {
    const engine::EngineState state = broker_.state();
    EXPECT_EQ(state.accounts.size(), clients);
    EXPECT_GT(broker_.activity.trades, 5'000U);
    EXPECT_GT(broker_.activity.stop_outs, 5U);
    EXPECT_GT(broker_.activity.margin_calls, 5U);
    EXPECT_EQ(broker_.activity.orders, state.last_order.value());
    EXPECT_EQ(broker_.activity.trades, state.last_trade.value());
    EXPECT_EQ(broker_.activity.positions_opened, state.last_position.value());
    EXPECT_TRUE(statement_of(state).is_balanced);
}

TEST_F(ClientRequestsOnTheEngine, ShowMostOfWhatTheEngineDoes) {
    const auto saw = [&]<class T>(const T& event) { return broker_.events.contains(Event(event).index()); };
    EXPECT_TRUE(saw(OrderTriggered{}));
    EXPECT_TRUE(saw(OrderModified{}));
    EXPECT_TRUE(saw(OrderTrailed{}));
    EXPECT_TRUE(saw(OrderCancelled{}));
    EXPECT_TRUE(saw(OrderExpired{}));
    EXPECT_TRUE(saw(WithdrawalDecided{}));
    EXPECT_TRUE(saw(RolloverDone{}));
}

TEST_F(ClientRequestsOnTheEngine, OrderInEveryWay) {
    std::set<OrderType> types;
    std::set<TimeInForce> times_in_force;
    for (const OrderTerms& terms : broker_.ordered) {
        types.insert(terms.type);
        times_in_force.insert(terms.time_in_force);
    }
    EXPECT_EQ(types.size(), 5U);
    EXPECT_EQ(times_in_force.size(), 5U);
    const auto some = [&](auto is_so) { return std::ranges::any_of(broker_.ordered, is_so); };
    EXPECT_TRUE(some([](const OrderTerms& terms) { return terms.reduce_only; }));
    EXPECT_TRUE(some([](const OrderTerms& terms) { return terms.position && terms.type == OrderType::limit; }));
    EXPECT_TRUE(some([](const OrderTerms& terms) { return terms.max_deviation.has_value(); }));
    EXPECT_TRUE(some([](const OrderTerms& terms) { return terms.trailing && terms.trailing->activation; }));
    EXPECT_GT(broker_.oco_pairs, 100U);
    EXPECT_GT(broker_.trades_for[TradeReason::close_by], 10U);
}

// What is in transit reaches the bank, and what is asked for is paid or returned.
TEST_F(ClientRequestsOnTheEngine, HaveTheirMoneySettledByTheDesk) {
    const engine::EngineState state = broker_.state();
    for (const engine::HouseBalance& house : state.house) {
        if (house.account == LedgerAccountKind::deposits_in_transit) {
            EXPECT_EQ(house.minor_units, HouseSum()) << format(house.currency);
        }
    }
    EXPECT_LE(state.withdrawals.size(), 1U);
}

// What the client cannot know or dares on purpose may be refused; what a client program would get right may not.
TEST_F(ClientRequestsOnTheEngine, AreNeverMalformed) {
    const std::set<RejectCode> expected{RejectCode::no_money, RejectCode::insufficient_funds,
                                        RejectCode::nothing_changed, RejectCode::price_wrong_side,
                                        RejectCode::amount_not_positive};
    for (const auto& [code, count] : broker_.rejects) {
        EXPECT_TRUE(expected.contains(code)) << count << " of code " << static_cast<int>(code);
    }
    EXPECT_LT(broker_.activity.rejects, broker_.activity.orders / 4);
}

TEST_F(ClientRequestsOnTheEngine, KnowTheirPortfolios) {
    const engine::EngineState state = broker_.state();
    std::map<AccountId, std::set<OrderId>> orders;
    std::map<AccountId, std::map<PositionId, Lots>> positions;
    for (const engine::OrderState& order : state.orders) {
        orders[order.account].insert(order.id);
    }
    for (const engine::PositionState& position : state.positions) {
        positions[position.account][position.id] = position.lots;
    }
    const ClientPortfolios afresh(first_account, clients, state);
    for (std::size_t client = 0; client < clients; ++client) {
        for (const Portfolio& portfolio : {broker_.portfolio(client), *afresh.portfolio(client)}) {
            std::set<OrderId> known_orders;
            for (const LiveOrder& order : portfolio.orders) {
                known_orders.insert(order.id);
            }
            std::map<PositionId, Lots> known_positions;
            for (const OpenPosition& position : portfolio.positions) {
                known_positions[position.id] = position.lots;
            }
            EXPECT_EQ(known_orders, orders[portfolio.terms.account]);
            EXPECT_EQ(known_positions, positions[portfolio.terms.account]);
            EXPECT_EQ(portfolio.cash, state.accounts[client].cash);
        }
    }
}

}  // namespace
}  // namespace trireme::app
