#include "model/amount.hpp"

#include "base/tests/random.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace trireme {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

constexpr Currency usd("USD");
constexpr Currency eur("EUR");
constexpr Currency jpy("JPY");

const cpp_int scale_8 = 100'000'000;
const cpp_int scale_16 = scale_8 * scale_8;

cpp_int big(Int128 value) {
    return (cpp_int(static_cast<std::int64_t>(value >> 64)) << 64) + static_cast<std::uint64_t>(value);
}

cpp_rational exact(Amount amount) { return {big(amount.value()), scale_16}; }

// Half-even as one would do it on paper, with whole numbers of any size.
cpp_int rounded_minor_units(const cpp_rational& amount, Currency currency) {
    const cpp_rational minor_units =
        amount * boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(currency.digits()));
    const cpp_int n = boost::multiprecision::numerator(minor_units);
    const cpp_int d = boost::multiprecision::denominator(minor_units);
    cpp_int floor = n / d;
    if (floor * d > n) {
        floor -= 1;
    }
    const cpp_int twice_rest = 2 * (n - floor * d);
    if (twice_rest == d) {
        return floor % 2 == 0 ? floor : cpp_int(floor + 1);
    }
    return twice_rest > d ? cpp_int(floor + 1) : floor;
}

// What round_to_money must give for an exact amount: the rounded sum, or an error if it is beyond 64 bits.
void expect_rounds_to(const Result<Money>& money, const cpp_rational& amount, Currency currency) {
    const cpp_int expected = rounded_minor_units(amount, currency);
    const bool fits =
        expected >= std::numeric_limits<std::int64_t>::min() && expected <= std::numeric_limits<std::int64_t>::max();
    ASSERT_EQ(money.has_value(), fits) << amount << ' ' << format(currency);
    if (fits) {
        ASSERT_EQ(cpp_int(money->minor_units), expected) << amount << ' ' << format(currency);
        ASSERT_EQ(money->currency, currency);
    } else {
        ASSERT_EQ(money.error().code, ErrorCode::out_of_range);
    }
}

Currency random_currency(testing::Random& random) {
    return *Currency::from_packed(currency_table::rows[random.below(currency_table::rows.size())].packed);
}

Amount random_amount(testing::Random& random) {
    const Int128 wide = (Int128{random.integer<std::int64_t>()} << 64) | random.bits();
    return Amount(wide >> random.below(127));
}

Price random_rate(testing::Random& random) {
    return Price(std::max<std::int64_t>(1, random.integer<std::int64_t>() & std::numeric_limits<std::int64_t>::max()));
}

// design: buying 1.0 lot EURUSD of 100,000 at 1.08452 is worth 108,452 USD.
TEST(Amount, PriceTimesLotsTimesContractSize) {
    const PriceLots cost = multiply(*parse<Price>("1.08452"), *parse<Lots>("1"));
    EXPECT_EQ(format(cost), "1.08452");
    const auto amount = multiply(cost, *parse<Ratio>("100000"));
    ASSERT_TRUE(amount);
    EXPECT_EQ(format(*amount), "108452");
    EXPECT_EQ(round_to_money(*amount, usd), (Money{10'845'200, usd}));
}

TEST(Amount, RoundsATieToTheEvenMinorUnit) {
    const auto rounded = [](std::string_view amount) {
        return round_to_money(*parse<Amount>(amount), usd)->minor_units;
    };
    EXPECT_EQ(rounded("0.005"), 0);
    EXPECT_EQ(rounded("0.015"), 2);
    EXPECT_EQ(rounded("0.025"), 2);
    EXPECT_EQ(rounded("-0.005"), 0);
    EXPECT_EQ(rounded("-0.015"), -2);
    EXPECT_EQ(rounded("0.0050000000000001"), 1);
    EXPECT_EQ(rounded("0.0049999999999999"), 0);
    EXPECT_EQ(round_to_money(*parse<Amount>("2.5"), jpy), (Money{2, jpy}));
    EXPECT_EQ(round_to_money(*parse<Amount>("3.5"), jpy), (Money{4, jpy}));
}

TEST(Amount, RejectsWhatMoneyCannotHold) {
    EXPECT_EQ(round_to_money(*parse<Amount>("92233720368547758.07"), usd)->minor_units, INT64_MAX);
    EXPECT_EQ(round_to_money(*parse<Amount>("92233720368547758.0749"), usd)->minor_units, INT64_MAX);
    const auto beyond = round_to_money(*parse<Amount>("92233720368547758.075"), usd);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::out_of_range);
    EXPECT_EQ(beyond.error().message, "92233720368547758.075 USD is beyond the largest sum of money");
    EXPECT_EQ(round_to_money(*parse<Amount>("-92233720368547758.085"), usd)->minor_units, INT64_MIN);
    EXPECT_FALSE(round_to_money(*parse<Amount>("-92233720368547758.0851"), usd));
}

TEST(Amount, RoundingAgreesWithExactRationals) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 30'000; ++round) {
        const Amount amount = random_amount(random);
        const Currency currency = random_currency(random);
        ASSERT_NO_FATAL_FAILURE(expect_rounds_to(round_to_money(amount, currency), exact(amount), currency));
    }
}

