#include "app/brokerage_core.hpp"
#include "engine/brokerage_engine.hpp"
#include "reference/compare.hpp"
#include "reference/draws.hpp"
#include "reference/event_audit.hpp"
#include "reference/reference_broker.hpp"
#include "simulation/simulated_storage.hpp"
#include "stress/market.hpp"
#include "stress/stress_rig.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace trireme::stress {
namespace {

using reference::Random;

constexpr std::uint64_t account_count = 150;
constexpr std::uint64_t seed = 20'260'301;

// The engine behind the runtime and the reference model, with the same commands at the same time.
class BothBrokers {
public:
    explicit BothBrokers(journal::Storage& storage) : rig_(storage) { rig_.start(); }

    std::vector<Event> ask(const Command& command) {
        const std::vector<Event> events = rig_.ask(command);
        const std::vector<Event> expected = reference_.apply(rig_.clock().now(), command);
        if (const auto differs = reference::first_difference(expected, events)) {
            ADD_FAILURE() << *differs;
        }
        if (const auto broken = audit_.check(events)) {
            ADD_FAILURE() << *broken;
        }
        rig_.clock().move(Duration::seconds(1));
        return events;
    }

    StressRig& rig() { return rig_; }

private:
    StressRig rig_;
    reference::ReferenceBroker reference_;
    reference::EventAudit audit_;
};

Price shifted(Price from, std::int64_t points) { return Price(from.value() + points * 1'000); }

// Positions of all sizes with and without protection, and orders waiting on both sides.
void fill_book(BothBrokers& brokers) {
    Random random(seed);
    const Price bid = price("1.08448");
    const Price ask = price("1.08462");
    for (std::uint64_t account = 1; account <= account_count; ++account) {
        brokers.ask(open_account(account, random.one_in(2) ? AccountMode::hedging : AccountMode::netting));
        brokers.ask(deposit(account, reference::between(random, 2'000, 40'000)));
        const Side side = random.one_in(3) ? Side::sell : Side::buy;
        const bool is_buy = side == Side::buy;
        PlaceOrder position = market_order(account, side, "0.10");
        position.order.lots = Lots(reference::between(random, 1, 150) * lots("0.01").value());
        const Price from = is_buy ? bid : ask;
        const std::int64_t away = is_buy ? -1 : 1;
        if (random.one_in(3)) {
            position.order.protection.stop_loss = shifted(from, away * reference::between(random, 10, 4'000));
        }
        if (random.one_in(3)) {
            position.order.protection.take_profit = shifted(from, -away * reference::between(random, 10, 4'000));
        }
        if (random.one_in(4)) {
            position.order.protection.trailing =
                Trailing{.distance = Price(reference::between(random, 50, 900) * 1'000), .step = {}, .activation = {}};
        }
        brokers.ask(position);
        PlaceOrder waiting = market_order(account, random.one_in(2) ? Side::buy : Side::sell, "0.20");
        const bool is_above = random.one_in(2);
        const bool is_limit = (waiting.order.side == Side::buy) != is_above;
        waiting.order.type = is_limit ? OrderType::limit : OrderType::stop;
        (is_limit ? waiting.order.price : waiting.order.stop_price) =
            shifted(is_above ? ask : bid, (is_above ? 1 : -1) * reference::between(random, 20, 5'000));
        brokers.ask(waiting);
    }
}

struct Gap {
    std::string bid;
    std::string ask;
    Price client_bid;
    Price client_ask;
};

// Whatever closes or triggers at a gap deals at the quote there is, however far that is from what was asked for.
void expect_dealt_at(const std::vector<Event>& events, const Gap& gap) {
    std::size_t exits = 0;
    std::size_t stop_outs = 0;
    for (const Event& event : events) {
        if (const auto* const trade = std::get_if<Trade>(&event)) {
            ASSERT_EQ(trade->price, trade->side == Side::buy ? gap.client_ask : gap.client_bid);
            exits += trade->reason == TradeReason::stop_loss || trade->reason == TradeReason::trailing_stop ? 1U : 0U;
            stop_outs += trade->reason == TradeReason::stop_out ? 1U : 0U;
        }
    }
    EXPECT_GT(exits, 10u);
    EXPECT_GT(stop_outs, 5u);
}

EndOfRun run(const Gap& gap) {
    simulation::SimulatedStorage storage(1);
    BothBrokers brokers(storage);
    for (const Command& command : opening({})) {
        brokers.ask(command);
    }
    fill_book(brokers);
    const std::vector<Event> events = brokers.ask(quote(gap.bid, gap.ask));
    expect_dealt_at(events, gap);
    const bool covers = std::ranges::any_of(events, [](const Event& event) {
        const auto* const posted = std::get_if<TransactionPosted>(&event);
        return posted != nullptr && posted->kind == TransactionKind::negative_balance;
    });
    EXPECT_TRUE(covers) << "a gap of 30 % leaves somebody with less than nothing";

    const engine::EngineState state = app::state_of(brokers.rig().pipeline().sequencer().core());
    for (const engine::AccountState& account : state.accounts) {
        const bool holds = std::ranges::any_of(
            state.positions, [&](const auto& position) { return position.account == account.terms.account; });
        EXPECT_TRUE(holds || account.cash.minor_units >= 0) << "account " << account.terms.account.value();
    }
    return expect_equal_replay(brokers.rig(), storage);
}

const Gap down{"0.75915", "0.75925", price("0.75913"), price("0.75927")};
const Gap up{"1.40985", "1.40995", price("1.40983"), price("1.40997")};

TEST(PriceGap, ThirtyPercentDownIsDealtAtTheQuoteThereIs) {
    const EndOfRun end = run(down);
    EXPECT_EQ(run(down), end) << "the same gap leads to other events";
}

TEST(PriceGap, ThirtyPercentUpIsDealtAtTheQuoteThereIs) {
    const EndOfRun end = run(up);
    EXPECT_EQ(run(up), end) << "the same gap leads to other events";
}

}  // namespace
}  // namespace trireme::stress
