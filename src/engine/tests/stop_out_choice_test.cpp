#include "engine/stop_out_choice.hpp"

#include "base/tests/random.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/execution.hpp"
#include "engine/position_requests.hpp"
#include "engine/tests/terms.hpp"
#include "engine/trade_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <vector>

namespace trireme::engine {
namespace {

using testing::at;
using testing::eurusd;
using testing::lots;
using testing::price;
using testing::ratio;
using testing::standard_group;
using trireme::testing::Random;
using trireme::testing::test_seed;

class NoSink final : public EventSink {
public:
    void on_event(const Event&) override {}
};

template <std::size_t Count, class T>
T one_of(Random& random, const std::array<T, Count>& any) {
    return any[random.below(Count)];
}

// An account with positions in some instruments, beyond its means.
class Troubled {
public:
    Troubled() {
        books.now = at("2026-09-01T12:00:00Z");
        books.sink = &sink_;
    }

    void open(const Group& group, Currency currency) {
        books.groups.emplace(group.id, group);
        AccountState state{.cash = {0, currency}, .credit = {0, currency}, .baseline = {0, currency}, .moved = {}};
        state.terms = {.account = AccountId(1), .owner = UserId(1), .group = group.id, .currency = currency};
        state.moved = state.baseline;
        account = &books.add_account(state);
    }

    InstrumentRecord& define(Instrument terms, std::string_view bid, std::string_view ask) {
        terms.id = InstrumentId(static_cast<std::uint32_t>(books.instruments.size()) + 1);
        return books.add_instrument(
            {.terms = terms, .bid = price(bid), .ask = price(ask), .quoted_at = books.now, .bids = {}, .asks = {}});
    }

    void hold(const InstrumentRecord& instrument, Side side, Lots volume, Price opened_at,
              Amount commission_owed = {}) {
        PositionState state{.id = PositionId(++positions_),
                            .account = account->id,
                            .instrument = instrument.id,
                            .side = side,
                            .lots = volume,
                            .cost = multiply(opened_at, volume),
                            .opened_at = books.now,
                            .commission_exact = commission_owed,
                            .commission_posted = {0, account->currency()}};
        books.add_position(state);
    }

    // Lets equity be so much of the margin that is used.
    void let_level_be(Ratio percent) {
        account->cash.minor_units = 0;
        const Standing without_cash = books.margin.standing(*account).value();
        const Int128 equity = Int128{without_cash.used_margin.minor_units} * percent.value() / 10'000'000'000;
        account->cash.minor_units = static_cast<std::int64_t>(equity) - without_cash.equity.minor_units;
    }

    Books books;
    AccountRecord* account = nullptr;

private:
    NoSink sink_;
    std::uint64_t positions_ = 0;
};

// What the rule says, one position after the other.
struct Plainly {
    Books& books;
    const AccountRecord& account;

    bool can_be_traded(const InstrumentRecord& instrument) const {
        return is_trading(instrument, books.now) && has_fresh_quote(instrument, books.now);
    }

    std::vector<PositionRecord*> candidates(const Standing& now, StopOutChoice& choice) const {
        std::vector<PositionRecord*> found;
        books.for_each_position([&](const PositionRecord& any) {
            PositionRecord& position = *books.find(any.id);
            const Holding& holding = *position.holding;
            ++choice.positions;
            if (!can_be_traded(*holding.instrument)) {
                ++choice.not_tradable;
            } else if (fills_for(*holding.instrument, *account.group, opposite(position.side), position.lots, {})
                           .empty()) {
                ++choice.no_volume;
            } else if (const auto after = standing_without(books, position, position.lots);
                       !after || !raises_level(now, *after)) {
                ++choice.not_helpful;
            } else {
                found.push_back(&position);
            }
        });
        return found;
    }

    template <class IsAhead>
    static void rank(StopOutChoice& choice, const StopOutCandidate& candidate, const IsAhead& is_ahead) {
        if (!choice.chosen || is_ahead(candidate.measure, choice.chosen->measure)) {
            choice.next = choice.chosen;
            choice.chosen = candidate;
        } else if (!choice.next || is_ahead(candidate.measure, choice.next->measure)) {
            choice.next = candidate;
        }
    }

    StopOutChoice choose(const Standing& now) const {
        StopOutChoice choice;
        for (const PositionRecord* const position : candidates(now, choice)) {
            const Margin::Parts own = books.margin.own_parts(*position);
            if (account.group->stop_out_order == StopOutOrder::largest_loss) {
                rank(choice, {position->id, own.profit}, std::less<>());
            } else {
                rank(choice, {position->id, own.margin}, std::greater<>());
            }
        }
        return choice;
    }

