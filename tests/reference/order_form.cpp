#include "reference/order_form.hpp"

#include "reference/amounts.hpp"
#include "reference/checks.hpp"

namespace trireme::reference {
namespace {

enum class Wanted : std::uint8_t { needed, possible, never };

// A row of the table in check.form.
struct FormRow {
    Wanted price;
    Wanted stop_price;
    Wanted max_deviation;
    Wanted trailing;
    bool waits;  // it cannot be filled at once, so IOC and FOK make no sense
};

FormRow row_of(OrderType type) {
    using enum Wanted;
    switch (type) {
        case OrderType::market: return {possible, never, possible, never, false};
        case OrderType::limit: return {needed, never, never, never, false};
        case OrderType::stop: return {never, needed, never, never, true};
        case OrderType::stop_limit: return {needed, needed, never, never, true};
        case OrderType::trailing_stop: break;
    }
    return {never, possible, never, needed, true};
}

Objection check_presence(Wanted wanted, bool is_there, FieldName field) {
    if (wanted == Wanted::needed && !is_there) {
        return reject_field(RejectCode::required_field, field);
    }
    if (wanted == Wanted::never && is_there) {
        return reject_field(RejectCode::unexpected_field, field);
    }
    return std::nullopt;
}

Objection check_time_in_force(const OrderTerms& terms, bool waits) {
    const TimeInForce given = terms.time_in_force;
    const bool is_immediate = given == TimeInForce::ioc || given == TimeInForce::fok;
    const bool fits = terms.type == OrderType::market ? given != TimeInForce::gtd : !waits || !is_immediate;
    return fits ? std::nullopt : Objection(reject_field(RejectCode::invalid_field, FieldName("time_in_force")));
}

Objection check_price(Wanted wanted, std::optional<Price> price, FieldName field, std::int64_t least) {
    if (auto objection = check_presence(wanted, price.has_value(), field)) {
        return objection;
    }
    return check_price_form(price, field, least);
}

bool is_sound(const Trailing& trailing) {
    const auto within = [](Price price, std::int64_t least) { return price.value() >= least && price <= price_max; };
    return within(trailing.distance, 1) && within(trailing.step, 0) &&
           (!trailing.activation || within(*trailing.activation, 1));
}

Objection check_trailing(Wanted wanted, const std::optional<Trailing>& trailing) {
    if (auto objection = check_presence(wanted, trailing.has_value(), FieldName("trailing"))) {
        return objection;
    }
    return !trailing || is_sound(*trailing) ? std::nullopt
                                            : Objection(reject_field(RejectCode::invalid_field, FieldName("trailing")));
}

}  // namespace

Objection check_price_form(std::optional<Price> price, FieldName field, std::int64_t least) {
    const bool is_sensible = !price || (price->value() >= least && price->value() <= price_max.value());
    return is_sensible ? std::nullopt : Objection(reject_field(RejectCode::invalid_field, field));
}

Objection check_protection_form(const Protection& protection) {
    if (auto objection = check_price_form(protection.stop_loss, FieldName("stop_loss"), 1)) {
        return objection;
    }
    if (auto objection = check_price_form(protection.take_profit, FieldName("take_profit"), 1)) {
        return objection;
    }
    return check_trailing(Wanted::possible, protection.trailing);
}

Objection check_order_form(const OrderTerms& terms, bool adds_risk) {
    const FormRow row = row_of(terms.type);
    if (auto objection = check_time_in_force(terms, row.waits)) {
        return objection;
    }
    if (terms.lots <= Lots()) {
        return reject_field(RejectCode::invalid_field, FieldName("lots"));
    }
    const Wanted price = row.price == Wanted::possible && terms.max_deviation ? Wanted::needed : row.price;
    if (auto objection = check_price(price, terms.price, FieldName("price"), 1)) {
        return objection;
    }
    const bool begins_when_activated = terms.trailing && terms.trailing->activation;
    const Wanted stop = row.stop_price == Wanted::possible && begins_when_activated ? Wanted::never : row.stop_price;
    if (auto objection = check_price(stop, terms.stop_price, FieldName("stop_price"), 1)) {
        return objection;
    }
    if (auto objection = check_price(row.max_deviation, terms.max_deviation, FieldName("max_deviation"), 0)) {
        return objection;
    }
    const Wanted expiry = terms.time_in_force == TimeInForce::gtd ? Wanted::needed : Wanted::never;
    if (auto objection = check_presence(expiry, terms.expires_at.has_value(), FieldName("expires_at"))) {
        return objection;
    }
    if (auto objection = check_trailing(row.trailing, terms.trailing)) {
        return objection;
    }
    if (terms.position && terms.reduce_only) {
        return reject_field(RejectCode::unexpected_field, FieldName("reduce_only"));
    }
    if (!adds_risk && !terms.protection.empty()) {
        return reject_field(RejectCode::unexpected_field, FieldName("protection"));
    }
    return check_protection_form(terms.protection);
}

}  // namespace trireme::reference
