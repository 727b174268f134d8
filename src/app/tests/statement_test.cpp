#include "app/statement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::app {
namespace {

using testing::HasSubstr;

constexpr Currency usd("USD");
constexpr Currency jpy("JPY");

engine::EngineState books() {
    engine::EngineState state;
    for (const Money cash : {Money{100'00, usd}, Money{23'45, usd}, Money{5'000, jpy}}) {
        engine::AccountState& account = state.accounts.emplace_back();
        account.cash = cash;
        account.credit = Money{0, cash.currency};
    }
    state.house = {{LedgerAccountKind::bank, jpy, HouseSum(-5'000)},
                   {LedgerAccountKind::bank, usd, HouseSum(-120'00)},
                   {LedgerAccountKind::deposits_in_transit, usd, HouseSum(-3'45)}};
    state.last_order = OrderId(12);
    return state;
}

TEST(Statement, ShowsEveryLedgerAccountByCurrency) {
    const Statement statement = statement_of(books());
    EXPECT_TRUE(statement.is_balanced);
    EXPECT_THAT(statement.text, HasSubstr("3 accounts, 12 orders so far, 0 live"));
    EXPECT_THAT(statement.text, HasSubstr("  ledger account         JPY      USD\n"
                                          "  clients' cash         5000   123.45\n"
                                          "  clients' credit          0     0.00\n"
                                          "  bank                 -5000  -120.00\n"
                                          "  deposits_in_transit      -    -3.45\n"
                                          "  sum                      0     0.00\n"
                                          "  balanced: "));
}

TEST(Statement, TellsBooksThatDoNotBalance) {
    engine::EngineState state = books();
    state.accounts.front().cash.minor_units += 1;
    const Statement statement = statement_of(state);
    EXPECT_FALSE(statement.is_balanced);
    EXPECT_THAT(statement.text, HasSubstr("sum                      0     0.01\n  NOT BALANCED"));
}

}  // namespace
}  // namespace trireme::app
