// What the house asks.

#include "model/bounds.hpp"
#include "venues/oanda_lp.hpp"
#include "venues/order_life.hpp"

#include <utility>

namespace trireme::venues {

bool OandaLp::ask(HttpRequest request, const Asked& asked) {
    const auto id = network_->request(channel_, std::move(request));
    if (id) {
        asked_[*id] = asked;
    }
    return id.has_value();
}

LpAdmission OandaLp::admission() const {
    if (stage_ != Stage::connected) {
        return LpAdmission::not_connected;
    }
    const bool is_full = asked_.size() + held_.size() + local_.size() >= terms_.waiting_requests_max;
    return is_full ? LpAdmission::overloaded : LpAdmission::taken;
}

LpAdmission OandaLp::ask_for_house(HttpRequest request, const Asked& asked) {
    const LpAdmission admitted = admission();
    if (admitted != LpAdmission::taken) {
        return admitted;
    }
    return ask(std::move(request), asked) ? LpAdmission::taken : LpAdmission::overloaded;
}

LpAdmission OandaLp::send(const LpOrder& order, Timestamp now) {
    if (const LpAdmission admitted = admission(); admitted != LpAdmission::taken) {
        return admitted;
    }
    if (dealing_.find(order.name) != nullptr) {
        local_.push_back(dealing_.about(order.name, LpReportKind::rejected, LpReason::repeated, now));
        return LpAdmission::taken;
    }
    if (const LpReason fault = fault_of(order, listing_); fault != LpReason::none) {
        local_.push_back({.kind = LpReportKind::rejected,
                          .name = order.name,
                          .status = OrderStatus::rejected,
                          .reason = fault,
                          .received = now});
        return LpAdmission::taken;
    }
    const OandaListing::Entry& instrument = *listing_.find(order.instrument);
    if (!ask(requests_.place(order, instrument), {.purpose = Purpose::order, .name = order.name})) {
        return LpAdmission::overloaded;
    }
    dealing_.begin(order, now);
    ++health_.orders;
    return LpAdmission::taken;
}

LpAdmission OandaLp::cancel(const LpOrderName& name, Timestamp now) {
    const OandaDealing::Order* const order = dealing_.find(name);
    if (order != nullptr && !is_end(order->status)) {
        return ask_for_house(requests_.cancel(name), {.purpose = Purpose::cancel, .name = name});
    }
    const LpAdmission admitted = admission();
    if (admitted == LpAdmission::taken) {
        local_.push_back(dealing_.about(name, LpReportKind::cancel_rejected,
                                        order == nullptr ? LpReason::not_found : LpReason::finished, now));
    }
    return admitted;
}

LpAdmission OandaLp::replace(const LpReplace& replacement, Timestamp now) {
    const OandaDealing::Order* const order = dealing_.find(replacement.name);
    LpReason fault = LpReason::none;
    Lots left;
    if (order == nullptr) {
        fault = LpReason::not_found;
    } else if (is_end(order->status)) {
        fault = LpReason::finished;
    } else if (replacement.lots <= order->cumulative) {
        fault = LpReason::volume;
    } else {
        left = Lots(replacement.lots.value() - order->cumulative.value());
        fault = order->asked.type == LpOrderType::limit
                    ? fault_of(*listing_.find(order->asked.instrument), left, replacement.price)
                    : LpReason::terms;
    }
    if (fault == LpReason::none) {
        const OandaListing::Entry& instrument = *listing_.find(order->asked.instrument);
        return ask_for_house(requests_.replace(order->asked, left, replacement.price, instrument),
                             {.purpose = Purpose::replacement, .name = replacement.name});
    }
    const LpAdmission admitted = admission();
    if (admitted == LpAdmission::taken) {
        local_.push_back(dealing_.about(replacement.name, LpReportKind::replace_rejected, fault, now));
    }
    return admitted;
}

LpAdmission OandaLp::ask_status(const LpOrderName& name, Timestamp now) {
    if (is_oanda_name(name)) {
        return ask_for_house(requests_.order(name), {.purpose = Purpose::status, .name = name});
    }
    // It was never sent, and cannot be asked about.
    const LpAdmission admitted = admission();
    if (admitted == LpAdmission::taken) {
        local_.push_back(dealing_.about(name, LpReportKind::unknown, LpReason::not_found, now));
    }
    return admitted;
}

LpAdmission OandaLp::ask_open_orders(Timestamp) {
    return ask_for_house(requests_.open_orders(), {.purpose = Purpose::open_orders});
}

LpAdmission OandaLp::ask_positions(Timestamp) {
    return ask_for_house(requests_.positions(), {.purpose = Purpose::positions});
}

}  // namespace trireme::venues
