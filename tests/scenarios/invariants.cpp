#include "scenarios/invariants.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {

void AcceptedOrdersAreCovered::on_event(const Event& event) {
    const auto* const accepted = std::get_if<OrderAccepted>(&event);
    if (accepted == nullptr || !accepted->adds_risk) {
        return;
    }
    if (!accepted->after || !accepted->routing) {
        broken_ =
            fmt::format("order {} adds risk, and says not how it was weighed and routed", accepted->order.value());
        return;
    }
    if (accepted->after->equity.minor_units < accepted->after->used_margin.minor_units) {
        broken_ = fmt::format("order {} was accepted with an equity of {} for a margin of {}", accepted->order.value(),
                              format(accepted->after->equity), format(accepted->after->used_margin));
    }
}

void StreamsAreGapless::on_event(const Event& event) {
    std::visit(
        [&](const auto& any) {
            if constexpr (requires { any.account_seq; }) {
                const bool is_nobodys = any.account == AccountId();
                const std::uint64_t expected = is_nobodys ? 0 : ++last_seq_[any.account];
                if (any.account_seq != expected) {
                    broken_ = fmt::format("the stream of account {} has event {} where {} should be",
                                          any.account.value(), any.account_seq, expected);
                }
            }
        },
        event);
}

std::optional<std::string> StreamsAreGapless::broken(const EngineState& state) const {
    for (const engine::AccountState& account : state.accounts) {
        const auto found = last_seq_.find(account.terms.account);
        const std::uint64_t last = found == last_seq_.end() ? 0 : found->second;
        if (account.last_seq != last) {
            return fmt::format("account {} counts {} events, and its stream has {}", account.terms.account.value(),
                               account.last_seq, last);
        }
    }
    return broken_;
}

void IdsAreGapless::on_event(const Event& event) {
    const auto expect_next = [&](std::string_view what, std::uint64_t id, std::uint64_t& last) {
        last += 1;
        if (id != last) {
            broken_ = fmt::format("{} {} comes where {} should", what, id, last);
        }
    };
    if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
        expect_next("order", accepted->order.value(), orders_);
    } else if (const auto* const trade = std::get_if<Trade>(&event)) {
        expect_next("trade", trade->trade.value(), trades_);
    } else if (const auto* const posted = std::get_if<TransactionPosted>(&event)) {
        expect_next("transaction", posted->transaction.value(), transactions_);
    } else if (const auto* const requested = std::get_if<WithdrawalRequested>(&event)) {
        expect_next("withdrawal", requested->withdrawal.value(), withdrawals_);
    } else if (const auto* const changed = std::get_if<PositionChanged>(&event)) {
        if (changed->change == PositionChange::opened) {
            expect_next("position", changed->position.value(), positions_);
        }
    }
}

std::optional<std::string> IdsAreGapless::broken(const EngineState& state) const {
    const bool is_remembered = state.last_order.value() == orders_ && state.last_position.value() == positions_ &&
                               state.last_trade.value() == trades_ && state.last_transaction.value() == transactions_ &&
                               state.last_withdrawal.value() == withdrawals_;
    if (!is_remembered) {
        return "the state does not remember the ids that were given last";
    }
    return broken_;
}

void Invariants::on_event(const Event& event) {
    postings_.on_event(event);
    balances_.on_event(event);
    positions_.on_event(event);
    orders_.on_event(event);
    covered_.on_event(event);
    streams_.on_event(event);
    ids_.on_event(event);
    valuations_.on_event(event);
    hedges_.on_event(event);
}

std::optional<std::string> Invariants::broken_after(const EngineState& state) {
    const auto first_of = [&](auto&... all) {
        std::optional<std::string> broken;
        static_cast<void>(((broken = all.broken(state)).has_value() || ...));
        return broken;
    };
    if (auto broken =
            first_of(postings_, balances_, positions_, orders_, covered_, streams_, ids_, valuations_, hedges_)) {
        return broken;
    }
    if (const auto checked = engine::check_state(state); !checked) {
        return checked.error().message;
    }
    return std::nullopt;
}

}  // namespace trireme::scenarios
