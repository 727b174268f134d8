#include "reference/admission.hpp"
#include "reference/checks.hpp"
#include "reference/close_by.hpp"
#include "reference/execution.hpp"
#include "reference/hedging.hpp"
#include "reference/placing.hpp"
#include "reference/requests.hpp"

// The requests of the chapter Positions of docs/rules.md.
namespace trireme::reference {
namespace {

Rejection unknown_position(PositionId position) { return reject(RejectCode::unknown_position, {.position = position}); }

// Everything that speaks against closing a position by this market order.
Objection check_close(const World& world, const Account& account, const PositionState& position,
                      const OrderTerms& terms) {
    const InstrumentState& instrument = world.instruments.at(position.instrument);
    if (auto objection = check_session(world, instrument, false)) {
        return objection;
    }
    if (auto objection = check_quote_age(world, instrument)) {
        return objection;
    }
    if (terms.lots <= Lots()) {
        return reject_field(RejectCode::invalid_field, FieldName("lots"));
    }
    if (terms.max_deviation && !terms.price) {
        return reject_field(RejectCode::required_field, FieldName("price"));
    }
    if (auto objection = check_price_form(terms.price, FieldName("price"), 1)) {
        return objection;
    }
    if (auto objection = check_price_form(terms.max_deviation, FieldName("max_deviation"), 0)) {
        return objection;
    }
    if (auto objection = check_volume(instrument.terms, terms.lots, position.lots)) {
        return objection;
    }
    if (auto objection = check_deviation({world, account, terms})) {
        return objection;
    }
    return check_liquidity(instrument, terms.side);
}

Outcome close_position(World& world, const Account& account, const PositionState& position, const OrderTerms& terms,
                       const ClientOrderId& client_order_id) {
    if (auto objection = check_close(world, account, position, terms)) {
        return std::unexpected(*objection);
    }
    const OrderId order =
        place_reducing(world, account.terms.account, terms, client_order_id, {TradeReason::client, asked_price(terms)});
    return Answer{order.value(), {order}};
}

// A market order on the other side that opens a position there.
OrderTerms entry_against(const PositionState& position, Lots lots) {
    OrderTerms terms = closing_terms(position, lots);
    terms.position.reset();
    return terms;
}

// Both the close and the entry, or neither.
Outcome reverse_hedged(World& world, const Account& account, const PositionState& position,
                       const ClientOrderId& client_order_id) {
    const OrderTerms terms = entry_against(position, position.lots);
    if (auto objection = check_order({world, account, terms})) {
        return std::unexpected(*objection);
    }
    const OrderTerms closing = closing_terms(position, position.lots);
    OrderState close = draft_order(world, account, closing, OrderId(world.last_order.value() + 1));
    OrderState entry = draft_order(world, account, terms, OrderId(world.last_order.value() + 2));

    // As things will be once the position is closed.
    Standing standing = standing_of(world, account.terms.account);
    InstrumentState book = world.instruments.at(position.instrument);
    const auto fills = immediate_fills(book, group_of(world, account), close, close.leaves_lots);
    const auto deals = fill_order(world, standing, close, fills);
    TRIREME_ASSERT(deals.has_value(), "closing needs no rate that could be missing");
    if (auto objection = check_liquidity(book, terms.side)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_limits(world, standing, entry, 1)) {
        return std::unexpected(*objection);
    }
    const auto admission = admit(world, entry, standing, book);
    if (!admission) {
        return std::unexpected(admission.error());
    }
    const OrderId closed_by =
        place_reducing(world, account.terms.account, closing, client_order_id, {TradeReason::client, std::nullopt});
    entry.route = kept(*admission->routing);
    accept(world, entry, client_order_id, *admission);
    start(world, entry);
    return Answer{closed_by.value(), {closed_by, entry.id}};
}

}  // namespace

Outcome perform(World& world, const ModifyPosition& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    const Account& account = world.accounts.at(request.account);
    if (position_of(world, request.account, request.position) == nullptr) {
        return std::unexpected(unknown_position(request.position));
    }
    PositionState& position = world.positions.at(request.position);
    const InstrumentState& instrument = world.instruments.at(position.instrument);
    if (auto objection = check_session(world, instrument, false)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_quote_age(world, instrument)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_protection_form(request.protection)) {
        return std::unexpected(*objection);
    }
    if (auto objection = check_protection_tick(instrument.terms, request.protection)) {
        return std::unexpected(*objection);
    }
    const ClientQuote quote = client_quote(instrument, group_of(world, account));
    if (auto objection = check_protection_side(request.protection, position.side, quote.exit(position.side), quote)) {
        return std::unexpected(*objection);
    }
    if (position.protection == request.protection) {
        return std::unexpected(reject(RejectCode::nothing_changed, {.position = request.position}));
    }
    protect(position, request.protection, quote);
    say_position(world, position, PositionChange::modified);
    return Answer{request.position.value(), {}};
}

Outcome perform(World& world, const ClosePosition& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    const PositionState* const position = position_of(world, request.account, request.position);
    if (position == nullptr) {
        return std::unexpected(unknown_position(request.position));
    }
    OrderTerms terms = closing_terms(*position, request.lots.value_or(position->lots));
    terms.price = request.price;
    terms.max_deviation = request.max_deviation;
    return close_position(world, world.accounts.at(request.account), *position, terms, request.client_order_id);
}

Outcome perform(World& world, const CloseBy& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    if (world.accounts.at(request.account).terms.mode == AccountMode::netting) {
        return std::unexpected(reject(RejectCode::hedging_only, {.account = request.account}));
    }
    const PositionState* const first = position_of(world, request.account, request.position);
    if (first == nullptr) {
        return std::unexpected(unknown_position(request.position));
    }
    const PositionState* const second = position_of(world, request.account, request.opposite);
    if (second == nullptr || second->instrument != first->instrument) {
        return std::unexpected(unknown_position(request.opposite));
    }
    if (first->side == second->side) {
        return std::unexpected(reject(RejectCode::same_side, {.position = request.position}));
    }
    if (auto objection = check_session(world, world.instruments.at(first->instrument), false)) {
        return std::unexpected(*objection);
    }
    return Answer{close_by(world, *first, *second, request.client_order_id, TradeReason::close_by).value(), {}};
}

Outcome perform(World& world, const ReversePosition& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    const Account& account = world.accounts.at(request.account);
    const PositionState* const found = position_of(world, request.account, request.position);
    if (found == nullptr) {
        return std::unexpected(unknown_position(request.position));
    }
    const PositionState position = *found;
    if (position.lots > volume_max) {
        return std::unexpected(reject(RejectCode::out_of_range, {.instrument = position.instrument}));
    }
    if (account.terms.mode == AccountMode::hedging) {
        return reverse_hedged(world, account, position, request.client_order_id);
    }
    const Lots twice(2 * position.lots.value());
    return place_order(world, account, entry_against(position, twice), request.client_order_id);
}

Outcome perform(World& world, const ClosePositions& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    if (auto objection = request.instrument ? check_instrument(world, *request.instrument) : std::nullopt) {
        return std::unexpected(*objection);
    }
    std::vector<PositionState> positions;
    for (const auto& [id, position] : world.positions) {
        if (position.account == request.account &&
            (!request.instrument || position.instrument == *request.instrument)) {
            positions.push_back(position);
        }
    }
    if (positions.empty()) {
        return std::unexpected(reject(RejectCode::nothing_to_close, {.account = request.account}));
    }
    Answer answer;
    for (const PositionState& position : positions) {
        const auto closed = close_position(world, world.accounts.at(request.account), position,
                                           closing_terms(position, position.lots), request.client_order_id);
        if (!closed) {
            RejectFigures figures = closed.error().figures;
            figures.position = position.id;
            say(world, Rejected{.account = request.account,
                                .client_order_id = request.client_order_id,
                                .command = ClosePositions::wire_type,
                                .code = closed.error().code,
                                .figures = figures});
        } else if (answer.id == 0) {
            answer = *closed;
        }
    }
    return answer;
}

}  // namespace trireme::reference
