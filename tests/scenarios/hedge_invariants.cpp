#include "base/integer.hpp"
#include "scenarios/invariants.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {

void HouseHoldings::on_event(const Event& event) {
    if (const auto* const trade = std::get_if<LpTrade>(&event)) {
        const std::int64_t lots = trade->lots.value();
        lots_[{trade->instrument, trade->lp}] += trade->side == Side::buy ? lots : -lots;
    } else if (const auto* const action = std::get_if<CorporateActionDone>(&event)) {
        for (auto& [key, lots] : lots_) {
            if (action->numerator && key.first == action->instrument) {
                lots = lots * *action->numerator / *action->denominator;
            }
        }
    }
}

Int128 HouseHoldings::of(InstrumentId instrument, LpId lp) const {
    const auto found = lots_.find({instrument, lp});
    return found == lots_.end() ? Int128{0} : found->second;
}

Int128 HouseHoldings::of(InstrumentId instrument) const {
    Int128 sum = 0;
    for (const auto& [key, lots] : lots_) {
        sum += key.first == instrument ? lots : Int128{0};
    }
    return sum;
}

void HedgesAreTheirTrades::on_event(const Event& event) {
    holdings_.on_event(event);
    const auto* const trade = std::get_if<LpTrade>(&event);
    if (trade == nullptr) {
        return;
    }
    Int128& filled = filled_[trade->lp_order];
    filled += trade->reason == LpTradeReason::bust ? -trade->lots.value() : trade->lots.value();
    if (trade->filled.value() != filled || trade->held.value() != holdings_.of(trade->instrument, trade->lp)) {
        broken_ = fmt::format("what is said to be filled of order {} at an LP, or held there, is not the sum of trades",
                              trade->lp_order.value());
    }
}

std::optional<std::string> HedgesAreTheirTrades::broken(const EngineState& state) const {
    const bool is_split_under_way = state.work && state.work->split;
    for (const engine::HedgeState& hedge : state.hedges) {
        if (!is_split_under_way && hedge.held.value() != holdings_.of(hedge.instrument, hedge.lp)) {
            return fmt::format("what is held of instrument {} at LP {} is not the sum of its trades",
                               hedge.instrument.value(), hedge.lp.value());
        }
    }
    return broken_;
}

}  // namespace trireme::scenarios
