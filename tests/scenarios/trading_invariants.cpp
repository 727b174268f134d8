#include "scenarios/invariants.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {

void PositionsAreTheirTrades::on_event(const Event& event) {
    house_.on_event(event);
    if (const auto* const trade = std::get_if<Trade>(&event)) {
        on_trade(*trade);
    } else if (const auto* const changed = std::get_if<PositionChanged>(&event)) {
        on_change(*changed);
    } else if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
        on_accepted(*accepted);
    }
}

void PositionsAreTheirTrades::on_trade(const Trade& trade) {
    const Side held_side = trade.opens ? trade.side : opposite(trade.side);
    const auto [found, is_new] = held_.try_emplace(trade.position, Held{trade.account, trade.instrument, held_side, 0});
    Held& held = found->second;
    if (is_new != (trade.opens && held.lots == 0) || held.side != held_side || held.account != trade.account ||
        held.instrument != trade.instrument) {
        broken_ = fmt::format("trade {} does not belong to position {}", trade.trade.value(), trade.position.value());
    }
    held.lots += trade.opens ? trade.lots.value() : -trade.lots.value();
    if (held.lots < 0) {
        broken_ = fmt::format("trade {} closes more of position {} than is open", trade.trade.value(),
                              trade.position.value());
    }
}

void PositionsAreTheirTrades::on_change(const PositionChanged& changed) {
    const auto found = held_.find(changed.position);
    if (found == held_.end()) {
        broken_ = fmt::format("position {} changes and is not open", changed.position.value());
        return;
    }
    if (changed.change == PositionChange::split) {
        found->second.lots = changed.lots.value();
    }
    if (found->second.lots != changed.lots.value()) {
        broken_ = fmt::format("position {} has {} lots, which is not the sum of its trades", changed.position.value(),
                              format(changed.lots));
    }
    if (found->second.lots == 0) {
        held_.erase(found);
    }
}

void PositionsAreTheirTrades::on_accepted(const OrderAccepted& accepted) {
    if (!accepted.routing) {
        return;
    }
    Int128 exposure = house_.of(accepted.terms.instrument);
    for (const auto& [id, held] : held_) {
        if (held.instrument == accepted.terms.instrument) {
            exposure += held.side == Side::sell ? held.lots : -held.lots;
        }
    }
    if (accepted.routing->inputs.exposure.value() != exposure) {
        broken_ = fmt::format("order {} was routed at an exposure of {}, which is not that of all positions and hedges",
                              accepted.order.value(), format(accepted.routing->inputs.exposure));
    }
}

std::optional<std::string> PositionsAreTheirTrades::broken(const EngineState& state) const {
    if (state.positions.size() != held_.size()) {
        return fmt::format("{} positions are open by their trades, and {} are kept", held_.size(),
                           state.positions.size());
    }
    for (const engine::PositionState& position : state.positions) {
        const auto found = held_.find(position.id);
        if (found == held_.end() || found->second.lots != position.lots.value()) {
            return fmt::format("position {} has {} lots, which is not the sum of its trades", position.id.value(),
                               format(position.lots));
        }
    }
    return broken_;
}

void TradesHaveOrders::on_event(const Event& event) {
    if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
        live_[accepted->order] = Live{accepted->account, accepted->terms.lots};
    } else if (const auto* const modified = std::get_if<OrderModified>(&event)) {
        if (Live* const live = find(modified->order)) {
            live->leaves_lots.reset();
        }
    } else if (const auto* const reduced = std::get_if<OrderReduced>(&event)) {
        if (Live* const live = find(reduced->order)) {
            live->leaves_lots = reduced->leaves_lots;
        }
    } else if (const auto* const cancelled = std::get_if<OrderCancelled>(&event)) {
        const bool was_scaled = cancelled->reason == CancelReason::split;
        on_end(cancelled->order, was_scaled ? std::nullopt : std::optional(cancelled->leaves_lots));
    } else if (const auto* const expired = std::get_if<OrderExpired>(&event)) {
        on_end(expired->order, expired->leaves_lots);
    } else if (const auto* const trade = std::get_if<Trade>(&event)) {
        on_trade(*trade);
    }
}

void TradesHaveOrders::on_trade(const Trade& trade) {
    Live* const live = find(trade.order);
    if (live == nullptr) {
        return;
    }
    const Int128 left_before =
        live->leaves_lots ? Int128{live->leaves_lots->value()} : Int128{trade.leaves_lots.value()} + trade.lots.value();
    if (live->account != trade.account || trade.leaves_lots < Lots() ||
        left_before - trade.lots.value() != trade.leaves_lots.value()) {
        broken_ = fmt::format("trade {} of {} lots leaves {} of order {}", trade.trade.value(), format(trade.lots),
                              format(trade.leaves_lots), trade.order.value());
    }
    live->leaves_lots = trade.leaves_lots;
    if (trade.leaves_lots == Lots()) {
        live_.erase(trade.order);
    }
}

void TradesHaveOrders::on_end(OrderId order, std::optional<Lots> leaves_lots) {
    const Live* const live = find(order);
    if (live == nullptr) {
        return;
    }
    if (leaves_lots && live->leaves_lots && *live->leaves_lots != *leaves_lots) {
        broken_ = fmt::format("order {} ends with {} lots left, and had {}", order.value(), format(*leaves_lots),
                              format(*live->leaves_lots));
    }
    live_.erase(order);
}

TradesHaveOrders::Live* TradesHaveOrders::find(OrderId order) {
    const auto found = live_.find(order);
    if (found == live_.end()) {
        broken_ = fmt::format("something happens to order {}, which does not live", order.value());
        return nullptr;
    }
    return &found->second;
}

std::optional<std::string> TradesHaveOrders::broken(const EngineState& state) {
    if (state.orders.size() != live_.size()) {
        return fmt::format("{} orders live by their events, and {} are kept", live_.size(), state.orders.size());
    }
    for (const engine::OrderState& order : state.orders) {
        const auto found = live_.find(order.id);
        if (found == live_.end()) {
            return fmt::format("order {} is kept, and does not live by its events", order.id.value());
        }
        std::optional<Lots>& leaves_lots = found->second.leaves_lots;
        if (leaves_lots.value_or(order.leaves_lots) != order.leaves_lots || order.leaves_lots > order.terms.lots) {
            return fmt::format("order {} has {} of {} lots left, which is not what its events say", order.id.value(),
                               format(order.leaves_lots), format(order.terms.lots));
        }
        leaves_lots = order.leaves_lots;
    }
    return broken_;
}

}  // namespace trireme::scenarios
