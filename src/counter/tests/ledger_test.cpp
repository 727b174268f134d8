#include "counter/ledger.hpp"

#include "counter/tests/notebook.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace trireme::counter::testing {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST(Ledger, OpensTheHousesAccountsWithTheFirstOfACurrency) {
    Notebook book;
    const auto first = book.apply(OpenAccount{ann, usd});
    EXPECT_EQ(first, (std::vector<Event>{
                         AccountOpened{AccountId(1), 1, AccountKind::bank, usd},
                         AccountOpened{AccountId(2), 1, AccountKind::conversion, usd},
                         AccountOpened{AccountId(3), 1, AccountKind::rounding, usd},
                         AccountOpened{ann, 1, AccountKind::client, usd},
                     }));
    EXPECT_EQ(book.apply(OpenAccount{ben, usd}), (std::vector<Event>{AccountOpened{ben, 1, AccountKind::client, usd}}));
    EXPECT_EQ(book.apply(OpenAccount{cho, eur}).front(), Event(AccountOpened{AccountId(4), 1, AccountKind::bank, eur}));
}

TEST(Ledger, OpensAccountsOnlyWithAnIdAndACurrencyOfTheirOwn) {
    Notebook book;
    EXPECT_TRUE(is_rejected(book.apply(OpenAccount{AccountId(0), usd}), RejectCode::reserved_account,
                            {.account = AccountId(0), .limit = 1'000}));
    EXPECT_TRUE(is_rejected(book.apply(OpenAccount{AccountId(999), usd}), RejectCode::reserved_account,
                            {.account = AccountId(999), .limit = 1'000}));
    EXPECT_TRUE(is_rejected(book.apply(OpenAccount{ann, Currency()}), RejectCode::no_currency, {.account = ann}));
    book.apply(OpenAccount{AccountId(1'000), usd});
    book.apply(OpenAccount{AccountId(UINT64_MAX), usd});
    EXPECT_TRUE(is_rejected(book.apply(OpenAccount{AccountId(UINT64_MAX), eur}), RejectCode::account_exists,
                            {.account = AccountId(UINT64_MAX)}));
}

TEST(Ledger, RefusesMoreAccountsThanItHasRoomFor) {
    CounterLedger ledger;
    CollectingSink sink;
    for (std::uint64_t id = 0; ledger.state().accounts.size() < accounts_max; ++id) {
        ledger.apply(Timestamp(), OpenAccount{AccountId(1'000 + id), usd}, sink);
    }
    sink.events.clear();
    ledger.apply(Timestamp(), OpenAccount{AccountId(999'999), usd}, sink);
    EXPECT_TRUE(is_rejected(sink.events, RejectCode::too_many_accounts, {.limit = accounts_max}));
    EXPECT_EQ(ledger.state().accounts.size(), accounts_max);
}

TEST(Ledger, OpensAClientAndTheHousesAccountsOrNone) {
    CounterLedger ledger;
    CollectingSink sink;
    for (std::uint64_t id = 0; ledger.state().accounts.size() < accounts_max - 1; ++id) {
        ledger.apply(Timestamp(), OpenAccount{AccountId(1'000 + id), usd}, sink);
    }
    sink.events.clear();
    ledger.apply(Timestamp(), OpenAccount{AccountId(999'999), eur}, sink);
    EXPECT_TRUE(is_rejected(sink.events, RejectCode::too_many_accounts, {.limit = accounts_max}));
    EXPECT_EQ(ledger.state().currencies.size(), 1U);
}

TEST(Ledger, TransfersInTwoPostings) {
    Notebook book = notebook_of_three();
    const auto events = book.apply(Transfer{RequestId(7), ann, ben, Money{30'00, usd}});
    const TransactionId transaction(4);
    EXPECT_EQ(events, (std::vector<Event>{
                          Posted{ann, 3, transaction, 1, 2, Money{-30'00, usd}, Money{70'00, usd}, RequestId(7), {}},
                          Posted{ben, 3, transaction, 2, 2, Money{30'00, usd}, Money{130'00, usd}, RequestId(7), {}},
                      }));
    EXPECT_EQ(book.state().last_transaction, transaction);
}

TEST(Ledger, RefusesTransfersThatMakeNoSense) {
    Notebook book = notebook_of_three();
    const AccountId nobody(77'777);
    const Money ten{10'00, usd};
    auto transfer = [&, request = std::uint64_t{0}](AccountId from, AccountId to, Money amount) mutable {
        request += 1;
        return book.apply(Transfer{RequestId(request), from, to, amount});
    };
    const AccountId conversion = book.house(AccountKind::conversion, usd);

    EXPECT_TRUE(is_rejected(transfer(nobody, ann, ten), RejectCode::unknown_account, {.account = nobody}));
    EXPECT_TRUE(is_rejected(transfer(ann, nobody, ten), RejectCode::unknown_account, {.account = nobody}));
    EXPECT_TRUE(is_rejected(transfer(ann, conversion, ten), RejectCode::house_account, {.account = conversion}));
    EXPECT_TRUE(is_rejected(transfer(conversion, ann, ten), RejectCode::house_account, {.account = conversion}));
    EXPECT_TRUE(is_rejected(transfer(ann, ann, ten), RejectCode::same_account, {.account = ann}));
    EXPECT_TRUE(is_rejected(transfer(ann, cho, ten), RejectCode::currency_mismatch, {.account = cho, .asked = ten}));
    EXPECT_TRUE(is_rejected(transfer(cho, ann, ten), RejectCode::currency_mismatch, {.account = cho, .asked = ten}));
    for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
        EXPECT_TRUE(is_rejected(transfer(ann, ben, Money{amount, usd}), RejectCode::amount_not_positive,
                                {.asked = Money{amount, usd}}));
    }
    EXPECT_EQ(book.balance(ann), 100'00);
    EXPECT_EQ(book.balance(ben), 100'00);
}

TEST(Ledger, TellsTheAskerOfARejectAndNobodyIfThereIsNone) {
    Notebook book = notebook_of_three();
    const auto of_ann = book.apply(Transfer{RequestId(1), ann, AccountId(5'000), Money{1, usd}});
    EXPECT_EQ(std::get<Rejected>(of_ann.front()).account, ann);
    EXPECT_EQ(std::get<Rejected>(of_ann.front()).account_seq, 3U);
    const auto of_nobody = book.apply(Transfer{RequestId(1), AccountId(5'000), ann, Money{1, usd}});
    EXPECT_EQ(std::get<Rejected>(of_nobody.front()).account, AccountId());
    EXPECT_EQ(std::get<Rejected>(of_nobody.front()).account_seq, 0U);
}

TEST(Ledger, RejectsABalanceThatNumbersCannotHold) {
    Notebook book = notebook_of_three();
    const Money all{most - 100'00, usd};
    book.apply(Transfer{RequestId(1), ben, ann, all});
    ASSERT_EQ(book.balance(ann), most);
    EXPECT_TRUE(is_rejected(book.apply(Transfer{RequestId(2), ben, ann, Money{1, usd}}),
                            RejectCode::balance_out_of_range,
                            {.account = ann, .asked = Money{1, usd}, .available = Money{most, usd}}));
    EXPECT_TRUE(is_rejected(
        book.apply(Transfer{RequestId(3), ben, book.bank_of(usd), Money{most, usd}}), RejectCode::balance_out_of_range,
        {.account = ben, .asked = Money{-most, usd}, .available = Money{100'00 - all.minor_units, usd}}));
    EXPECT_EQ(book.balance(ann), most);
}

TEST(Ledger, LetsClientsGoBelowZeroUnderTheFirstRulesOnly) {
    Notebook book = notebook_of_three();
    book.apply(Transfer{RequestId(1), ann, ben, Money{150'00, usd}});
    EXPECT_EQ(book.balance(ann), -50'00);

    EXPECT_EQ(book.apply(SetRulesVersion{2}), (std::vector<Event>{RulesVersionChanged{1, 2}}));
    EXPECT_TRUE(is_rejected(book.apply(Transfer{RequestId(2), ann, ben, Money{1, usd}}), RejectCode::insufficient_funds,
                            {.account = ann, .asked = Money{-1, usd}, .available = Money{-50'00, usd}}));
    EXPECT_TRUE(is_rejected(book.apply(Transfer{RequestId(3), ben, ann, Money{250'01, usd}}),
                            RejectCode::insufficient_funds,
                            {.account = ben, .asked = Money{-250'01, usd}, .available = Money{250'00, usd}}));
    book.apply(Transfer{RequestId(4), ben, ann, Money{10'00, usd}});
    EXPECT_EQ(book.balance(ann), -40'00) << "money may come in while the account is still below zero";
    book.apply(Transfer{RequestId(5), ben, ann, Money{240'00, usd}});
    EXPECT_EQ(book.balance(ben), 0) << "all of it may go";
    book.deposit(ben, Money{1'000'000'00, usd});
    EXPECT_LT(book.balance(book.bank_of(usd)), 0) << "the bank's side is below zero by what clients hold";
}

TEST(Ledger, ChangesRulesForwardToKnownVersionsOnly) {
    Notebook book;
    EXPECT_TRUE(is_rejected(book.apply(SetRulesVersion{0}), RejectCode::rules_version_goes_back, {.limit = 1}));
    EXPECT_TRUE(is_rejected(book.apply(SetRulesVersion{1}), RejectCode::rules_version_goes_back, {.limit = 1}));
    EXPECT_TRUE(is_rejected(book.apply(SetRulesVersion{3}), RejectCode::unknown_rules_version, {.limit = 2}));
    EXPECT_TRUE(is_rejected(book.apply(SetRulesVersion{UINT32_MAX}), RejectCode::unknown_rules_version, {.limit = 2}));
    book.apply(SetRulesVersion{2});
    EXPECT_TRUE(is_rejected(book.apply(SetRulesVersion{1}), RejectCode::rules_version_goes_back, {.limit = 2}));
    EXPECT_EQ(book.state().rules_version, 2U);
}

}  // namespace
}  // namespace trireme::counter::testing
