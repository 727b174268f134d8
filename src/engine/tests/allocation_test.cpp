#include "base/tests/allocation_count.hpp"
#include "engine/brokerage_engine.hpp"
#include "engine/tests/terms.hpp"
#include "model/money.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace trireme::engine {
namespace {

using testing::at;
using testing::eurusd;
using testing::lots;
using testing::price;
using testing::ratio;
using testing::standard_group;

constexpr Currency usd("USD");
constexpr InstrumentId euro(1);
constexpr AccountId hedging(1);
constexpr AccountId netting(2);
constexpr AccountId daring(3);
constexpr int days_of_warming_up = 40;  // longer than ids are remembered
constexpr int days_measured = 20;
constexpr std::int64_t seconds_per_day = 24 * 60 * 60;

// Remembers what commands refer to.
class LatestIds final : public EventSink {
public:
    void on_event(const Event& event) override {
        if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
            order = accepted->order;
        } else if (const auto* const changed = std::get_if<PositionChanged>(&event)) {
            if (changed->change == PositionChange::opened) {
                position_before = position;
                position = changed->position;
            }
        } else if (const auto* const requested = std::get_if<WithdrawalRequested>(&event)) {
            withdrawal = requested->withdrawal;
        } else if (std::holds_alternative<StopOut>(event)) {
            ++stop_outs;
        } else if (std::holds_alternative<OrderExpired>(event)) {
            ++expiries;
        } else if (std::holds_alternative<Trade>(event)) {
            ++trades;
        }
    }

    OrderId order;
    PositionId position;
    PositionId position_before;
    WithdrawalId withdrawal;
    int stop_outs = 0;
    int expiries = 0;
    int trades = 0;
};

