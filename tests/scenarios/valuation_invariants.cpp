#include "base/integer.hpp"
#include "scenarios/invariants.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {
namespace {

// Whether the amounts of the stakes and what stands beside them round to the figure. Sums that no account comes near
// are not judged: the engine keeps them at a bound.
bool rounds_to(Money figure, Amount beside, const Valuation& valuation, Amount Stake::* part) {
    std::optional<Int128> sum = beside.value();
    for (const Stake& stake : valuation.stakes) {
        sum = sum ? checked_add(*sum, (stake.*part).value()) : std::nullopt;
    }
    const auto rounded = sum ? round_to_money(Amount(*sum), figure.currency) : fail(ErrorCode::out_of_range, "");
    return !rounded || *rounded == figure;
}

}  // namespace

void ValuationsAddUp::on_event(const Event& event) {
    if (const auto* const call = std::get_if<MarginCallChanged>(&event)) {
        on_valuation(call->account, call->figures, call->valuation);
    } else if (const auto* const step = std::get_if<StopOut>(&event)) {
        on_valuation(step->account, step->figures, step->valuation);
    }
}

void ValuationsAddUp::on_valuation(AccountId account, const MarginFigures& figures, const Valuation& valuation) {
    // Both are at most 64 bits of minor units, and an amount holds several of those.
    const Amount money(amount_of(valuation.cash).value() + amount_of(valuation.credit).value());
    if (!rounds_to(figures.equity, money, valuation, &Stake::profit)) {
        broken_ = fmt::format("account {}: cash, credit and profits are not its equity of {}", account.value(),
                              format(figures.equity));
    }
    if (!rounds_to(figures.used_margin, Amount(), valuation, &Stake::margin)) {
        broken_ = fmt::format("account {}: the margins of its stakes are not its used margin of {}", account.value(),
                              format(figures.used_margin));
    }
}

}  // namespace trireme::scenarios
