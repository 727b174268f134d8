#include "engine/order_form.hpp"

#include "engine/rejection.hpp"
#include "model/bounds.hpp"

namespace trireme::engine {
namespace {

using Checked = std::optional<Rejection>;

enum class Presence { needed, allowed, unexpected };

template <class T>
Checked check_presence(const std::optional<T>& stated, Presence presence, FieldName field) {
    if (!stated && presence == Presence::needed) {
        return required_field(field);
    }
    if (stated && presence == Presence::unexpected) {
        return unexpected_field(field);
    }
    return std::nullopt;
}

Checked check_price(const std::optional<Price>& stated, Presence presence, FieldName field) {
    if (auto failed = check_presence(stated, presence, field)) {
        return failed;
    }
    return stated && !is_price(*stated) ? Checked(invalid_field(field)) : std::nullopt;
}

bool is_zero_or_price(Price distance) { return distance == Price() || is_price(distance); }

Checked check_trailing(const std::optional<Trailing>& trailing, Presence presence) {
    if (auto failed = check_presence(trailing, presence, FieldName("trailing"))) {
        return failed;
    }
    const bool is_sound = !trailing || (is_price(trailing->distance) && is_zero_or_price(trailing->step) &&
                                        (!trailing->activation || is_price(*trailing->activation)));
    return is_sound ? std::nullopt : Checked(invalid_field(FieldName("trailing")));
}

bool suits(TimeInForce time_in_force, OrderType type) {
    switch (type) {
        case OrderType::market: return time_in_force != TimeInForce::gtd;
        case OrderType::limit: return true;
        case OrderType::stop:
        case OrderType::stop_limit:
        case OrderType::trailing_stop: break;
    }
    return time_in_force != TimeInForce::ioc && time_in_force != TimeInForce::fok;
}

Presence presence_of_price(const OrderTerms& order) {
    switch (order.type) {
        case OrderType::market: return order.max_deviation ? Presence::needed : Presence::allowed;
        case OrderType::limit:
        case OrderType::stop_limit: return Presence::needed;
        case OrderType::stop:
        case OrderType::trailing_stop: break;
    }
    return Presence::unexpected;
}

Presence presence_of_stop_price(const OrderTerms& order) {
    switch (order.type) {
        case OrderType::stop:
        case OrderType::stop_limit: return Presence::needed;
        case OrderType::trailing_stop: {
            const bool begins_when_activated = order.trailing && order.trailing->activation;
            return begins_when_activated ? Presence::unexpected : Presence::allowed;
        }
        case OrderType::market:
        case OrderType::limit: break;
    }
    return Presence::unexpected;
}

Checked check_max_deviation(const OrderTerms& order) {
    const auto presence = order.type == OrderType::market ? Presence::allowed : Presence::unexpected;
    if (auto failed = check_presence(order.max_deviation, presence, FieldName("max_deviation"))) {
        return failed;
    }
    const bool is_sound = !order.max_deviation || is_zero_or_price(*order.max_deviation);
    return is_sound ? std::nullopt : Checked(invalid_field(FieldName("max_deviation")));
}

// What an order may have in common with others, whatever its type.
Checked check_purpose(const OrderTerms& order) {
    if (order.position && order.reduce_only) {
        return unexpected_field(FieldName("reduce_only"));
    }
    if ((order.position || order.reduce_only) && !order.protection.empty()) {
        return unexpected_field(FieldName("protection"));
    }
    return check_protection_form(order.protection);
}

// What most orders are, and nothing can speak against: a limit and nothing besides, or at the market.
bool is_plain(const OrderTerms& order) {
    const bool has_its_price =
        order.type == OrderType::market ? !order.price : order.type == OrderType::limit && order.price;
    return has_its_price && (!order.price || is_price(*order.price)) && order.lots > Lots() &&
           order.time_in_force != TimeInForce::gtd && !order.stop_price && !order.max_deviation && !order.expires_at &&
           !order.trailing && order.protection.empty() && !(order.position && order.reduce_only);
}

}  // namespace

std::optional<Rejection> check_form(const OrderTerms& order) {
    if (is_plain(order)) {
        return std::nullopt;
    }
    if (!suits(order.time_in_force, order.type)) {
        return invalid_field(FieldName("time_in_force"));
    }
    if (order.lots <= Lots()) {
        return invalid_field(FieldName("lots"));
    }
    if (auto failed = check_price(order.price, presence_of_price(order), FieldName("price"))) {
        return failed;
    }
    if (auto failed = check_price(order.stop_price, presence_of_stop_price(order), FieldName("stop_price"))) {
        return failed;
    }
    if (auto failed = check_max_deviation(order)) {
        return failed;
    }
    const auto expiry = order.time_in_force == TimeInForce::gtd ? Presence::needed : Presence::unexpected;
    if (auto failed = check_presence(order.expires_at, expiry, FieldName("expires_at"))) {
        return failed;
    }
    const auto trailing = order.type == OrderType::trailing_stop ? Presence::needed : Presence::unexpected;
    if (auto failed = check_trailing(order.trailing, trailing)) {
        return failed;
    }
    return check_purpose(order);
}

std::optional<Rejection> check_pair_form(const OrderTerms& order, const OrderTerms& other) {
    if (order.instrument != other.instrument) {
        return invalid_field(FieldName("instrument"));
    }
    if (order.type == OrderType::market) {
        return invalid_field(FieldName("type"));
    }
    if (order.time_in_force == TimeInForce::ioc || order.time_in_force == TimeInForce::fok) {
        return invalid_field(FieldName("time_in_force"));
    }
    if (order.position) {
        return unexpected_field(FieldName("position"));
    }
    return order.reduce_only ? Checked(unexpected_field(FieldName("reduce_only"))) : std::nullopt;
}

std::optional<Rejection> check_volume(const Instrument& instrument, Lots lots) {
    const auto rejected = [lots](RejectCode code, Lots limit) {
        return Rejection{code, {.asked_lots = lots, .limit_lots = limit}};
    };
    if (lots < instrument.lots_min) {
        return rejected(RejectCode::volume_too_small, instrument.lots_min);
    }
    if (lots > instrument.lots_max) {
        return rejected(RejectCode::volume_too_large, instrument.lots_max);
    }
    if (lots.value() % instrument.lots_step.value() != 0) {
        return rejected(RejectCode::volume_not_step, instrument.lots_step);
    }
    return std::nullopt;
}

std::optional<Rejection> check_closing_volume(const Instrument& instrument, Lots lots, Lots open) {
    if (lots == open) {
        return std::nullopt;
    }
    if (lots > open) {
        return Rejection{RejectCode::volume_too_large, {.asked_lots = lots, .limit_lots = open}};
    }
    return check_volume(instrument, lots);
}

std::optional<Rejection> check_expiry(std::optional<Timestamp> expires_at, Timestamp now) {
    if (!expires_at || *expires_at > now) {
        return std::nullopt;
    }
    return Rejection{RejectCode::expiry_passed, {.time = expires_at}};
}

std::optional<Rejection> check_protection_form(const Protection& protection) {
    if (auto failed = check_price(protection.stop_loss, Presence::allowed, FieldName("stop_loss"))) {
        return failed;
    }
    if (auto failed = check_price(protection.take_profit, Presence::allowed, FieldName("take_profit"))) {
        return failed;
    }
    return check_trailing(protection.trailing, Presence::allowed);
}

}  // namespace trireme::engine
