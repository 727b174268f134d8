#include "reference/event_audit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::reference {

std::optional<std::string> EventAudit::check(std::span<const Event> events) {
    for (const Event& event : events) {
        if (auto problem = std::visit([&](const auto& said) { return see(said); }, event)) {
            return problem;
        }
    }
    return std::nullopt;
}

template <class E>
EventAudit::Problem EventAudit::see(const E& event) {
    if constexpr (requires { event.account_seq; }) {
        if (auto problem = see_sequence(event.account, event.account_seq)) {
            return problem;
        }
    }
    if constexpr (std::same_as<E, OrderAccepted>) {
        return see_accepted(event);
    } else if constexpr (std::same_as<E, OrderCancelled> || std::same_as<E, OrderExpired>) {
        return see_end(event.order);
    } else if constexpr (std::same_as<E, OrderModified>) {
        return see_modified(event);
    } else if constexpr (std::same_as<E, Trade>) {
        return see_trade(event);
    } else if constexpr (std::same_as<E, PositionChanged>) {
        return see_position(event);
    } else if constexpr (std::same_as<E, TransactionPosted>) {
        return see_transaction(event);
    } else if constexpr (std::same_as<E, MarginCallChanged> || std::same_as<E, StopOut>) {
        return see_valuation(event.account, event.figures, event.valuation);
    } else {
        return std::nullopt;
    }
}

EventAudit::Problem EventAudit::see_sequence(AccountId account, std::uint64_t sequence) {
    if (account == AccountId()) {
        return sequence == 0 ? std::nullopt : Problem("an event of no account has an account_seq");
    }
    const std::uint64_t expected = ++sequences_[account];
    return sequence == expected ? std::nullopt
                                : Problem(fmt::format("account {}: account_seq {} where {} is next", account.value(),
                                                      sequence, expected));
}

EventAudit::Problem EventAudit::see_accepted(const OrderAccepted& event) {
    if (event.order.value() != last_order_.value() + 1) {
        return fmt::format("order {} is accepted after order {}", event.order.value(), last_order_.value());
    }
    last_order_ = event.order;
    orders_[event.order] = {event.terms.lots};
    if (event.adds_risk != event.after.has_value() || event.adds_risk != event.routing.has_value()) {
        return fmt::format("order {}: figures and routing belong to what adds risk", event.order.value());
    }
    if (event.after && event.after->equity.minor_units < event.after->used_margin.minor_units) {
        return fmt::format("order {} is accepted without free margin", event.order.value());
    }
    return std::nullopt;
}

EventAudit::Problem EventAudit::see_modified(const OrderModified& event) {
    const auto found = orders_.find(event.order);
    if (found == orders_.end() || !found->second.lives) {
        return fmt::format("order {} is modified and does not live", event.order.value());
    }
    if (event.leaves_lots <= Lots() || event.leaves_lots > event.terms.lots) {
        return fmt::format("order {} has {} lots left of {}", event.order.value(), event.leaves_lots.value(),
                           event.terms.lots.value());
    }
    if (event.after && event.after->equity.minor_units < event.after->used_margin.minor_units) {
        return fmt::format("order {} is modified without free margin", event.order.value());
    }
    found->second.leaves = event.leaves_lots;
    return std::nullopt;
}

EventAudit::Problem EventAudit::see_end(OrderId order) {
    const auto found = orders_.find(order);
    if (found == orders_.end() || !found->second.lives) {
        return fmt::format("order {} ends and does not live", order.value());
    }
    found->second.lives = false;
    return std::nullopt;
}

