#include "engine/admission.hpp"
#include "engine/desk.hpp"
#include "engine/hedging.hpp"
#include "engine/lp_orders.hpp"
#include "engine/rejection.hpp"
#include "engine/splits.hpp"
#include "engine/work.hpp"
#include "model/bounds.hpp"

#include <algorithm>

// dividend.* and split.* of docs/rules.md, as far as they are requests.
namespace trireme::engine {
namespace {

std::optional<Rejection> check_new(const Books& books, CorporateActionId action) {
    return std::ranges::binary_search(books.corporate_actions, action)
               ? std::optional(Rejection{RejectCode::already_applied, {.asked_count = action.value()}})
               : std::nullopt;
}

// What the instrument's holders have of it, scaled, must stay within what a position may hold (split.refused).
bool fits(const InstrumentRecord& instrument, const SplitInstrument& split) {
    const auto is_within = [&](Int128 lots) {
        return lots * split.numerator <= Int128{volume_max.value()} * split.denominator;
    };
    return std::ranges::all_of(instrument.holdings, [&](const Holding& holding) {
        const HoldingSums& sums = holding.sums;
        return is_within(sums.long_lots) && is_within(sums.short_lots) && is_within(sums.ordered_lots);
    });
}

// Takes down that a new action was applied.
void take_down(Books& books, CorporateActionId action) {
    auto& known = books.corporate_actions;
    known.insert(std::ranges::lower_bound(known, action), action);
}

}  // namespace

std::optional<Rejection> pay_dividend(Books& books, const PayDividend& request) {
    if (auto rejection = check_new(books, request.action)) {
        return rejection;
    }
    if (!is_price(request.per_unit)) {
        return invalid_field(FieldName("per_unit"));
    }
    if (const auto instrument = known_instrument(books, request.instrument); !instrument) {
        return instrument.error();
    }
    take_down(books, request.action);
    begin_work(books, {.kind = WorkKind::dividend, .since = books.now, .dividend = request});
    return std::nullopt;
}

std::optional<Rejection> split_instrument(Books& books, const SplitInstrument& request) {
    const auto instrument = known_instrument(books, request.instrument);
    if (!instrument) {
        return instrument.error();
    }
    const auto is_factor = [](std::uint32_t number) { return number >= 1 && number <= split_factor_max; };
    if (!is_factor(request.numerator)) {
        return invalid_field(FieldName("numerator"));
    }
    if (!is_factor(request.denominator) || request.numerator == request.denominator) {
        return invalid_field(FieldName("denominator"));
    }
    if (auto rejection = check_new(books, request.action)) {
        return rejection;
    }
    if (!(*instrument)->has_quote()) {
        return rejection_of(RejectCode::off_quotes, request.instrument);
    }
    if (!fits(**instrument, request) || !hedges_fit(books, **instrument, request)) {
        return rejection_of(RejectCode::out_of_range, request.instrument);
    }
    if (has_live_lp_order(books, request.instrument)) {
        return Rejection{RejectCode::instrument_in_use,
                         {.instrument = request.instrument, .field = FieldName("lp_orders")}};
    }
    take_down(books, request.action);
    split_quote(**instrument, request);
    split_hedges(books, **instrument, request);
    forget_lp_orders(books, request.instrument);
    begin_work(books, {.kind = WorkKind::split_positions, .since = books.now, .split = request});
    return std::nullopt;
}

}  // namespace trireme::engine