    void choose_pair(StopOutChoice& choice) const {
        for (const Holding* const holding : account.holdings) {
            std::array<const PositionRecord*, 2> legs{};
            for (const PositionRecord& position : holding->positions) {
                const PositionRecord*& leg = legs[position.is_long() ? 0 : 1];
                const Amount margin = books.margin.own_parts(position).margin;
                leg = leg == nullptr || margin > books.margin.own_parts(*leg).margin ? &position : leg;
            }
            if (legs[0] != nullptr && legs[1] != nullptr && can_be_traded(*holding->instrument)) {
                rank(choice,
                     {legs[0]->id,
                      plus(books.margin.own_parts(*legs[0]).margin, books.margin.own_parts(*legs[1]).margin)},
                     std::greater<>());
            }
        }
    }
};

// Takes steps as a stop-out does, whatever the level, until nothing is left to do. Each must be the plain one.
int take_steps(Troubled& troubled, int steps_max) {
    Books& books = troubled.books;
    AccountRecord& account = *troubled.account;
    const Plainly plainly{books, account};
    StopOutChooser chooser(books, account);
    int steps = 0;
    for (; steps < steps_max && account.position_count > 0; ++steps) {
        const Standing now = books.margin.standing(account).value();
        StopOutChoice expected = plainly.choose(now);
        StopOutChoice choice;
        PositionRecord* const position = chooser.choose(now, choice);
        EXPECT_EQ(choice, expected) << "at step " << steps;
        if (position != nullptr) {
            const std::int64_t step = position->holding->instrument->terms.lots_step.value();
            const bool whole = steps % 5 != 0 || position->lots.value() < 2 * step;
            close_at_market(books, *position, whole ? position->lots : Lots(step), TradeReason::stop_out, {});
        } else {
            plainly.choose_pair(expected);
            const auto pair = chooser.largest_pair(choice);
            EXPECT_EQ(choice, expected) << "of pairs at step " << steps;
            if (!pair) {
                break;
            }
            close_against(books, *pair->long_leg, *pair->short_leg, ClientOrderId(), TradeReason::stop_out);
        }
        chooser.take_in_step();
        if (::testing::Test::HasFailure()) {
            break;
        }
    }
    return steps;
}

constexpr std::array currencies{Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("BTC")};

Group random_group(Random& random) {
    Group group = standard_group();
    group.leverage = one_of(random, std::array{ratio("1"), ratio("30"), ratio("500"), ratio("3.7")});
    group.markup_points = static_cast<std::uint32_t>(random.below(30));
    group.stop_out_order = one_of(random, std::array{StopOutOrder::largest_position, StopOutOrder::largest_loss});
    if (random.one_in(2)) {
        group.commission = Commission{.per_lot = one_of(random, std::array{ratio("0.01"), ratio("7"), ratio("300")}),
                                      .currency = one_of(random, currencies),
                                      .sides = CommissionSides::both};
    }
    return group;
}

void make_random(Random& random, Instrument& terms) {
    terms.hedged_margin = one_of(random, std::array{HedgedMargin::larger_leg, HedgedMargin::sum, HedgedMargin::net});
    terms.margin_mode = one_of(random, std::array{MarginMode::standard, MarginMode::forex, MarginMode::leverage_free});
    terms.contract_size = one_of(random, std::array{ratio("100000"), ratio("1"), ratio("0.001"), ratio("33.33333333")});
    terms.fill_mode = random.one_in(6) ? FillMode::depth : FillMode::top_of_book;
    terms.active = !random.one_in(10);
    if (random.one_in(3)) {
        terms.tiers = {{Ratio(), ratio("500")}, {ratio("10000"), ratio("20")}, {ratio("300000"), ratio("3")}};
    }
}

struct Priced {
    Currency base;
    Currency quote;
    InstrumentType type;
    std::string_view bid;
    std::string_view ask;
};
constexpr std::array<Priced, 6> markets{{{Currency("EUR"), Currency("USD"), InstrumentType::forex, "1.0845", "1.0846"},
                                         {Currency("USD"), Currency("JPY"), InstrumentType::forex, "151.24", "151.27"},
                                         {Currency("BTC"), Currency("USD"), InstrumentType::crypto, "64000.5", "64013"},
                                         {Currency("EUR"), Currency("JPY"), InstrumentType::forex, "164.02", "164.05"},
                                         {Currency(), Currency("EUR"), InstrumentType::index, "17345.5", "17348"},
                                         {Currency(), Currency("JPY"), InstrumentType::index, "38211", "38214"}}};

std::vector<InstrumentRecord*> random_markets(Random& random, Troubled& troubled) {
    std::vector<InstrumentRecord*> instruments;
    for (const Priced& priced : markets) {
        Instrument terms = eurusd();
        terms.type = priced.type;
        terms.base = priced.base;
        terms.quote = priced.quote;
        terms.digits = 3;
        make_random(random, terms);
        if (priced.base == Currency() && terms.margin_mode == MarginMode::forex) {
            terms.margin_mode = MarginMode::standard;
        }
        InstrumentRecord& instrument = troubled.define(terms, priced.bid, priced.ask);
        if (terms.fill_mode == FillMode::depth) {
            instrument.bids.push_back({instrument.bid, lots("2.5")});
            instrument.asks.push_back({instrument.ask, lots("7")});
        }
        instruments.push_back(&instrument);
    }
    return instruments;
}

void hold_at_random(Random& random, Troubled& troubled, const std::vector<InstrumentRecord*>& instruments, int count) {
    const std::uint64_t kinds = 1 + random.below(instruments.size());
    const bool are_alike = random.one_in(3);
    const std::uint64_t one_sided = random.below(3);
    for (int each = 0; each < count; ++each) {
        const InstrumentRecord& instrument = *instruments[random.below(kinds)];
        const std::int64_t percent = 90 + static_cast<std::int64_t>(random.below(20));
        const std::int64_t off = static_cast<std::int64_t>(random.below(1'000)) * instrument.terms.tick_size.value();
        const Price opened_at(instrument.bid.value() / 100 * (are_alike ? 101 : percent) + (are_alike ? 0 : off));
        const Lots volume =
            are_alike ? lots("0.1") : Lots((1 + static_cast<std::int64_t>(random.below(300))) * 1'000'000);
        const bool is_long = one_sided == 0 || (one_sided == 1 ? random.one_in(2) : random.one_in(20));
        const Amount owed(static_cast<std::int64_t>(random.one_in(4) ? random.below(100'000'000'000'000'000) : 0));
        troubled.hold(instrument, is_long ? Side::buy : Side::sell, volume, opened_at, owed);
    }
}

TEST(StopOutChoice, IsThatOfLookingAtEachPosition) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    int steps = 0;
    for (int run = 0; run < 60 && !HasFailure(); ++run) {
        SCOPED_TRACE(run);
        Troubled troubled;
        troubled.open(random_group(random), one_of(random, currencies));
        const std::vector<InstrumentRecord*> instruments = random_markets(random, troubled);
        hold_at_random(random, troubled, instruments, 3 + static_cast<int>(random.below(120)));
        troubled.let_level_be(
            one_of(random, std::array{ratio("50"), ratio("3"), ratio("0.001"), ratio("-20"), ratio("400")}));
        steps += take_steps(troubled, 200);
    }
    EXPECT_GT(steps, 1'000);
}

// How many judgements a step takes that closes one of so many positions of one instrument.
double judged_per_step(int positions, HedgedMargin hedged_margin) {
    Random random(test_seed());
    Troubled troubled;
    Group group = standard_group();
    group.commission = Commission{.per_lot = ratio("7"), .currency = Currency("USD"), .sides = CommissionSides::both};
    troubled.open(group, Currency("USD"));
    Instrument terms = eurusd();
    terms.hedged_margin = hedged_margin;
    const InstrumentRecord& instrument = troubled.define(terms, "1.08450", "1.08460");
    for (int each = 0; each < positions; ++each) {
        const std::int64_t points = static_cast<std::int64_t>(random.below(1'000));
        const Lots volume((1 + static_cast<std::int64_t>(random.below(100))) * terms.lots_step.value());
        troubled.hold(instrument, each % 4 == 0 ? Side::sell : Side::buy, volume,
                      Price(price("1.08450").value() + points * terms.tick_size.value()));
    }
    troubled.let_level_be(ratio("20"));
    StopOutChooser chooser(troubled.books, *troubled.account);
    const int steps = positions / 4;
    for (int step = 0; step < steps; ++step) {
        StopOutChoice choice;
        PositionRecord* const position =
            chooser.choose(troubled.books.margin.standing(*troubled.account).value(), choice);
        EXPECT_NE(position, nullptr);
        if (position == nullptr) {
            break;
        }
        close_at_market(troubled.books, *position, position->lots, TradeReason::stop_out, {});
        chooser.take_in_step();
    }
    return static_cast<double>(chooser.judged()) / steps;
}

TEST(StopOutChoice, AStepCostsHardlyMoreWithMorePositions) {
    for (const HedgedMargin hedged_margin : {HedgedMargin::larger_leg, HedgedMargin::sum, HedgedMargin::net}) {
        const double of_few = judged_per_step(250, hedged_margin);
        const double of_many = judged_per_step(2'000, hedged_margin);
        // Three levels more of the trees of both sides, with a part to either side of a boundary.
        EXPECT_LT(of_many, of_few + 3 * 2 * 2) << "with hedged margin " << static_cast<int>(hedged_margin);
    }
}

}  // namespace
}  // namespace trireme::engine
