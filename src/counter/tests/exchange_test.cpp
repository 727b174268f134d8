#include "counter/ledger.hpp"
#include "counter/tests/notebook.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace trireme::counter::testing {
namespace {

constexpr Price eurusd{108'452'000};  // 1.08452

// The amounts of the events in order, which must all be postings.
std::vector<Money> legs_of(const std::vector<Event>& events) {
    std::vector<Money> legs;
    for (const Event& event : events) {
        legs.push_back(std::get<Posted>(event).amount);
    }
    return legs;
}

TEST(Exchange, MultipliesFromBaseToQuote) {
    Notebook book = notebook_of_three();
    const auto events =
        book.apply(Exchange{RequestId(1), cho, ann, Money{50'00, eur}, eurusd, Conversion::base_to_quote});
    // 50.00 x 1.08452 = 54.226
    EXPECT_EQ(legs_of(events),
              (std::vector{Money{-50'00, eur}, Money{50'00, eur}, Money{-54'23, usd}, Money{54'23, usd}}));
    EXPECT_EQ(book.balance(cho), 50'00);
    EXPECT_EQ(book.balance(ann), 154'23);
    EXPECT_EQ(book.balance(book.house(AccountKind::conversion, eur)), 50'00);
    EXPECT_EQ(book.balance(book.house(AccountKind::conversion, usd)), -54'23);
}

TEST(Exchange, DividesFromQuoteToBase) {
    Notebook book = notebook_of_three();
    book.apply(Exchange{RequestId(1), ann, cho, Money{50'00, usd}, eurusd, Conversion::quote_to_base});
    // 50.00 / 1.08452 = 46.1033...
    EXPECT_EQ(book.balance(cho), 146'10);
    EXPECT_EQ(book.balance(ann), 50'00);
}

TEST(Exchange, RoundsATieToTheEvenMinorUnit) {
    Notebook book = notebook_of_three();
    const Price half{50'000'000};
    book.apply(Exchange{RequestId(1), cho, ann, Money{5, eur}, half, Conversion::base_to_quote});  // 0.025
    EXPECT_EQ(book.balance(ann), 100'02);
    book.apply(Exchange{RequestId(2), cho, ann, Money{7, eur}, half, Conversion::base_to_quote});  // 0.035
    EXPECT_EQ(book.balance(ann), 100'06);
}

TEST(Exchange, PostsWhatRoundingWinsOverSeveralToTheHouse) {
    Notebook book = notebook_of_three();
    const auto exchange = [&](std::uint64_t request) {
        return legs_of(
            book.apply(Exchange{RequestId(request), cho, ann, Money{10'00, eur}, eurusd, Conversion::base_to_quote}));
    };
    // Each is worth 10.8452 and pays 10.85. Together 10.8452, 21.6904, 32.5356, 43.3808: the house is charged 10.85,
    // then 10.84, 10.85 and 10.84, and the rounding account pays the difference.
    const Money paid{10'85, usd};
    const Money sold{10'00, eur};
    const Money given{-10'00, eur};
    EXPECT_EQ(exchange(1), (std::vector{given, sold, Money{-10'85, usd}, paid}));
    EXPECT_EQ(exchange(2), (std::vector{given, sold, Money{-10'84, usd}, paid, Money{-1, usd}}));
    EXPECT_EQ(exchange(3), (std::vector{given, sold, Money{-10'85, usd}, paid}));
    EXPECT_EQ(exchange(4), (std::vector{given, sold, Money{-10'84, usd}, paid, Money{-1, usd}}));
    EXPECT_EQ(book.balance(book.house(AccountKind::conversion, usd)), -43'38) << "the exact sum, rounded once";
    EXPECT_EQ(book.balance(book.house(AccountKind::rounding, usd)), -2);
    EXPECT_EQ(format(book.state().currencies.front().unposted_conversion), "0.0008");
}

TEST(Exchange, RoundsToTheDigitsOfTheCurrencyBought) {
    Notebook book = notebook_of_three();
    book.apply(OpenAccount{AccountId(2'001), jpy});
    book.apply(OpenAccount{AccountId(2'002), btc});
    const Price usdjpy{15'634'500'000};  // 156.345
    book.apply(Exchange{RequestId(1), ann, AccountId(2'001), Money{10'00, usd}, usdjpy, Conversion::base_to_quote});
    EXPECT_EQ(book.balance(AccountId(2'001)), 1'563);
    const Price btcusd{6'789'012'000'000};  // 67890.12
    book.apply(Exchange{RequestId(2), ann, AccountId(2'002), Money{10'00, usd}, btcusd, Conversion::quote_to_base});
    EXPECT_EQ(book.balance(AccountId(2'002)), 14'730) << "10 / 67890.12 = 0.000147296...";
}

TEST(Exchange, RefusesWhatMakesNoSense) {
    Notebook book = notebook_of_three();
    auto exchange = [&, request = std::uint64_t{0}](AccountId from, AccountId to, Money amount, Price price) mutable {
        request += 1;
        return book.apply(Exchange{RequestId(request), from, to, amount, price, Conversion::base_to_quote});
    };
    const Money one{1'00, eur};
    const Money penny{1, eur};
    const Money most{std::numeric_limits<std::int64_t>::max(), eur};
    const AccountId rounding = book.house(AccountKind::rounding, usd);
    EXPECT_TRUE(is_rejected(exchange(cho, AccountId(8'888), one, eurusd), RejectCode::unknown_account,
                            {.account = AccountId(8'888)}));
    EXPECT_TRUE(is_rejected(exchange(cho, rounding, one, eurusd), RejectCode::house_account, {.account = rounding}));
    EXPECT_TRUE(is_rejected(exchange(cho, cho, one, eurusd), RejectCode::same_account, {.account = cho}));
    EXPECT_TRUE(
        is_rejected(exchange(ann, cho, one, eurusd), RejectCode::currency_mismatch, {.account = ann, .asked = one}));
    EXPECT_TRUE(is_rejected(exchange(ann, ben, Money{1'00, usd}, eurusd), RejectCode::same_currency, {.account = ben}));
    EXPECT_TRUE(is_rejected(exchange(cho, ann, Money{0, eur}, eurusd), RejectCode::amount_not_positive,
                            {.asked = Money{0, eur}}));
    EXPECT_TRUE(is_rejected(exchange(cho, ann, one, Price(0)), RejectCode::price_not_positive));
    EXPECT_TRUE(is_rejected(exchange(cho, ann, one, Price(-1)), RejectCode::price_not_positive));
    EXPECT_TRUE(
        is_rejected(exchange(cho, ann, penny, Price(50'000'000)), RejectCode::amount_too_small, {.asked = penny}));
    EXPECT_TRUE(
        is_rejected(exchange(cho, ann, most, Price(100'000'001)), RejectCode::amount_too_large, {.asked = most}));
    EXPECT_TRUE(is_rejected(exchange(cho, ann, most, Price(std::numeric_limits<std::int64_t>::max())),
                            RejectCode::amount_too_large, {.asked = most}));
    EXPECT_EQ(book.balance(cho), 100'00);
    EXPECT_EQ(book.state().currencies.front().unposted_conversion, Amount());
}

TEST(Exchange, ThatIsRefusedForItsBalanceLeavesNoTrace) {
    Notebook book = notebook_of_three();
    book.apply(SetRulesVersion{2});
    EXPECT_TRUE(
        is_rejected(book.apply(Exchange{RequestId(1), cho, ann, Money{100'01, eur}, eurusd, Conversion::base_to_quote}),
                    RejectCode::insufficient_funds,
                    {.account = cho, .asked = Money{-100'01, eur}, .available = Money{100'00, eur}}));
    EXPECT_EQ(book.state().currencies.front().unposted_conversion, Amount());
    EXPECT_EQ(book.balance(ann), 100'00);
}

}  // namespace
}  // namespace trireme::counter::testing
