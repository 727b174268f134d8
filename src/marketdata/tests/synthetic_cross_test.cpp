#include "marketdata/synthetic_cross.hpp"

#include "base/tests/random.hpp"
#include "model/bounds.hpp"

#include <gtest/gtest.h>

namespace trireme::marketdata {
namespace {

Price price(std::string_view text) { return *parse<Price>(text); }
Lots lots(std::string_view text) { return *parse<Lots>(text); }

TopOfBook top(std::string_view bid, std::string_view ask, std::string_view bid_size = "0",
              std::string_view ask_size = "0") {
    return {price(bid), price(ask), lots(bid_size), lots(ask_size)};
}

CrossedInstrument cross(CrossRule rule, std::string_view tick) { return {.rule = rule, .tick = price(tick)}; }

TEST(SyntheticCross, ProductIsRoundedOutward) {
    // 1.08452 x 149.335 = 161.9567942, 1.08455 x 149.341 = 161.96778155
    EXPECT_EQ(cross_of(cross(CrossRule::product, "0.001"), top("1.08452", "1.08455"), top("149.335", "149.341")),
              top("161.956", "161.968"));
}

TEST(SyntheticCross, QuotientDealsAtOppositeSides) {
    // 1.08452 / 1.2708 = 0.85341517..., 1.08455 / 1.27075 = 0.85347235...
    EXPECT_EQ(cross_of(cross(CrossRule::quotient, "0.00001"), top("1.08452", "1.08455"), top("1.27075", "1.2708")),
              top("0.85341", "0.85348"));
    EXPECT_EQ(
        cross_of(cross(CrossRule::quotient_of_bases, "0.00001"), top("0.8812", "0.8814"), top("1.3651", "1.3653")),
        top("0.64542", "0.64567"));
}

TEST(SyntheticCross, InverseProduct) {
    // 1 / 161.96778155 = 0.0061740673..., 1 / 161.9567942 = 0.0061744861...
    EXPECT_EQ(
        cross_of(cross(CrossRule::inverse_product, "0.00000001"), top("1.08452", "1.08455"), top("149.335", "149.341")),
        top("0.00617406", "0.00617449"));
}

TEST(SyntheticCross, ExactPricesAreNotMoved) {
    EXPECT_EQ(cross_of(cross(CrossRule::product, "0.01"), top("1.5", "1.5"), top("2", "3")), top("3", "4.5"));
}

TEST(SyntheticCross, SizesAreThoseOfTheScarcerLeg) {
    // 3 lots of EUR; 2 lots of USD are 2 / 1.25 = 1.6 lots of EUR at the bid.
    const auto made =
        cross_of(cross(CrossRule::product, "0.001"), top("1.25", "1.28", "3", "1"), top("150", "150.01", "2", "4"));
    EXPECT_EQ(made->bid_size, lots("1.6"));
    EXPECT_EQ(made->ask_size, lots("1"));
    // EURGBP: a lot of GBP bought at 1.25 is 1.25 / 1.1 of EUR sold.
    EXPECT_EQ(cross_of(cross(CrossRule::quotient, "0.001"), top("1.1", "1.1", "5", "5"), top("1.24", "1.25", "1", "1"))
                  ->bid_size,
              lots("1.13636363"));
    // A leg that says nothing of its size leaves the cross without one.
    EXPECT_EQ(
        cross_of(cross(CrossRule::product, "0.001"), top("1.25", "1.28", "3", "1"), top("150", "150.01"))->bid_size,
        Lots());
}

TEST(SyntheticCross, LegsOfOtherContractsCountInUnits) {
    auto terms = cross(CrossRule::product, "0.01");
    terms.first_contract_size = Ratio(100'000'000);          // a coin
    terms.second_contract_size = Ratio(10'000'000'000'000);  // 100,000 USD
    terms.contract_size = Ratio(1'000'000'000);              // 10 coins
    // 25 coins are 2.5 lots; 2 lots of USD are 200,000 USD, at 50,000 each 4 coins, 0.4 lots.
    EXPECT_EQ(cross_of(terms, top("50000", "50000", "25", "25"), top("150", "150", "2", "100"))->bid_size, lots("0.4"));
    EXPECT_EQ(cross_of(terms, top("50000", "50000", "25", "25"), top("150", "150", "2", "100"))->ask_size, lots("2.5"));
}

TEST(SyntheticCross, PricesThatCannotBeAreNone) {
    EXPECT_EQ(cross_of(cross(CrossRule::product, "0.01"), top("0.0001", "0.0001"), top("1", "1")), std::nullopt);
    EXPECT_EQ(cross_of(cross(CrossRule::product, "0.01"), top("500000000", "500000000"), top("3", "3")), std::nullopt);
    EXPECT_EQ(cross_of({.rule = CrossRule::inverse_product, .tick = price_max}, TopOfBook{price_max, price_max},
                       TopOfBook{price_max, price_max}),
              std::nullopt);
}

// Whatever the legs: the bid is the highest multiple of the tick that the exact price reaches, the ask the lowest that
// reaches it. Held against the definition, by multiplication alone.
TEST(SyntheticCross, IsTheNearestTickOutward) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    const auto any_price = [&] { return Price(static_cast<std::int64_t>(random.bits() % 1'000'000'000'000) + 1); };
    for (int round = 0; round < 20'000; ++round) {
        TopOfBook first{any_price(), {}};
        TopOfBook second{any_price(), {}};
        first.ask = Price(first.bid.value() + static_cast<std::int64_t>(random.below(1'000)));
        second.ask = Price(second.bid.value() + static_cast<std::int64_t>(random.below(1'000)));
        const Int128 tick = static_cast<std::int64_t>(random.below(1'000)) + 1;
        const Int128 unit = 100'000'000;
        CrossedInstrument terms{.rule = CrossRule::product, .tick = Price(static_cast<std::int64_t>(tick))};
        if (const auto made = cross_of(terms, first, second)) {
            const Int128 exact_bid = Int128{first.bid.value()} * second.bid.value();
            const Int128 exact_ask = Int128{first.ask.value()} * second.ask.value();
            EXPECT_TRUE(made->bid.value() % tick == 0 && made->ask.value() % tick == 0);
            EXPECT_TRUE(made->bid.value() * unit <= exact_bid && (made->bid.value() + tick) * unit > exact_bid);
            EXPECT_TRUE(made->ask.value() * unit >= exact_ask && (made->ask.value() - tick) * unit < exact_ask);
        }
        terms.rule = CrossRule::quotient;
        if (const auto made = cross_of(terms, first, second)) {
            const Int128 exact_bid = Int128{first.bid.value()} * unit;
            EXPECT_TRUE(made->bid.value() * Int128{second.ask.value()} <= exact_bid &&
                        (made->bid.value() + tick) * second.ask.value() > exact_bid);
            const Int128 exact_ask = Int128{first.ask.value()} * unit;
            EXPECT_TRUE(made->ask.value() * Int128{second.bid.value()} >= exact_ask &&
                        (made->ask.value() - tick) * second.bid.value() < exact_ask);
        }
    }
}

}  // namespace
}  // namespace trireme::marketdata