TEST(Amount, TheProductIsExactAtTheEndsOfTheRange) {
    const Price lowest(INT64_MIN);
    EXPECT_EQ(big(multiply(lowest, Lots(INT64_MIN)).value()), cpp_int(INT64_MIN) * INT64_MIN);
    EXPECT_EQ(big(multiply(lowest, Lots(INT64_MAX)).value()), cpp_int(INT64_MIN) * INT64_MAX);
}

TEST(Amount, ConvertsByThePriceAndNeverByItsReciprocal) {
    const Price eurusd = *parse<Price>("1.1");
    EXPECT_EQ(format(*convert(*parse<Amount>("100"), eurusd, Conversion::base_to_quote)), "110");
    EXPECT_EQ(format(*convert(*parse<Amount>("110"), eurusd, Conversion::quote_to_base)), "100")
        << "1 / 1.1 has no end, so a stored reciprocal would not give 100";
}

TEST(Amount, ConversionAndRoundingRoundOnce) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    int converted_count = 0;
    for (int round = 0; round < 30'000; ++round) {
        const Amount amount = random_amount(random);
        const Price price = random_rate(random);
        const Currency currency = random_currency(random);
        const bool multiplies = random.one_in(2);
        const auto converted =
            convert(amount, price, multiplies ? Conversion::base_to_quote : Conversion::quote_to_base);
        const cpp_rational rate(cpp_int(price.value()), scale_8);
        const cpp_rational expected =
            multiplies ? cpp_rational(exact(amount) * rate) : cpp_rational(exact(amount) / rate);
        if (!converted) {
            ASSERT_EQ(converted.error().code, ErrorCode::out_of_range);
            ASSERT_GE(abs(expected), cpp_rational(big(int128_max), scale_16))
                << format(amount) << " at " << format(price);
            continue;
        }
        ++converted_count;
        ASSERT_NO_FATAL_FAILURE(expect_rounds_to(round_to_money(*converted, currency), expected, currency));
    }
    EXPECT_GT(converted_count, 10'000) << "the random rates hardly ever fit, so the test has no force";
}

// The quotients that rounding twice gets wrong: a tie and a little more or less, further back than an amount reaches.
TEST(Amount, AHairBesideATieIsNotATie) {
    for (const std::int64_t hair : {-1, 0, 1}) {
        // (0.005 USD x 3 + hair x 1e-16) / 3 = 0.005 + hair x 3.3e-17.
        const Amount amount(Int128{150'000'000'000'000} + hair);
        const auto third = convert(amount, *parse<Price>("3"), Conversion::quote_to_base);
        ASSERT_TRUE(third);
        EXPECT_EQ(round_to_money(*third, usd)->minor_units, hair > 0 ? 1 : 0) << hair;
        // The same beside 0.015, where a tie goes up.
        const Amount upper(Int128{450'000'000'000'000} + hair);
        EXPECT_EQ(round_to_money(*convert(upper, *parse<Price>("3"), Conversion::quote_to_base), usd)->minor_units,
                  hair < 0 ? 1 : 2)
            << hair;
    }
}

TEST(Amount, ContractSizesRoundOnceToo) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 30'000; ++round) {
        const Price price(random.integer<std::int64_t>());
        const Lots lots(random.integer<std::int64_t>());
        const Ratio contract_size(random_rate(random).value());
        const auto amount = multiply(multiply(price, lots), contract_size);
        const cpp_rational expected(cpp_int(price.value()) * lots.value() * contract_size.value(), scale_8 * scale_16);
        if (!amount) {
            ASSERT_GE(abs(expected), cpp_rational(big(int128_max), scale_16));
            continue;
        }
        ASSERT_NO_FATAL_FAILURE(expect_rounds_to(round_to_money(*amount, eur), expected, eur));
    }
}

TEST(Amount, NeedsAPositivePriceAndContractSize) {
    EXPECT_EQ(convert(Amount(1), Price(0), Conversion::quote_to_base).error().message,
              "the price of a conversion must be positive, and is 0");
    EXPECT_FALSE(convert(Amount(1), Price(-1), Conversion::base_to_quote));
    EXPECT_EQ(multiply(PriceLots(1), Ratio(-100'000'000)).error().message,
              "the contract size must be positive, and is -1");
    EXPECT_FALSE(multiply(PriceLots(1), Ratio(0)));
}

TEST(Amount, MoneyBecomesAnAmountAndComesBack) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 10'000; ++round) {
        const Money money{random.integer<std::int64_t>(), random_currency(random)};
        ASSERT_EQ(round_to_money(amount_of(money), money.currency), money) << format(money);
    }
    EXPECT_EQ(format(amount_of(Money{1025, usd})), "10.25");
}

TEST(Amount, SumsFitOrAreAnError) {
    EXPECT_EQ(format(*add(*parse<Amount>("0.1"), *parse<Amount>("0.2"))), "0.3");
    EXPECT_FALSE(add(Amount(int128_max), Amount(1)));
    EXPECT_FALSE(negate(PriceLots(int128_min)));
}

}  // namespace
}  // namespace trireme
