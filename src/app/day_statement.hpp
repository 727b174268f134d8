#pragma once

#include "app/day_tally.hpp"
#include "app/quote_feed.hpp"
#include "base/describe.hpp"
#include "base/result.hpp"
#include "engine/state.hpp"
#include "model/ledger.hpp"
#include "model/money.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What a day came to, exactly: from the engine's state and events. Everything but `measured` follows from the quotes
// and the seed.
namespace trireme::app {

struct OrdersLine {
    OrderKind kind = OrderKind::market;
    std::uint64_t accepted = 0;
    std::uint64_t filled = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t expired = 0;
    std::uint64_t live = 0;
    std::uint64_t rejected = 0;

    bool operator==(const OrdersLine&) const = default;
};
TRIREME_DESCRIBE(OrdersLine, (kind, accepted, filled, cancelled, expired, live, rejected));

struct Count {
    std::string name{};
    std::uint64_t count = 0;

    bool operator==(const Count&) const = default;
};
TRIREME_DESCRIBE(Count, (name, count));

// Of all accounts in a currency.
struct ClientsLine {
    std::uint64_t accounts = 0;
    Money deposited{};
    Money withdrawn{};  // paid, or to be decided about
    Money trading{};    // won and lost by what was closed
    Money swap{};
    Money commission{};
    Money covered{};  // negative balances, by the house
    Money cash{};
    Money credit{};
    Money unrealised{};
    Money equity{};

    bool operator==(const ClientsLine&) const = default;
};
TRIREME_DESCRIBE(ClientsLine, (accounts, deposited, withdrawn, trading, swap, commission, covered, cash, credit,
                               unrealised, equity));

// What the house won and lost in a currency.
struct HouseLine {
    Money trading{};     // against clients, in the currency of the prices
    Money conversion{};  // what changed currencies on the way
    Money markup{};      // revenue from the spread
    Money commission{};
    Money swap{};
    Money covered{};  // negative balances of clients
    Money total{};

    bool operator==(const HouseLine&) const = default;
};
TRIREME_DESCRIBE(HouseLine, (trading, conversion, markup, commission, swap, covered, total));

// What clients hold in an instrument at the end, and the house against them.
struct ExposureLine {
    Symbol symbol{};
    std::uint64_t positions = 0;
    Lots long_lots{};
    Lots short_lots{};
    Lots house_lots{};  // clients' shorts less longs
    Price bid{};
    Price ask{};

    bool operator==(const ExposureLine&) const = default;
};
TRIREME_DESCRIBE(ExposureLine, (symbol, positions, long_lots, short_lots, house_lots, bid, ask));

struct RejectsLine {
    RejectCode code = RejectCode::conflict;
    std::uint64_t count = 0;
    EventSequence first{};
    AccountId account{};
    std::string reason{};  // of the first

    bool operator==(const RejectsLine&) const = default;
};
TRIREME_DESCRIBE(RejectsLine, (code, count, first, account, reason));

struct LedgerLine {
    LedgerAccountKind account = LedgerAccountKind::cash;
    Money balance{};  // of clients, of all together
    Money posted{};   // the sum of the postings that events told of

    bool operator==(const LedgerLine&) const = default;
};
TRIREME_DESCRIBE(LedgerLine, (account, balance, posted));

struct LedgerCheck {
    Money sum{};  // of all ledger accounts in a currency
    bool is_balanced = false;
    bool matches_postings = false;

    bool operator==(const LedgerCheck&) const = default;
};
TRIREME_DESCRIBE(LedgerCheck, (sum, is_balanced, matches_postings));

// What another run of the same day would not repeat.
struct Measured {
    std::string data{};
    std::uint64_t milliseconds = 0;
    std::uint64_t commands_per_second = 0;
    std::uint64_t quotes_per_second = 0;
    std::uint64_t ack_p50_us = 0;  // from sending a command to hearing that it is durable
    std::uint64_t ack_p99_us = 0;

    bool operator==(const Measured&) const = default;
};
TRIREME_DESCRIBE(Measured, (data, milliseconds, commands_per_second, quotes_per_second, ack_p50_us, ack_p99_us));

struct DayStatement {
    bool is_generated = false;
    bool was_cut_short = false;
    std::vector<FeedSource> sources{};
    std::uint64_t seed = 0;
    std::uint64_t accounts = 0;
    std::uint64_t netting_accounts = 0;  // of them; the others are hedging
    std::uint64_t quotes = 0;
    std::uint64_t commands = 0;  // in the journal
    std::uint64_t events = 0;
    Timestamp until{};
    std::vector<OrdersLine> orders{};
    std::vector<Count> times_in_force{};
    std::vector<Count> cancels{};
    std::vector<Count> closing_trades{};
    std::vector<Count> activity{};
    std::vector<ClientsLine> clients{};
    std::vector<HouseLine> house{};
    std::vector<ExposureLine> exposure{};
    std::vector<LedgerLine> ledger{};
    std::vector<LedgerCheck> checks{};
    std::vector<RejectsLine> rejects{};  // the most frequent first
    std::string state_hash{};
    std::string event_hash{};
    Measured measured{};

    bool operator==(const DayStatement&) const = default;
};
TRIREME_DESCRIBE(DayStatement, (is_generated, was_cut_short, sources, seed, accounts, netting_accounts, quotes,
                                commands, events, until, orders, times_in_force, cancels, closing_trades, activity,
                                clients, house, exposure, ledger, checks, rejects, state_hash, event_hash, measured));

// Fills in what state and events tell. `out_of_range` for sums beyond what an amount of money can be, `corrupt` for a
// state that no engine can have.
[[nodiscard]] Result<void> tell(DayStatement& statement, const engine::EngineState& state, const DayTally& tally);

// Whether every currency balances, and by the postings too.
[[nodiscard]] bool is_in_order(const DayStatement& statement);

// Lines, to be read by a person.
[[nodiscard]] std::string text_of(const DayStatement& statement);

}  // namespace trireme::app
