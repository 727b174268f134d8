#include "app/client_terms.hpp"

#include "app/known_instruments.hpp"

#include <gtest/gtest.h>

#include <set>

namespace trireme::app {
namespace {

std::vector<TradedInstrument> traded(std::initializer_list<std::string_view> symbols) {
    std::vector<TradedInstrument> instruments;
    for (const std::string_view symbol : symbols) {
        TradedInstrument& each = instruments.emplace_back();
        each.terms = *find_known_instrument(symbol);
        each.mid = Price(5'000'000'000'000);  // 50,000
    }
    return instruments;
}

std::set<Currency> currencies_for(std::initializer_list<std::string_view> symbols) {
    const ClientTerms terms(traded(symbols));
    std::set<Currency> currencies;
    for (std::size_t client = 0; client < 24; ++client) {
        currencies.insert(terms.account(AccountId(client + 1), client).currency);
    }
    return currencies;
}

TEST(ClientTerms, HaveAccountsInCurrenciesThatPricesLeadTo) {
    const Currency usd("USD");
    const Currency eur("EUR");
    const Currency jpy("JPY");
    EXPECT_EQ(currencies_for({"EURUSD"}), (std::set{usd, eur}));
    EXPECT_EQ(currencies_for({"USDJPY"}), (std::set{usd, jpy}));
    EXPECT_EQ(currencies_for({"EURUSD", "USDJPY", "BTCUSD"}), (std::set{usd, eur, jpy, Currency("BTC")}));
    EXPECT_EQ(currencies_for({"GBPCHF"}), (std::set{Currency("CHF")}));
}

TEST(ClientTerms, KnowWhatAnAccountCanTrade) {
    const ClientTerms terms(traded({"EURUSD", "GBPCHF"}));
    AccountTerms account;
    account.currency = Currency("EUR");
    EXPECT_TRUE(terms.can_trade(account, *find_known_instrument("EURUSD")));
    EXPECT_FALSE(terms.can_trade(account, *find_known_instrument("GBPCHF")));
}

TEST(ClientTerms, DepositAboutAsMuchInEachCurrency) {
    const ClientTerms terms(traded({"BTCUSD"}));
    AccountTerms account;
    account.currency = Currency("BTC");
    EXPECT_EQ(terms.deposit(account), (Money{20'000'000, Currency("BTC")})) << "10,000 / 50,000";
    account.currency = Currency("USD");
    EXPECT_EQ(terms.deposit(account), (Money{10'000'00, Currency("USD")}));
}

TEST(ClientTerms, HaveBothModesAndSomeWhoDare) {
    const ClientTerms terms(traded({"EURUSD"}));
    std::set<AccountMode> modes;
    std::set<GroupId> groups;
    for (std::size_t client = 0; client < 24; ++client) {
        const AccountTerms account = terms.account(AccountId(client + 1), client);
        modes.insert(account.mode);
        groups.insert(account.group);
        EXPECT_EQ(ClientTerms::is_daring(account), client % 8 == 7);
    }
    EXPECT_EQ(modes.size(), 2U);
    EXPECT_EQ(groups.size(), terms.groups().size());
}

}  // namespace
}  // namespace trireme::app
