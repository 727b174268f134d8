#pragma once

#include "engine/state.hpp"
#include "model/events.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

// What must hold after every command, whatever the command was. Each class watches the events from the first one on and
// says in `broken` what it finds wrong, or nothing. They know nothing of the engine's rules but these.
namespace trireme::scenarios {

using engine::EngineState;

// Every transaction sums to zero per currency, and its clients' postings are in the account's currency.
class PostingsSumToZero {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState&) const { return broken_; }

private:
    std::optional<std::string> broken_;
};

// Each balance, the clients' and the house's, is the sum of its postings; the clients' postings state it.
class BalancesAreTheirPostings {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state) const;

private:
    using HouseAccount = std::tuple<LedgerAccountKind, Currency, LpId>;

    void on_clients_posting(const TransactionPosted& transaction, const Posting& posting);

    std::map<std::pair<AccountId, LedgerAccountKind>, Int128> clients_;
    std::map<HouseAccount, Int128> house_;
    std::optional<std::string> broken_;
};

// What the house holds at LPs: what it bought there less what it sold.
class HouseHoldings {
public:
    void on_event(const Event& event);
    [[nodiscard]] Int128 of(InstrumentId instrument, LpId lp) const;
    [[nodiscard]] Int128 of(InstrumentId instrument) const;  // at all of them

private:
    std::map<std::pair<InstrumentId, LpId>, Int128> lots_;
};

// What is said and kept of the house's hedges is that.
class HedgesAreTheirTrades {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state) const;

private:
    HouseHoldings holdings_;
    std::map<LpOrderId, Int128> filled_;
    std::optional<std::string> broken_;
};

// A position's lots are what opened it less what closed it, and the exposure that routing sees is that of all
// positions and hedges.
class PositionsAreTheirTrades {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state) const;

private:
    struct Held {
        AccountId account;
        InstrumentId instrument;
        Side side = Side::buy;
        Int128 lots = 0;
    };

    void on_trade(const Trade& trade);
    void on_change(const PositionChanged& changed);
    void on_accepted(const OrderAccepted& accepted);

    std::map<PositionId, Held> held_;
    HouseHoldings house_;
    std::optional<std::string> broken_;
};

// There is no trade without a live order, and none takes more of it than is left.
class TradesHaveOrders {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state);

private:
    struct Live {
        AccountId account;
        // Not known from a modification until the command's end: it says how much the order is in all, and a split has
        // changed how much of that was filled.
        std::optional<Lots> leaves_lots;
    };

    void on_trade(const Trade& trade);
    void on_end(OrderId order, std::optional<Lots> leaves_lots);
    [[nodiscard]] Live* find(OrderId order);

    std::map<OrderId, Live> live_;
    std::optional<std::string> broken_;
};

// An order that adds risk is accepted only if the account can bear it, and says how it was routed.
class AcceptedOrdersAreCovered {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState&) const { return broken_; }

private:
    std::optional<std::string> broken_;
};

// In each account's stream `account_seq` counts from 1 without gaps, and the account remembers where it stands.
class StreamsAreGapless {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state) const;

private:
    std::map<AccountId, std::uint64_t> last_seq_;
    std::optional<std::string> broken_;
};

// Orders, positions, trades, transactions and withdrawals are numbered from 1 without gaps.
class IdsAreGapless {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState& state) const;

private:
    std::uint64_t orders_ = 0;
    std::uint64_t positions_ = 0;
    std::uint64_t trades_ = 0;
    std::uint64_t transactions_ = 0;
    std::uint64_t withdrawals_ = 0;
    std::optional<std::string> broken_;
};

// The figures of a margin call or stop-out are what they are said to be made of, each sum rounded once.
class ValuationsAddUp {
public:
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const EngineState&) const { return broken_; }

private:
    void on_valuation(AccountId account, const MarginFigures& figures, const Valuation& valuation);

    std::optional<std::string> broken_;
};

// All of them, and that the state is one that could be read back.
class Invariants {
public:
    void on_event(const Event& event);
    // After the last event of a command.
    [[nodiscard]] std::optional<std::string> broken_after(const EngineState& state);

private:
    PostingsSumToZero postings_;
    BalancesAreTheirPostings balances_;
    PositionsAreTheirTrades positions_;
    TradesHaveOrders orders_;
    AcceptedOrdersAreCovered covered_;
    StreamsAreGapless streams_;
    IdsAreGapless ids_;
    ValuationsAddUp valuations_;
    HedgesAreTheirTrades hedges_;
};

}  // namespace trireme::scenarios
