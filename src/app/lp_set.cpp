#include "app/lp_set.hpp"

namespace trireme::app {
namespace {

bool is_same_instrument(const Instrument& a, const Instrument& b) {
    return a.id == b.id && a.symbol == b.symbol && a.type == b.type && a.base == b.base && a.quote == b.quote &&
           a.tick_size == b.tick_size && a.contract_size == b.contract_size;
}

}  // namespace

Result<void> adopt_instruments(std::vector<TradedInstrument>& instruments, const engine::EngineState& found) {
    for (const engine::InstrumentState& known : found.instruments) {
        for (TradedInstrument& each : instruments) {
            if (known.terms.id != each.terms.id && known.terms.symbol != each.terms.symbol) {
                continue;
            }
            if (!is_same_instrument(known.terms, each.terms)) {
                return fail(ErrorCode::conflict,
                            "the market would trade {} as instrument {}, and here instrument {} is {} on other terms: "
                            "take another data folder, or --clients 0 without a feed",
                            each.terms.symbol.view(), each.terms.id.value(), known.terms.id.value(),
                            known.terms.symbol.view());
            }
            each.terms = known.terms;
            if (known.bid > Price()) {
                each.mid = Price((known.bid.value() + known.ask.value()) / 2);
            }
        }
    }
    return {};
}

}  // namespace trireme::app
