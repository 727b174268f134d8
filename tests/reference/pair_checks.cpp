#include "reference/pair_checks.hpp"

namespace trireme::reference {

Objection check_pair_form(const OrderTerms& terms, const OrderTerms& other) {
    if (terms.instrument != other.instrument) {
        return reject_field(RejectCode::invalid_field, FieldName("instrument"));
    }
    if (terms.type == OrderType::market) {
        return reject_field(RejectCode::invalid_field, FieldName("type"));
    }
    if (terms.time_in_force == TimeInForce::ioc || terms.time_in_force == TimeInForce::fok) {
        return reject_field(RejectCode::invalid_field, FieldName("time_in_force"));
    }
    if (terms.position) {
        return reject_field(RejectCode::unexpected_field, FieldName("position"));
    }
    if (terms.reduce_only) {
        return reject_field(RejectCode::unexpected_field, FieldName("reduce_only"));
    }
    return std::nullopt;
}

Objection check_pair_side(const Asked& asked) {
    const OrderTerms& terms = asked.terms;
    if (terms.type != OrderType::limit) {
        return std::nullopt;
    }
    InstrumentState untouched = asked.instrument();
    const Group& group = group_of(asked.world, asked.account);
    if (take(untouched, group, terms.side, terms.lots, terms.price).empty()) {
        return std::nullopt;
    }
    const ClientQuote quote = asked.quote();
    return reject(RejectCode::price_wrong_side,
                  {.field = FieldName("price"), .asked_price = terms.price, .bid = quote.bid, .ask = quote.ask});
}

}  // namespace trireme::reference
