#pragma once

#include "engine/state.hpp"
#include "model/events.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace trireme::app {

struct LiveOrder {
    OrderId id;
    OrderTerms terms;
};

struct OpenPosition {
    PositionId id;
    InstrumentId instrument;
    Side side = Side::buy;
    Lots lots;
};

// What a client knows of the own account.
struct Portfolio {
    AccountTerms terms;
    Money cash;
    std::vector<LiveOrder> orders;
    std::vector<OpenPosition> positions;
};

// The portfolios of a row of accounts, as events tell of them. One thread brings the events, any may look.
class ClientPortfolios {
public:
    // `found` is what the engine knew before the first event that comes here.
    ClientPortfolios(AccountId first, std::size_t count, const engine::EngineState& found);

    [[nodiscard]] AccountId account(std::size_t client) const { return AccountId(first_.value() + client); }
    [[nodiscard]] std::size_t count() const { return count_; }

    void on_event(const Event& event);

    // Nothing for an account that was not opened yet.
    [[nodiscard]] std::optional<Portfolio> portfolio(std::size_t client) const;

    // What waits for the desk, each handed out once: a withdrawal that nobody has decided about yet, and a deposit that
    // is in transit.
    struct Withdrawal {
        AccountId account;
        WithdrawalId id;
    };
    struct PendingDeposit {
        AccountId account;
        Money amount;
    };
    [[nodiscard]] std::optional<Withdrawal> take_withdrawal();
    [[nodiscard]] std::optional<PendingDeposit> take_deposit();

private:
    // Null for an account of someone else.
    [[nodiscard]] std::optional<Portfolio>* find(AccountId account);

    void follow(Portfolio& portfolio, const OrderAccepted& event);
    void follow(Portfolio& portfolio, const OrderModified& event);
    void follow(Portfolio& portfolio, const OrderCancelled& event);
    void follow(Portfolio& portfolio, const OrderExpired& event);
    void follow(Portfolio& portfolio, const Trade& event);
    void follow(Portfolio& portfolio, const PositionChanged& event);
    void follow(Portfolio& portfolio, const TransactionPosted& event);
    void follow(Portfolio& portfolio, const WithdrawalRequested& event);

    const AccountId first_;
    const std::size_t count_;
    mutable std::mutex mutex_;
    std::vector<std::optional<Portfolio>> portfolios_;
    std::deque<Withdrawal> withdrawals_;
    std::deque<PendingDeposit> deposits_;
};

}  // namespace trireme::app
