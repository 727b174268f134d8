#include "app/day_statement.hpp"

#include "base/integer.hpp"
#include "engine/brokerage_engine.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace trireme::app {
namespace {

using Balances = std::map<std::pair<LedgerAccountKind, Currency>, Int128>;

Result<Money> money(Int128 minor_units, Currency currency) {
    if (minor_units > std::numeric_limits<std::int64_t>::max() ||
        minor_units < std::numeric_limits<std::int64_t>::min()) {
        return fail(ErrorCode::out_of_range, "a sum in {} is more than an amount of money can be", format(currency));
    }
    return Money{static_cast<std::int64_t>(minor_units), currency};
}

template <class Key>
Int128 sum_of(const std::map<std::pair<Key, Currency>, Int128>& sums, Key key, Currency currency) {
    const auto found = sums.find({key, currency});
    return found == sums.end() ? Int128(0) : found->second;
}

Balances balances_of(const engine::EngineState& state) {
    Balances balances;
    for (const engine::AccountState& account : state.accounts) {
        balances[{LedgerAccountKind::cash, account.cash.currency}] += account.cash.minor_units;
        balances[{LedgerAccountKind::credit, account.credit.currency}] += account.credit.minor_units;
    }
    for (const engine::HouseBalance& house : state.house) {
        balances[{house.account, house.currency}] += house.minor_units.value();
    }
    return balances;
}

template <class Enum>
std::vector<Count> counts_of(const std::map<Enum, std::uint64_t>& counted) {
    std::vector<Count> counts;
    for (const auto& [value, count] : counted) {
        counts.push_back({boost::describe::enum_to_string(value, ""), count});
    }
    return counts;
}

std::vector<OrdersLine> orders_of(const DayTally& tally) {
    std::vector<OrdersLine> lines;
    for (const auto& [kind, counts] : tally.orders) {
        const std::uint64_t live = counts.accepted - counts.filled - counts.cancelled - counts.expired;
        lines.push_back(
            {kind, counts.accepted, counts.filled, counts.cancelled, counts.expired, live, counts.rejected});
    }
    return lines;
}

std::vector<Count> activity_of(const DayTally& tally) {
    return {{"trades", tally.trades},
            {"positions_opened", tally.positions_opened},
            {"oco_pairs", tally.oco_pairs},
            {"brackets", tally.brackets},
            {"orders_modified", tally.modified},
            {"orders_triggered", tally.triggered},
            {"margin_calls", tally.margin_calls},
            {"stop_out_closes", tally.stop_out_closes},
            {"accounts_stopped_out", tally.stopped_out.size()},
            {"withdrawals_requested", tally.withdrawals_requested},
            {"withdrawals_paid", tally.withdrawals_paid},
            {"withdrawals_returned", tally.withdrawals_returned},
            {"rollovers", tally.rollovers}};
}

std::vector<RejectsLine> rejects_of(const DayTally& tally) {
    std::vector<RejectsLine> lines;
    for (const auto& [code, reject] : tally.rejects) {
        lines.push_back({code, reject.count, reject.first, reject.account, reject.reason});
    }
    std::ranges::sort(lines, {}, [](const RejectsLine& line) {
        return std::pair(std::numeric_limits<std::uint64_t>::max() - line.count, line.code);
    });
    return lines;
}

std::vector<ExposureLine> exposure_of(const engine::EngineState& state) {
    std::vector<ExposureLine> lines;
    for (const engine::InstrumentState& instrument : state.instruments) {
        ExposureLine line{.symbol = instrument.terms.symbol, .bid = instrument.bid, .ask = instrument.ask};
        for (const engine::PositionState& position : state.positions) {
            if (position.instrument == instrument.terms.id) {
                line.positions += 1;
                Lots& lots = position.side == Side::buy ? line.long_lots : line.short_lots;
                lots = Lots(lots.value() + position.lots.value());
            }
        }
        line.house_lots = Lots(line.short_lots.value() - line.long_lots.value());
        lines.push_back(line);
    }
    return lines;
}

Result<std::vector<ClientsLine>> clients_of(const engine::EngineState& state, const DayTally& tally) {
    TRIREME_TRY_ASSIGN(const auto engine, engine::BrokerageEngine::from_state(state));
    struct Sums {
        std::uint64_t accounts = 0;
        Int128 cash = 0;
        Int128 credit = 0;
        Int128 equity = 0;
    };
    std::map<Currency, Sums> by_currency;
    for (const engine::AccountState& account : state.accounts) {
        const auto figures = *engine.figures(account.terms.account);
        Sums& sums = by_currency[account.terms.currency];
        sums.accounts += 1;
        sums.cash += figures.cash.minor_units;
        sums.credit += figures.credit.minor_units;
        sums.equity += figures.equity.minor_units;
    }
    std::vector<ClientsLine> lines;
    for (const auto& [currency, sums] : by_currency) {
        const auto got_by = [&, of = currency](std::initializer_list<TransactionKind> kinds) {
            Int128 got = 0;
            for (const TransactionKind kind : kinds) {
                const auto found = tally.transactions.find({kind, of});
                got += found == tally.transactions.end() ? Int128(0) : found->second.clients;
            }
            return money(got, of);
        };
        ClientsLine line;
        line.accounts = sums.accounts;
        TRIREME_TRY_ASSIGN(line.deposited, got_by({TransactionKind::deposit}));
        TRIREME_TRY_ASSIGN(line.withdrawn,
                           got_by({TransactionKind::withdrawal_requested, TransactionKind::withdrawal_returned}));
        TRIREME_TRY_ASSIGN(line.trading, got_by({TransactionKind::trade}));
        TRIREME_TRY_ASSIGN(line.swap, got_by({TransactionKind::swap}));
        TRIREME_TRY_ASSIGN(line.commission, got_by({TransactionKind::commission}));
        TRIREME_TRY_ASSIGN(line.covered, got_by({TransactionKind::negative_balance}));
        TRIREME_TRY_ASSIGN(line.cash, money(sums.cash, currency));
        TRIREME_TRY_ASSIGN(line.credit, money(sums.credit, currency));
        TRIREME_TRY_ASSIGN(line.unrealised, money(sums.equity - sums.cash - sums.credit, currency));
        TRIREME_TRY_ASSIGN(line.equity, money(sums.equity, currency));
        lines.push_back(line);
    }
    return lines;
}

Result<HouseLine> house_in(Currency currency, const Balances& balances) {
    const auto balance = [&](LedgerAccountKind account) { return sum_of(balances, account, currency); };
    HouseLine line;
    Int128 total = 0;
    for (const auto& [account, amount] : std::initializer_list<std::pair<LedgerAccountKind, Money*>>{
             {LedgerAccountKind::trading_pnl, &line.trading},
             {LedgerAccountKind::conversion, &line.conversion},
             {LedgerAccountKind::markup_revenue, &line.markup},
             {LedgerAccountKind::commission, &line.commission},
             {LedgerAccountKind::swap, &line.swap},
             {LedgerAccountKind::negative_balance_cover, &line.covered}}) {
        total += balance(account);
        TRIREME_TRY_ASSIGN(*amount, money(balance(account), currency));
    }
    TRIREME_TRY_ASSIGN(line.total, money(total, currency));
    return line;
}

Result<void> tell_ledger(DayStatement& statement, const Balances& balances, const DayTally& tally) {
    struct Check {
        Int128 sum = 0;
        bool matches = true;
    };
    std::map<Currency, Check> by_currency;
    for (const auto& [key, balance] : balances) {
        const auto& [account, currency] = key;
        const Int128 posted = sum_of(tally.postings, account, currency);
        by_currency[currency].sum += balance;
        by_currency[currency].matches = by_currency[currency].matches && posted == balance;
        LedgerLine line{.account = account};
        TRIREME_TRY_ASSIGN(line.balance, money(balance, currency));
        TRIREME_TRY_ASSIGN(line.posted, money(posted, currency));
        statement.ledger.push_back(line);
    }
    for (const auto& [key, posted] : tally.postings) {
        by_currency[key.second].matches =
            by_currency[key.second].matches && sum_of(balances, key.first, key.second) == posted;
    }
    for (const auto& [currency, check] : by_currency) {
        LedgerCheck line{.is_balanced = check.sum == 0, .matches_postings = check.matches};
        TRIREME_TRY_ASSIGN(line.sum, money(check.sum, currency));
        statement.checks.push_back(line);
        TRIREME_TRY_ASSIGN(const HouseLine house, house_in(currency, balances));
        statement.house.push_back(house);
    }
    return {};
}

}  // namespace

Result<void> tell(DayStatement& statement, const engine::EngineState& state, const DayTally& tally) {
    statement.accounts = state.accounts.size();
    statement.netting_accounts = static_cast<std::uint64_t>(std::ranges::count(
        state.accounts, AccountMode::netting, [](const engine::AccountState& account) { return account.terms.mode; }));
    statement.until = state.time;
    statement.orders = orders_of(tally);
    statement.times_in_force = counts_of(tally.times_in_force);
    statement.cancels = counts_of(tally.cancels);
    statement.closing_trades = counts_of(tally.closing_trades);
    statement.activity = activity_of(tally);
    TRIREME_TRY_ASSIGN(statement.clients, clients_of(state, tally));
    statement.exposure = exposure_of(state);
    statement.rejects = rejects_of(tally);
    return tell_ledger(statement, balances_of(state), tally);
}

bool is_in_order(const DayStatement& statement) {
    return std::ranges::all_of(statement.checks,
                               [](const LedgerCheck& check) { return check.is_balanced && check.matches_postings; });
}

}  // namespace trireme::app
