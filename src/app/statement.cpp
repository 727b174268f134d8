#include "app/statement.hpp"

#include "app/text_table.hpp"
#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace trireme::app {
namespace {

using Balances = std::map<Currency, Int128>;

// The balances of all ledger accounts, those of clients added up.
std::map<LedgerAccountKind, Balances> balances_of(const engine::EngineState& state) {
    std::map<LedgerAccountKind, Balances> balances;
    for (const engine::AccountState& account : state.accounts) {
        balances[LedgerAccountKind::cash][account.cash.currency] += account.cash.minor_units;
        balances[LedgerAccountKind::credit][account.credit.currency] += account.credit.minor_units;
    }
    for (const engine::HouseBalance& house : state.house) {
        balances[house.account][house.currency] += house.minor_units.value();
    }
    return balances;
}

std::string amount_text(const Balances& balances, Currency currency) {
    const auto found = balances.find(currency);
    return found == balances.end() ? "-" : format_decimal128(found->second, currency.digits(), currency.digits());
}

}  // namespace

Statement statement_of(const engine::EngineState& state) {
    const auto balances = balances_of(state);
    Balances sums;
    for (const auto& [account, by_currency] : balances) {
        for (const auto& [currency, balance] : by_currency) {
            sums[currency] += balance;
        }
    }
    std::vector<std::vector<std::string>> rows(1, {"ledger account"});
    for (const auto& [currency, sum] : sums) {
        rows.front().push_back(format(currency));
    }
    const auto add_row = [&](const std::string& name, const Balances& of_row) {
        std::vector<std::string>& row = rows.emplace_back(1, name);
        for (const auto& [currency, sum] : sums) {
            row.push_back(amount_text(of_row, currency));
        }
    };
    for (const auto& [account, by_currency] : balances) {
        const std::string_view name = boost::describe::enum_to_string(account, "");
        add_row(fmt::format("{}{}", is_clients(account) ? "clients' " : "", name), by_currency);
    }
    add_row("sum", sums);

    Statement statement;
    statement.is_balanced = std::ranges::all_of(sums, [](const auto& sum) { return sum.second == 0; });
    statement.text = fmt::format(
        "books: {} accounts, {} orders so far, {} live; {} trades so far; {} positions so far, {} open\n{}"
        "  {}\n",
        state.accounts.size(), state.last_order.value(), state.orders.size(), state.last_trade.value(),
        state.last_position.value(), state.positions.size(), text_table(rows),
        statement.is_balanced ? "balanced: all postings sum to zero in each currency" : "NOT BALANCED");
    return statement;
}

}  // namespace trireme::app