// The same trading day again and again: every request and timer of a client, with all that can come of a quote.
class TradingDays {
public:
    TradingDays() {
        SetCalendar calendar;
        for (int day = 1; day <= days_of_warming_up + days_measured; ++day) {
            const Timestamp midnight = start_.plus(Duration::seconds(day * seconds_per_day));
            calendar.rollovers.push_back({midnight.plus(Duration::seconds(12 * 60 * 60)), Date::of(midnight)});
        }
        apply(calendar);
        Instrument instrument = eurusd();
        instrument.swap = Swap{.mode = SwapMode::points, .long_rate = ratio("-1"), .short_rate = ratio("0.5")};
        apply(DefineInstrument{instrument});
        Group group = standard_group();
        group.commission = Commission{.per_lot = ratio("7"), .currency = usd, .sides = CommissionSides::both};
        apply(DefineGroup{group});
        for (const AccountId account : {hedging, netting, daring}) {
            apply(OpenAccount{AccountTerms{.account = account,
                                           .owner = UserId(1),
                                           .group = group.id,
                                           .currency = usd,
                                           .mode = account == netting ? AccountMode::netting : AccountMode::hedging}});
            apply(Deposit{account, next_id(), Money{1'000'000'00, usd}});
        }
        apply(AdjustBalance{daring, next_id(), Money{-999'000'00, usd}, UserId(1)});
    }

    void pass_day() {
        now_ = start_.plus(Duration::seconds(++days_ * seconds_per_day));
        quote("1.08450");
        trade(hedging);
        trade(netting);
        use_hedging();
        get_stopped_out();
        move_money();
        run_timers();
        for (const AccountId account : {hedging, netting, daring}) {
            apply(CancelOrders{account, next_id(), std::nullopt});
            apply(ClosePositions{account, next_id(), std::nullopt});
        }
    }

    void begin_measuring() { allocations_.clear(); }

    // How many allocations each kind of command took.
    [[nodiscard]] std::string allocations() const {
        std::string text;
        for (const auto& [name, count] : allocations_) {
            text += count == 0 ? "" : fmt::format("{}: {}\n", name, count);
        }
        return text;
    }
    [[nodiscard]] std::size_t kinds_of_commands() const { return allocations_.size(); }
    [[nodiscard]] const LatestIds& latest() const { return latest_; }

private:
    void apply(const Command& command) {
        now_ = now_.plus(Duration::seconds(1));
        const std::uint64_t before = trireme::testing::allocation_count;
        engine_.foresee(&command);
        engine_.apply(now_, command, latest_);
        const std::uint64_t taken = trireme::testing::allocation_count - before;
        allocations_[std::visit([](const auto& any) { return any.wire_name; }, command)] += taken;
    }

    void quote(std::string_view bid) {
        apply(Quotes{{{euro, price(bid), Price(price(bid).value() + price("0.00010").value())}}});
    }

    ClientOrderId next_id() { return *ClientOrderId::from_text(fmt::format("request-{}", ++requests_)); }

    static OrderTerms order(OrderType type, std::string_view volume) {
        return {.instrument = euro, .type = type, .lots = lots(volume)};
    }
    void place(AccountId account, const OrderTerms& terms) { apply(PlaceOrder{account, next_id(), terms}); }

    void trade(AccountId account) {
        OrderTerms market = order(OrderType::market, "0.5");
        market.protection = {.stop_loss = price("1.08300"),
                             .take_profit = price("1.09500"),
                             .trailing = Trailing{.distance = price("0.00100"), .step = Price(), .activation = {}}};
        place(account, market);
        apply(ModifyPosition{account, next_id(), latest_.position, {.stop_loss = price("1.08200")}});
        place(account, market);
        OrderTerms limit = order(OrderType::limit, "0.1");
        limit.price = price("1.08300");
        place(account, limit);
        apply(ModifyOrder{account, next_id(), latest_.order, lots("0.2"), price("1.08290"), {}, {}, {}});
        apply(CancelOrder{account, next_id(), latest_.order});
        limit.price = price("1.05000");
        limit.time_in_force = TimeInForce::gtd;
        limit.expires_at = now_.plus(Duration::seconds(1800));
        place(account, limit);
        OrderTerms stop = order(OrderType::stop, "0.1");
        stop.stop_price = price("1.08600");
        place(account, stop);
        stop.type = OrderType::stop_limit;
        stop.price = price("1.08590");
        place(account, stop);
        OrderTerms trailing = order(OrderType::trailing_stop, "0.1");
        trailing.trailing = Trailing{.distance = price("0.00200"), .step = Price(), .activation = std::nullopt};
        place(account, trailing);
        limit.side = Side::sell;
        limit.price = price("1.09900");
        stop.type = OrderType::stop;
        stop.side = Side::sell;
        stop.price.reset();
        stop.stop_price = price("1.07900");
        apply(PlaceOco{account, next_id(), limit, stop});
        for (const std::string_view bid : {"1.08400", "1.08500", "1.08620", "1.08700", "1.08580", "1.08250"}) {
            quote(bid);
        }
        quote("1.08450");
    }

    void use_hedging() {
        OrderTerms buy = order(OrderType::market, "1");
        OrderTerms sell = buy;
        sell.side = Side::sell;
        place(hedging, buy);
        place(hedging, sell);
        apply(CloseBy{hedging, next_id(), latest_.position_before, latest_.position});
        place(hedging, buy);
        apply(ReversePosition{hedging, next_id(), latest_.position});
        apply(ClosePosition{hedging, next_id(), latest_.position, lots("0.4"), {}, {}});
    }

    void get_stopped_out() {
        place(daring, order(OrderType::market, "0.5"));
        quote("1.07500");
        quote("1.06000");
        apply(Deposit{daring, next_id(), Money{1'000'00, usd}});
    }

    void move_money() {
        apply(Deposit{hedging, next_id(), Money{500'00, usd}});
        apply(SettleDeposit{hedging, next_id(), Money{500'00, usd}});
        apply(RequestWithdrawal{hedging, next_id(), Money{500'00, usd}, UserId(1)});
        apply(DecideWithdrawal{hedging, next_id(), latest_.withdrawal, true, UserId(2)});
        apply(GrantCredit{netting, next_id(), Money{100'00, usd}, UserId(2)});
        apply(GrantCredit{netting, next_id(), Money{-100'00, usd}, UserId(2)});
    }

    void run_timers() {
        const Timestamp evening = now_.plus(Duration::seconds(13 * 60 * 60));
        while (engine_.next_timer().value_or(evening) < evening) {
            now_ = std::max(now_, *engine_.next_timer());
            apply(TimerDue{});
        }
    }

    BrokerageEngine engine_;
    LatestIds latest_;
    const Timestamp start_ = at("2026-09-01T00:00:00Z");
    Timestamp now_ = start_;
    std::int64_t days_ = 0;
    std::uint64_t requests_ = 0;
    std::map<std::string_view, std::uint64_t> allocations_;
};

TEST(Allocation, NoneAtSteadyState) {
    TradingDays days;
    for (int day = 0; day < days_of_warming_up; ++day) {
        days.pass_day();
    }
    days.begin_measuring();
    const LatestIds before = days.latest();
    for (int day = 0; day < days_measured; ++day) {
        days.pass_day();
    }
    EXPECT_EQ(days.allocations(), "");
    // That the days were what they are meant to be.
    EXPECT_GE(days.kinds_of_commands(), 17U);
    EXPECT_GE(days.latest().stop_outs - before.stop_outs, days_measured);
    EXPECT_GE(days.latest().expiries - before.expiries, days_measured);
    EXPECT_GE(days.latest().trades - before.trades, 30 * days_measured);
}

}  // namespace
}  // namespace trireme::engine
