#include "reference/reference_broker.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

// What was calculated by hand: the reference itself has to be right.
namespace trireme::reference {
namespace {

constexpr AccountId client(7);
constexpr InstrumentId pair_id(1);

template <class T>
T the(std::string_view text) {
    return *parse<T>(text);
}

Instrument pair(Symbol symbol, Currency base, Currency quote, std::uint8_t digits, std::string_view tick) {
    Instrument terms;
    terms.id = pair_id;
    terms.symbol = symbol;
    terms.base = base;
    terms.quote = quote;
    terms.digits = digits;
    terms.tick_size = the<Price>(tick);
    terms.contract_size = the<Ratio>("100000");
    terms.lots_min = the<Lots>("0.01");
    terms.lots_max = the<Lots>("100");
    terms.lots_step = the<Lots>("0.01");
    return terms;
}

Group group(std::string_view leverage) {
    Group terms;
    terms.id = GroupId(1);
    terms.name = GroupName("retail");
    terms.leverage = the<Ratio>(leverage);
    terms.margin_call_level = the<Ratio>("100");
    terms.stop_out_level = the<Ratio>("50");
    return terms;
}

// A broker with one instrument, one group and one client.
class Brokerage {
public:
    Brokerage(const Instrument& instrument, const Group& terms, AccountMode mode, std::string_view deposit) {
        apply(DefineInstrument{instrument});
        apply(DefineGroup{terms});
        AccountTerms account;
        account.account = client;
        account.owner = UserId(1);
        account.group = terms.id;
        account.currency = Currency("USD");
        account.mode = mode;
        apply(OpenAccount{account});
        apply(Deposit{.account = client, .amount = *parse_money(deposit)});
    }

    std::vector<Event> apply(const Command& command) {
        last_ = broker_.apply(Timestamp(0), command);
        return last_;
    }

    void quote(std::string_view bid, std::string_view ask) {
        apply(Quotes{{{pair_id, the<Price>(bid), the<Price>(ask)}}});
    }

    void market(Side side, std::string_view lots) {
        PlaceOrder request{.account = client};
        request.order = {.instrument = pair_id, .side = side, .lots = the<Lots>(lots)};
        apply(request);
    }

    [[nodiscard]] engine::AccountFigures figures() const { return *broker_.figures(client); }
    [[nodiscard]] std::string cash() const { return format_amount(figures().cash); }
    [[nodiscard]] std::string used() const { return format_amount(figures().used_margin); }
    [[nodiscard]] const ReferenceBroker& broker() const { return broker_; }

    // The events of that kind which the last command led to.
    template <class E>
    [[nodiscard]] std::vector<E> said() const {
        std::vector<E> found;
        for (const Event& event : last_) {
            if (const auto* const said = std::get_if<E>(&event)) {
                found.push_back(*said);
            }
        }
        return found;
    }

private:
    ReferenceBroker broker_;
    std::vector<Event> last_;
};

TEST(KnownAnswers, EntryCommissionIsPaidAtOnce) {
    Group terms = group("100");
    terms.commission = Commission{the<Ratio>("7"), Currency("USD"), CommissionSides::entry};
    Brokerage brokerage(pair(Symbol("EURUSD"), Currency("EUR"), Currency("USD"), 5, "0.00001"), terms,
                        AccountMode::hedging, "10000 USD");
    brokerage.quote("1.08452", "1.08452");
    brokerage.market(Side::buy, "1");
    EXPECT_EQ(brokerage.cash(), "9993.00");
    EXPECT_EQ(brokerage.used(), "1084.52");
}

TEST(KnownAnswers, MinimalStopOutClosesTwoHundredths) {
    Instrument usdjpy = pair(Symbol("USDJPY"), Currency("USD"), Currency("JPY"), 3, "0.001");
    usdjpy.margin_mode = MarginMode::forex;
    Group terms = group("500");
    terms.stop_out_order = StopOutOrder::minimal;
    Brokerage brokerage(usdjpy, terms, AccountMode::hedging, "500 USD");
    brokerage.quote("101.442", "101.442");
    brokerage.market(Side::buy, "2");
    brokerage.market(Side::buy, "0.5");
    EXPECT_EQ(brokerage.used(), "500.00");

    brokerage.quote("101.340", "101.340");
    const auto steps = brokerage.said<StopOut>();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(format_amount(steps[0].figures.equity), "248.37");
    EXPECT_EQ(format(*steps[0].figures.level), "49.674");
    EXPECT_EQ(steps[0].position, PositionId(1));
    EXPECT_EQ(steps[0].lots, the<Lots>("0.02"));
    EXPECT_EQ(brokerage.used(), "496.00");
    EXPECT_EQ(brokerage.figures().level->value() / 1'000'000, 5'007);  // 50.07 %
}

// 2 lots bought at 1.1 and 5 sold at 1.2: 2 close with 20,000 USD, 3 open at 1.2 under a new id.
TEST(KnownAnswers, NettingThroughZeroClosesAndOpens) {
    Brokerage brokerage(pair(Symbol("EURUSD"), Currency("EUR"), Currency("USD"), 5, "0.00001"), group("100"),
                        AccountMode::netting, "10000 USD");
    brokerage.quote("1.1", "1.1");
    brokerage.market(Side::buy, "2");
    brokerage.quote("1.2", "1.2");
    brokerage.market(Side::sell, "5");
    const auto trades = brokerage.said<Trade>();
    ASSERT_EQ(trades.size(), 2U);
    EXPECT_EQ(format_amount(*trades[0].profit), "20000.00");
    EXPECT_EQ(trades[1].position, PositionId(2));
    EXPECT_EQ(trades[1].lots, the<Lots>("3"));
    EXPECT_EQ(brokerage.cash(), "30000.00");
    EXPECT_EQ(brokerage.used(), "3600.00");
}

// 0.01 lots bought at 1.11111 and 0.02 at 1.11112 cost 0.0333335. A third of that is 0.01111116666..., which at 1e-16
// lies between ...666 and ...667: the odd one goes, the rest stays.
TEST(KnownAnswers, PartOfACostIsRoundedToOdd) {
    Brokerage brokerage(pair(Symbol("EURUSD"), Currency("EUR"), Currency("USD"), 5, "0.00001"), group("100"),
                        AccountMode::netting, "10000 USD");
    brokerage.quote("1.11111", "1.11111");
    brokerage.market(Side::buy, "0.01");
    brokerage.quote("1.11112", "1.11112");
    brokerage.market(Side::buy, "0.02");
    brokerage.market(Side::sell, "0.01");
    EXPECT_EQ(format(brokerage.broker().world().positions.at(PositionId(1)).cost), "0.0222223333333333");
}

// A profit of 10,000 JPY is sold at the client's ask for dollars of 101.350, which gives 98.668 USD.
TEST(KnownAnswers, ProfitIsConvertedAtTheClientsSide) {
    Brokerage brokerage(pair(Symbol("USDJPY"), Currency("USD"), Currency("JPY"), 3, "0.001"), group("100"),
                        AccountMode::hedging, "10000 USD");
    brokerage.quote("101.240", "101.240");
    brokerage.market(Side::buy, "1");
    brokerage.quote("101.340", "101.350");
    brokerage.apply(ClosePosition{.account = client, .position = PositionId(1)});
    const auto trades = brokerage.said<Trade>();
    ASSERT_EQ(trades.size(), 1U);
    EXPECT_EQ(format_amount(*trades[0].profit), "98.67");
    EXPECT_EQ(brokerage.cash(), "10098.67");
}

}  // namespace
}  // namespace trireme::reference
