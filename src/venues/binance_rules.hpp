#pragma once

#include "base/result.hpp"
#include "ports/lp_order.hpp"
#include "venues/binance_feed.hpp"
#include "venues/binance_messages.hpp"

#include <map>
#include <vector>

namespace trireme::venues {

// How the configured instruments are traded, by the exchange's own account: an order that it would refuse is refused
// here.
class BinanceRules {
public:
    // `not_found` if the exchange does not know one of the instruments.
    [[nodiscard]] static Result<BinanceRules> create(const std::vector<BinanceFeedTerms::Instrument>& instruments,
                                                     const BinanceExchangeInfo& info);

    // What is wrong with such an order; LpReason::none if nothing is.
    [[nodiscard]] LpReason fault_of(const Symbol& symbol, LpOrderType type, Units units, Price price) const;

private:
    std::map<Symbol, BinanceSymbol> symbols_;
};

}  // namespace trireme::venues
