// What the house asks.

#include "base/assert.hpp"
#include "venues/delta_lp.hpp"
#include "venues/order_life.hpp"

#include <utility>

namespace trireme::venues {

bool DeltaLp::ask(HttpRequest request, const Asked& asked) {
    const auto id = network_->request(channel_, std::move(request));
    if (id) {
        asked_[*id] = asked;
    }
    return id.has_value();
}

LpAdmission DeltaLp::admission() const {
    if (stage_ != Stage::connected) {
        return LpAdmission::not_connected;
    }
    return asked_.size() + local_.size() >= terms_.waiting_requests_max ? LpAdmission::overloaded : LpAdmission::taken;
}

LpAdmission DeltaLp::ask_for_house(HttpRequest request, const Asked& asked) {
    const LpAdmission admitted = admission();
    if (admitted != LpAdmission::taken) {
        return admitted;
    }
    return ask(std::move(request), asked) ? LpAdmission::taken : LpAdmission::overloaded;
}

LpAdmission DeltaLp::refuse_here(const LpReport& report) {
    const LpAdmission admitted = admission();
    if (admitted == LpAdmission::taken) {
        local_.push_back(report);
    }
    return admitted;
}

const DeltaProduct& DeltaLp::product_of(InstrumentSlot slot) const {
    const auto found = products_.find(dealing_.find(slot)->symbol);
    TRIREME_ASSERT(found != products_.end(), "products are known before the connection");
    return found->second;
}

LpAdmission DeltaLp::send(const LpOrder& order, Timestamp now) {
    if (const LpAdmission admitted = admission(); admitted != LpAdmission::taken) {
        return admitted;
    }
    if (dealing_.find(order.name) != nullptr) {
        return refuse_here(dealing_.about(order.name, LpReportKind::rejected, LpReason::repeated, now));
    }
    const DeltaQuoted* const quoted = dealing_.find(order.instrument);
    const LpReason fault =
        quoted == nullptr ? LpReason::instrument : fault_of(order, *quoted, product_of(order.instrument));
    if (fault != LpReason::none) {
        return refuse_here({.kind = LpReportKind::rejected,
                            .name = order.name,
                            .status = OrderStatus::rejected,
                            .reason = fault,
                            .received = now});
    }
    if (!ask(requests_.place(order, *quoted, product_of(order.instrument), now),
             {.purpose = Purpose::order, .name = order.name})) {
        return LpAdmission::overloaded;
    }
    dealing_.begin(order, now);
    ++health_.orders;
    return LpAdmission::taken;
}

LpAdmission DeltaLp::cancel(const LpOrderName& name, Timestamp now) {
    const DeltaDealing::Order* const order = dealing_.find(name);
    if (order == nullptr || is_end(order->status)) {
        return refuse_here(dealing_.about(name, LpReportKind::cancel_rejected,
                                          order == nullptr ? LpReason::not_found : LpReason::finished, now));
    }
    if (const LpAdmission admitted = admission(); admitted != LpAdmission::taken) {
        return admitted;
    }
    return ask_for_house(requests_.cancel(*order, product_of(order->asked.instrument), now),
                         {.purpose = Purpose::cancel, .name = name});
}

LpAdmission DeltaLp::replace(const LpReplace& replacement, Timestamp now) {
    if (const LpAdmission admitted = admission(); admitted != LpAdmission::taken) {
        return admitted;
    }
    const DeltaDealing::Order* const order = dealing_.find(replacement.name);
    LpReason fault = LpReason::none;
    if (order == nullptr) {
        fault = LpReason::not_found;
    } else if (is_end(order->status)) {
        fault = LpReason::finished;
    } else if (replacement.lots <= order->cumulative) {
        fault = LpReason::volume;
    } else if (order->id == 0 || order->asked.type != LpOrderType::limit) {
        // A change names the order by the exchange's id, which the first answer brings.
        fault = LpReason::terms;
    } else {
        fault = fault_of(replacement.lots, replacement.price, *dealing_.find(order->asked.instrument),
                         product_of(order->asked.instrument));
    }
    if (fault != LpReason::none) {
        return refuse_here(dealing_.about(replacement.name, LpReportKind::replace_rejected, fault, now));
    }
    if (!ask(requests_.replace(*order, replacement, *dealing_.find(order->asked.instrument),
                               product_of(order->asked.instrument), now),
             {.purpose = Purpose::replacement, .name = replacement.name})) {
        return LpAdmission::overloaded;
    }
    dealing_.expect(replacement);
    return LpAdmission::taken;
}

LpAdmission DeltaLp::ask_status(const LpOrderName& name, Timestamp now) {
    if (!is_delta_name(name)) {
        return refuse_here(dealing_.about(name, LpReportKind::unknown, LpReason::not_found, now));
    }
    return ask_for_house(requests_.order(name, now), {.purpose = Purpose::status, .name = name});
}

LpAdmission DeltaLp::ask_open_orders(Timestamp now) {
    return ask_for_house(requests_.open_orders(now), {.purpose = Purpose::open_orders});
}

LpAdmission DeltaLp::ask_positions(Timestamp now) {
    return ask_for_house(requests_.positions(now), {.purpose = Purpose::positions});
}

}  // namespace trireme::venues