EventAudit::Problem EventAudit::see_trade(const Trade& event) {
    if (event.trade.value() != last_trade_.value() + 1) {
        return fmt::format("trade {} comes after trade {}", event.trade.value(), last_trade_.value());
    }
    last_trade_ = event.trade;
    const auto found = orders_.find(event.order);
    if (found == orders_.end() || !found->second.lives) {
        return fmt::format("trade {} of order {}, which does not live", event.trade.value(), event.order.value());
    }
    OrderSeen& order = found->second;
    if (event.lots <= Lots() || event.lots > order.leaves) {
        return fmt::format("trade {} of more than order {} has left", event.trade.value(), event.order.value());
    }
    order.leaves = Lots(order.leaves.value() - event.lots.value());
    order.lives = event.leaves_lots > Lots();
    if (event.opens == event.profit.has_value()) {
        return fmt::format("trade {}: a profit belongs to what closes", event.trade.value());
    }
    PositionSeen& position = positions_[event.position];
    if (position.lots == Lots()) {
        position.instrument = event.instrument;
        position.side = event.side;
    }
    const bool increases = position.side == event.side;
    if (increases != event.opens) {
        return fmt::format("trade {} on the wrong side of position {}", event.trade.value(), event.position.value());
    }
    position.lots = Lots(position.lots.value() + (increases ? event.lots.value() : -event.lots.value()));
    return std::nullopt;
}

EventAudit::Problem EventAudit::see_position(const PositionChanged& event) {
    PositionSeen& position = positions_[event.position];
    if (event.change == PositionChange::split) {
        position.lots = event.lots;
    }
    if (position.lots != event.lots || position.side != event.side || event.lots < Lots()) {
        return fmt::format("position {} is not what its trades made of it: {} instead of {} lots",
                           event.position.value(), event.lots.value(), position.lots.value());
    }
    const bool is_closed = event.change == PositionChange::closed;
    if (is_closed != (event.lots == Lots()) || (is_closed && event.cost != PriceLots())) {
        return fmt::format("position {} is closed and not empty, or the other way round", event.position.value());
    }
    return std::nullopt;
}

EventAudit::Problem EventAudit::see_transaction(const TransactionPosted& event) {
    if (event.transaction.value() != last_transaction_.value() + 1) {
        return fmt::format("transaction {} comes after {}", event.transaction.value(), last_transaction_.value());
    }
    last_transaction_ = event.transaction;
    std::map<Currency, Int128> sums;
    for (const Posting& posting : event.postings) {
        sums[posting.amount.currency] += posting.amount.minor_units;
        if (is_clients(posting.account) != posting.balance.has_value()) {
            return fmt::format("transaction {}: balances are those of clients", event.transaction.value());
        }
        if (posting.balance) {
            std::int64_t& balance = balances_[{event.account, posting.account}];
            balance += posting.amount.minor_units;
            if (balance != posting.balance->minor_units) {
                return fmt::format("transaction {}: a balance of {} where postings add up to {}",
                                   event.transaction.value(), posting.balance->minor_units, balance);
            }
        }
    }
    const bool is_balanced = std::ranges::all_of(sums, [](const auto& sum) { return sum.second == 0; });
    return is_balanced ? std::nullopt
                       : Problem(fmt::format("transaction {} does not sum to zero", event.transaction.value()));
}

EventAudit::Problem EventAudit::see_valuation(AccountId account, const MarginFigures& figures,
                                              const Valuation& valuation) {
    if (valuation.cash.minor_units != balances_[{account, LedgerAccountKind::cash}] ||
        valuation.credit.minor_units != balances_[{account, LedgerAccountKind::credit}]) {
        return fmt::format("account {}: cash and credit are not the sums of their postings", account.value());
    }
    Integer equity = exact(valuation.cash) + exact(valuation.credit);
    Integer used_margin = 0;
    for (const Stake& stake : valuation.stakes) {
        equity += exact(stake.profit);
        used_margin += exact(stake.margin);
    }
    const Currency currency = figures.equity.currency;
    const bool adds_up = round_amount(bounded(equity), currency) == figures.equity &&
                         round_amount(bounded(used_margin), currency) == figures.used_margin;
    return adds_up ? std::nullopt
                   : Problem(fmt::format("account {}: the figures are not what they are made of", account.value()));
}

std::int64_t EventAudit::house_exposure(InstrumentId instrument) const {
    std::int64_t exposure = 0;
    for (const auto& [id, position] : positions_) {
        if (position.instrument == instrument) {
            exposure += position.side == Side::sell ? position.lots.value() : -position.lots.value();
        }
    }
    return exposure;
}

}  // namespace trireme::reference
