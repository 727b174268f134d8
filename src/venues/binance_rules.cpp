#include "venues/binance_rules.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

bool is_multiple(Int128 value, Int128 step) { return step == 0 || value % step == 0; }

}  // namespace

Result<BinanceRules> BinanceRules::create(const std::vector<BinanceFeedTerms::Instrument>& instruments,
                                          const BinanceExchangeInfo& info) {
    BinanceRules rules;
    for (const auto& instrument : instruments) {
        const auto found = std::ranges::find(info.symbols, instrument.symbol, &BinanceSymbol::symbol);
        if (found == info.symbols.end()) {
            return fail(ErrorCode::not_found, "the exchange does not trade {}", instrument.symbol.view());
        }
        rules.symbols_.emplace(found->symbol, *found);
    }
    return rules;
}

LpReason BinanceRules::fault_of(const Symbol& symbol, LpOrderType type, Units units, Price price) const {
    const auto found = symbols_.find(symbol);
    if (found == symbols_.end()) {
        return LpReason::instrument;
    }
    const BinanceSymbol& rules = found->second;
    if (rules.status != "TRADING") {
        return LpReason::closed;
    }
    const bool is_too_much = rules.units_max != Units() && units > rules.units_max;
    if (units < rules.units_min || is_too_much || !is_multiple(units.value(), rules.units_step.value())) {
        return LpReason::terms;
    }
    if (type == LpOrderType::limit) {
        const Int128 notional = units.value() * price.value() / Int128{power_of_ten(scale_digits_of<Price>)};
        if (!is_multiple(price.value(), rules.tick_size.value()) || notional < rules.notional_min.value()) {
            return LpReason::terms;
        }
    }
    return LpReason::none;
}

}  // namespace trireme::venues
