#include "engine/position_requests.hpp"

#include "engine/admission.hpp"
#include "engine/execution.hpp"
#include "engine/order_form.hpp"
#include "engine/placing.hpp"
#include "engine/rejection.hpp"
#include "engine/trailing.hpp"

namespace trireme::engine {
namespace {

OrderTerms closing_terms(const PositionRecord& position, Lots lots) {
    return {.instrument = position.holding->instrument->id,
            .side = opposite(position.side),
            .type = OrderType::market,
            .lots = lots,
            .position = position.id};
}

Answer close(Books& books, AccountRecord& account, const OrderTerms& terms, const ClientOrderId& client_order_id) {
    Admitted admitted;
    if (auto rejection = admit(books, account, terms, Origin::position_request, admitted)) {
        return std::unexpected(*rejection);
    }
    return accept(books, admitted, client_order_id).value();
}

std::optional<Rejection> check_protection(const Books& books, const PositionRecord& position,
                                          const Protection& protection) {
    const InstrumentRecord& instrument = *position.holding->instrument;
    if (auto rejection = check_session(instrument, books.now, Risk::reduces)) {
        return rejection;
    }
    if (auto rejection = check_quote_age(instrument, books.now)) {
        return rejection;
    }
    if (auto rejection = check_protection_form(protection)) {
        return rejection;
    }
    if (auto rejection = check_protection_tick(instrument.terms, protection)) {
        return rejection;
    }
    const ClientQuote quote = client_quote(instrument, *position.holding->account->group);
    if (auto rejection = check_protection_side(protection, position.side, exit_price(position.side, quote), quote)) {
        return rejection;
    }
    return protection == position.protection() ? std::optional(rejection_of(RejectCode::nothing_changed, position.id))
                                               : std::nullopt;
}

}  // namespace

Answer modify_position(Books& books, const ModifyPosition& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto position = open_position(books, **account, request.position);
    if (!position) {
        return std::unexpected(position.error());
    }
    if (auto rejection = check_protection(books, **position, request.protection)) {
        return std::unexpected(*rejection);
    }
    protect(books, **position, request.protection);
    books.touch(**account);
    emit_position(books, **position, PositionChange::modified);
    return request.position.value();
}

Answer close_position(Books& books, const ClosePosition& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto position = open_position(books, **account, request.position);
    if (!position) {
        return std::unexpected(position.error());
    }
    OrderTerms terms = closing_terms(**position, request.lots.value_or((*position)->lots));
    terms.price = request.price;
    terms.max_deviation = request.max_deviation;
    return close(books, **account, terms, request.client_order_id);
}

Answer close_positions(Books& books, const ClosePositions& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    if (request.instrument) {
        if (const auto instrument = known_instrument(books, *request.instrument); !instrument) {
            return std::unexpected(instrument.error());
        }
    }
    ScratchList<PositionId> ids(&books.scratch);
    for (const Holding* const holding : (*account)->holdings) {
        if (!request.instrument || holding->instrument->id == *request.instrument) {
            for (const PositionRecord& position : holding->positions) {
                ids.push_back(position.id);
            }
        }
    }
    if (ids.empty()) {
        return std::unexpected(Rejection{RejectCode::nothing_to_close, {.account = request.account}});
    }
    std::ranges::sort(ids);
    std::uint64_t first_order = 0;
    for (const PositionId id : ids) {
        const PositionRecord& position = *books.find(id);
        const auto closed = close(books, **account, closing_terms(position, position.lots), request.client_order_id);
        if (!closed) {
            Rejected rejected{.client_order_id = request.client_order_id,
                              .command = ClosePositions::wire_type,
                              .code = closed.error().code,
                              .figures = closed.error().figures};
            rejected.figures.position = id;
            books.emit(**account, rejected);
        } else if (first_order == 0) {
            first_order = *closed;
        }
    }
    return first_order;
}

}  // namespace trireme::engine
