#include "venues/oanda_reasons.hpp"

#include <algorithm>
#include <array>

namespace trireme::venues {
namespace {

constexpr auto meanings = std::to_array<OandaReasonMeaning>({
    {OandaReason("BOUNDS_VIOLATION"), LpReason::price},
    {OandaReason("CLIENT_ORDER_ID_ALREADY_EXISTS"), LpReason::repeated},
    {OandaReason("CLIENT_ORDER_ID_INVALID"), LpReason::terms},
    {OandaReason("INSTRUMENT_ASK_HALTED"), LpReason::closed},
    {OandaReason("INSTRUMENT_BID_HALTED"), LpReason::closed},
    {OandaReason("INSTRUMENT_MISSING"), LpReason::instrument},
    {OandaReason("INSTRUMENT_NOT_TRADEABLE"), LpReason::closed},
    {OandaReason("INSTRUMENT_PRICE_UNKNOWN"), LpReason::closed},
    {OandaReason("INSTRUMENT_UNKNOWN"), LpReason::instrument},
    {OandaReason("INSUFFICIENT_LIQUIDITY"), LpReason::volume},
    {OandaReason("MARKET_HALTED"), LpReason::closed},
    {OandaReason("OPEN_TRADES_ALLOWED_EXCEEDED"), LpReason::busy},
    {OandaReason("ORDER_DOESNT_EXIST"), LpReason::not_found},
    {OandaReason("PENDING_ORDERS_ALLOWED_EXCEEDED"), LpReason::busy},
    {OandaReason("PRICE_INVALID"), LpReason::terms},
    {OandaReason("PRICE_MISSING"), LpReason::terms},
    {OandaReason("PRICE_PRECISION_EXCEEDED"), LpReason::terms},
    {OandaReason("REPLACING_ORDER_INVALID"), LpReason::terms},
    {OandaReason("TIME_IN_FORCE_INVALID"), LpReason::terms},
    {OandaReason("TIME_IN_FORCE_MISSING"), LpReason::terms},
    {OandaReason("UNITS_INVALID"), LpReason::terms},
    {OandaReason("UNITS_LIMIT_EXCEEDED"), LpReason::terms},
    // Spelled so in the definition.
    {OandaReason("UNITS_MIMIMUM_NOT_MET"), LpReason::terms},
    {OandaReason("UNITS_MISSING"), LpReason::terms},
    {OandaReason("UNITS_PRECISION_EXCEEDED"), LpReason::terms},
});

}  // namespace

std::span<const OandaReasonMeaning> oanda_reason_meanings() { return meanings; }

LpReason meaning_of(const OandaReason& reason) {
    const auto* const found = std::ranges::find(meanings, reason, &OandaReasonMeaning::reason);
    return found == meanings.end() ? LpReason::dealer : found->meaning;
}

}  // namespace trireme::venues
