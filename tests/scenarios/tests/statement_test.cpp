#include "scenarios/statement.hpp"

#include "codec/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace trireme::scenarios {
namespace {

// A desk on which alice has an account in euros and EURUSD is traded.
class StatementTest : public ::testing::Test {
protected:
    StatementTest() {
        names.accounts.declare("bob");
        names.accounts.declare("alice");
        names.instruments.declare("EURUSD");
        names.groups.declare("retail");
        names.currencies.emplace(2, Currency("EUR"));
        Instrument eurusd;
        eurusd.id = InstrumentId(1);
        eurusd.symbol = Symbol("EURUSD");
        eurusd.digits = 5;
        definitions.on_event(InstrumentDefined{eurusd});
    }

    Result<Command> command(std::string_view text) {
        Step step;
        step.phrase = *parse_phrase(text);
        return read_command(step, names, definitions);
    }

    template <class T>
    T get(std::string_view text) {
        const auto read = command(text);
        EXPECT_TRUE(read) << read.error().message;
        return read ? std::get<T>(*read) : T();
    }

    std::string error_of(std::string_view text) {
        const auto read = command(text);
        return read ? "none" : read.error().message;
    }

    std::string expectation(std::string_view text) {
        Step step;
        step.phrase = *parse_phrase(text);
        const auto read = read_expectation(step, names);
        return read ? codec::serialize_json(*read) : read.error().message;
    }

    Names names;
    Definitions definitions;
};

TEST_F(StatementTest, ShortWordsStandForFields) {
    const auto placed = get<PlaceOrder>("buy alice 1.5 EURUSD limit 1.08 sl 1.07 gtd 2026-03-02T10:00:00Z as mine");
    PlaceOrder expected{AccountId(2), ClientOrderId("mine"), {}};
    expected.order.instrument = InstrumentId(1);
    expected.order.lots = Lots(150'000'000);
    expected.order.type = OrderType::limit;
    expected.order.price = Price(108'000'000);
    expected.order.time_in_force = TimeInForce::gtd;
    expected.order.expires_at = *parse_timestamp("2026-03-02T10:00:00Z");
    expected.order.protection.stop_loss = Price(107'000'000);
    EXPECT_EQ(placed, expected);
}

TEST_F(StatementTest, EveryCommandCanBeSaidInFull) {
    EXPECT_EQ(get<PlaceOrder>("do place_order account 2 side sell lots 1 instrument 1 order.trailing [0.1 0 none]"),
              get<PlaceOrder>("sell alice 1.0 EURUSD order.trailing.distance 0.1"));
    EXPECT_EQ(get<TimerDue>("do timer_due"), TimerDue());
}

TEST_F(StatementTest, BracketsHoldFieldsInTheirOrder) {
    const auto quotes = get<Quotes>("quotes [EURUSD 1.1 1.2, 7 3 4]");
    EXPECT_EQ(quotes.quotes, (std::vector<Quote>{{InstrumentId(1), Price(110'000'000), Price(120'000'000)},
                                                 {InstrumentId(7), Price(300'000'000), Price(400'000'000)}}));
    const auto pair = get<PlaceOco>("oco alice [EURUSD buy lots 1 limit 1.0] [EURUSD sell lots 2 stop 0.9]");
    EXPECT_EQ(pair.first.price, Price(100'000'000));
    EXPECT_EQ(pair.second.side, Side::sell);
    EXPECT_EQ(pair.second.stop_price, Price(90'000'000));
}

TEST_F(StatementTest, MoneyIsInTheAccountsCurrency) {
    EXPECT_EQ(get<Deposit>("deposit alice 5.00").amount, (Money{500, Currency("EUR")}));
    EXPECT_EQ(get<Deposit>("deposit alice 5JPY").amount, (Money{5, Currency("JPY")}));
}

TEST_F(StatementTest, ADefinitionNamesOnlyWhatChanges) {
    const auto changed = get<DefineInstrument>("instrument EURUSD contract_size 7").instrument;
    EXPECT_EQ(changed.digits, 5);
    EXPECT_EQ(changed.contract_size, Ratio(700'000'000));
    const auto like = get<DefineInstrument>("instrument GBPUSD like EURUSD sessions [mon-08:30 tue-24:00]").instrument;
    EXPECT_EQ(like.id, InstrumentId(2));
    EXPECT_EQ(like.symbol, Symbol("GBPUSD"));
    EXPECT_EQ(like.digits, 5);
    EXPECT_EQ(like.sessions, (std::vector<SessionInterval>{{510, 2'880}}));
}

TEST_F(StatementTest, SaysWhatItDoesNotUnderstand) {
    EXPECT_EQ(error_of("bye alice"), "there is no word \"bye\"");
    EXPECT_EQ(error_of("do dance"), "there is no command \"dance\"");
    EXPECT_EQ(error_of("do"), "`do` is followed by the name of a command or event");
    EXPECT_EQ(error_of("buy alice"), "expected 3 words behind it, got 1");
    EXPECT_EQ(error_of("buy carl 1 EURUSD"), "account: nothing is called \"carl\" yet");
    EXPECT_EQ(error_of("buy alice 1 EURUSD colour red"), "there is no field \"colour\"");
    EXPECT_EQ(error_of("buy alice 1 EURUSD tp"), "expected 1 words behind it, got 0");
    EXPECT_EQ(error_of("buy alice 1 EURUSD price"), "\"price\" has no value");
    EXPECT_EQ(error_of("buy alice 1 EURUSD price [1]"), "order.price: expected a single word, got brackets");
    EXPECT_EQ(error_of("buy alice 1 EURUSD [1]"), "brackets stand where the name of a field should");
    EXPECT_EQ(error_of("oco alice [] []"), "first: expected one group of fields in brackets, got 0");
    EXPECT_EQ(error_of("do place_oco lots 1"), "`lots` may be `first.lots` or `second.lots`");
    EXPECT_EQ(error_of("calendar [x 2026-03-02]").substr(0, 10), "rollovers:");
}

TEST_F(StatementTest, AnExpectationIsWhatItSays) {
    EXPECT_EQ(expectation("trade buy 1.0 EURUSD at 1.08452 profit none"),
              R"({"type":"trade","side":"buy","lots":"1","instrument":1,"price":"1.08452","profit":null})");
    EXPECT_EQ(expectation("posted commission [cash -7.00, commission 7.00USD]"),
              R"({"type":"transaction_posted","kind":"commission","postings":[{"account":"cash","amount":)"
              R"({"amount":"-7.00"}},{"account":"commission","amount":{"amount":"7.00","currency":"USD"}}]})");
    EXPECT_EQ(expectation("accepted 1 equity 5.00"),
              R"({"type":"order_accepted","order":1,"after":{"equity":{"amount":"5.00"}}})");
    EXPECT_EQ(expectation("event dance"), "there is no event \"dance\"");
}

}  // namespace
}  // namespace trireme::scenarios
