#include "app/client_portfolios.hpp"

#include <variant>

namespace trireme::app {
namespace {

void remove_order(Portfolio& portfolio, OrderId id) {
    std::erase_if(portfolio.orders, [id](const LiveOrder& order) { return order.id == id; });
}

template <class T>
std::optional<T> take_first(std::deque<T>& waiting) {
    if (waiting.empty()) {
        return std::nullopt;
    }
    const T first = waiting.front();
    waiting.pop_front();
    return first;
}

}  // namespace

ClientPortfolios::ClientPortfolios(AccountId first, std::size_t count, const engine::EngineState& found)
    : first_(first), count_(count), portfolios_(count) {
    for (const engine::AccountState& account : found.accounts) {
        if (auto* const portfolio = find(account.terms.account)) {
            *portfolio = Portfolio{.terms = account.terms, .cash = account.cash, .orders = {}, .positions = {}};
        }
    }
    for (const engine::OrderState& order : found.orders) {
        if (auto* const portfolio = find(order.account)) {
            (*portfolio)->orders.push_back({order.id, order.terms});
        }
    }
    for (const engine::PositionState& position : found.positions) {
        if (auto* const portfolio = find(position.account)) {
            (*portfolio)->positions.push_back({position.id, position.instrument, position.side, position.lots});
        }
    }
    for (const engine::WithdrawalState& withdrawal : found.withdrawals) {
        if (find(withdrawal.account) != nullptr) {
            withdrawals_.push_back({withdrawal.account, withdrawal.id});
        }
    }
}

void ClientPortfolios::on_event(const Event& event) {
    const std::scoped_lock lock(mutex_);
    std::visit(
        [this]<class T>(const T& told) {
            if constexpr (requires(Portfolio& any) { this->follow(any, told); }) {
                if (auto* const portfolio = find(told.account); portfolio != nullptr && *portfolio) {
                    follow(**portfolio, told);
                }
            } else if constexpr (std::same_as<T, AccountOpened>) {
                if (auto* const portfolio = find(told.account)) {
                    *portfolio = Portfolio{
                        .terms = told.terms, .cash = Money{0, told.terms.currency}, .orders = {}, .positions = {}};
                }
            }
        },
        event);
}

std::optional<Portfolio> ClientPortfolios::portfolio(std::size_t client) const {
    const std::scoped_lock lock(mutex_);
    return portfolios_[client];
}

std::optional<ClientPortfolios::Withdrawal> ClientPortfolios::take_withdrawal() {
    const std::scoped_lock lock(mutex_);
    return take_first(withdrawals_);
}

std::optional<ClientPortfolios::PendingDeposit> ClientPortfolios::take_deposit() {
    const std::scoped_lock lock(mutex_);
    return take_first(deposits_);
}

std::optional<Portfolio>* ClientPortfolios::find(AccountId account) {
    const bool is_clients = account >= first_ && account.value() - first_.value() < count_;
    return is_clients ? &portfolios_[account.value() - first_.value()] : nullptr;
}

void ClientPortfolios::follow(Portfolio& portfolio, const OrderAccepted& event) {
    if (event.terms.type != OrderType::market) {
        portfolio.orders.push_back({event.order, event.terms});
    }
}

void ClientPortfolios::follow(Portfolio& portfolio, const OrderModified& event) {
    for (LiveOrder& order : portfolio.orders) {
        if (order.id == event.order) {
            order.terms = event.terms;
        }
    }
}

void ClientPortfolios::follow(Portfolio& portfolio, const OrderCancelled& event) {
    remove_order(portfolio, event.order);
}

void ClientPortfolios::follow(Portfolio& portfolio, const OrderExpired& event) { remove_order(portfolio, event.order); }

void ClientPortfolios::follow(Portfolio& portfolio, const Trade& event) {
    if (event.leaves_lots == Lots()) {
        remove_order(portfolio, event.order);
    }
}

void ClientPortfolios::follow(Portfolio& portfolio, const PositionChanged& event) {
    std::erase_if(portfolio.positions, [&](const OpenPosition& position) { return position.id == event.position; });
    if (event.lots > Lots()) {
        portfolio.positions.push_back({event.position, event.instrument, event.side, event.lots});
    }
}

void ClientPortfolios::follow(Portfolio& portfolio, const TransactionPosted& event) {
    for (const Posting& posting : event.postings) {
        if (posting.account == LedgerAccountKind::cash && posting.balance) {
            portfolio.cash = *posting.balance;
            if (event.kind == TransactionKind::deposit) {
                deposits_.push_back({event.account, posting.amount});
            }
        }
    }
}

void ClientPortfolios::follow(Portfolio& /*portfolio*/, const WithdrawalRequested& event) {
    withdrawals_.push_back({event.account, event.withdrawal});
}

}  // namespace trireme::app
