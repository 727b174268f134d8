#include "reference/random_hedging.hpp"

#include "model/bounds.hpp"
#include "reference/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr Lots tenth(one / 10);

}  // namespace

bool RandomHedging::has_live_orders() const {
    return std::ranges::any_of(world_.lp_orders, [](const auto& entry) { return !entry.second.ended_at; });
}

// One that lives where there is any, now and then one that has ended.
const LpOrderState* RandomHedging::some_order() {
    std::vector<const LpOrderState*> live;
    for (const auto& [id, order] : world_.lp_orders) {
        if (!order.ended_at) {
            live.push_back(&order);
        }
    }
    if (live.empty() || random_.one_in(12)) {
        return some_entry(random_, world_.lp_orders);
    }
    return live[random_.below(live.size())];
}

LpExecutionId RandomHedging::new_execution() { return *LpExecutionId::from_text(fmt::format("x{}", ++executions_)); }

LpExecutionId RandomHedging::known_execution(const LpOrderState& order) {
    return order.fills.empty() ? new_execution() : order.fills[random_.below(order.fills.size())].execution;
}

// All, half, or any part.
Lots RandomHedging::some_of(Lots lots) {
    switch (random_.below(3)) {
        case 0: return lots;
        case 1: return Lots(lots.value() / 2);
        default: return Lots(lots.value() > 0 ? between(random_, 0, lots.value()) : 0);
    }
}

Price RandomHedging::some_price(const LpOrderState& order) {
    const InstrumentState& instrument = world_.instruments.at(order.instrument);
    return Price(std::max<std::int64_t>(instrument.ask.value() + between(random_, -5'000, 5'000), 1));
}

void RandomHedging::spoil(HedgePolicy& policy) {
    switch (random_.below(7)) {
        case 0: policy.limit = Lots(-1); return;
        case 1: policy.limits = {{ClientClass::vip, {}}, {ClientClass::vip, tenth}}; return;
        case 2: policy.threshold = Lots(volume_max.value() + 1); return;
        case 3: policy.resume = Lots(policy.threshold.value() + 1); return;
        case 4: policy.interval = Duration::nanoseconds(7); return;
        case 5: policy.lots_step = Lots(); return;
        default: policy.deviation = Price(-1); return;
    }
}

Command RandomHedging::set_hedge_policy() {
    HedgePolicy policy{.mode = one_of(random_, {HedgeMode::share, HedgeMode::threshold, HedgeMode::schedule})};
    policy.limit = random_.one_in(2) ? Lots() : Lots(between(random_, 0, 4 * one));
    if (random_.one_in(3)) {
        policy.limits = {{ClientClass::vip, Lots(between(random_, 0, one))},
                         {ClientClass::beginner, Lots(between(random_, 0, 5 * one))}};
    }
    if (policy.mode == HedgeMode::threshold) {
        policy.threshold = Lots(between(random_, 0, 2 * one));
        policy.resume = some_of(policy.threshold);
    }
    if (policy.mode == HedgeMode::schedule) {
        policy.interval = Duration::seconds(between(random_, 1, 1'000));
    }
    policy.lots_step = perhaps(random_, 30, tenth);
    policy.lots_min = perhaps(random_, 30, Lots(tenth.value() * between(random_, 1, 5)));
    policy.deviation = perhaps(random_, 40, Price(between(random_, 0, 100'000)));
    if (random_.one_in(12)) {
        spoil(policy);
    }
    return SetHedgePolicy{random_.one_in(40) ? InstrumentId(9'999) : market_.id(random_.below(market_.size())), policy};
}

void RandomHedging::spoil(ReportLpOrder& report) {
    switch (random_.below(6)) {
        case 0: report.lp = LpId(report.lp.value() + 1); return;
        case 1: report.lp_order = LpOrderId(random_.below(1'000)); return;
        case 2: report.execution = {}; return;
        case 3: report.lots = Lots(one_of<std::int64_t>(random_, {0, -1, INT64_MAX, INT64_MIN})); return;
        case 4: report.price = Price(one_of<std::int64_t>(random_, {0, -1, INT64_MAX, INT64_MIN})); return;
        default: report.cumulative = Lots(one_of<std::int64_t>(random_, {-1, INT64_MAX, INT64_MIN})); return;
    }
}

Command RandomHedging::report() {
    const LpOrderState* const order = some_order();
    if (order == nullptr) {
        return ReportLpOrder{.lp = LpId(1), .lp_order = LpOrderId(1)};
    }
    ReportLpOrder report{.lp = order->lp, .lp_order = order->id};
    const Lots left(order->lots.value() - order->filled.value());
    const auto chance = random_.below(100);
    report.price = some_price(*order);
    report.cumulative = order->filled;
    report.execution = random_.one_in(10) ? known_execution(*order) : new_execution();
    if (chance < 55) {
        report.kind = LpReportKind::filled;
        report.lots = random_.one_in(3) ? some_of(order->told_by_status) : some_of(left);
        report.cumulative = random_.one_in(2)
                                ? Lots()
                                : Lots(std::min(order->filled.value() + report.lots.value(), order->lots.value()));
    } else if (chance < 75) {
        report.kind = one_of(random_, {LpReportKind::rejected, LpReportKind::cancelled, LpReportKind::expired});
        report.cumulative = random_.one_in(3) ? Lots(order->filled.value() + some_of(left).value()) : order->filled;
        report.reason = one_of(random_, {LpReason::none, LpReason::last_look, LpReason::volume});
    } else if (chance < 82) {
        report.kind = one_of(random_, {LpReportKind::busted, LpReportKind::corrected});
        report.refers_to = known_execution(*order);
        report.lots = some_of(order->lots);
    } else if (chance < 92) {
        report.kind = LpReportKind::status;
        report.status = one_of(random_, {OrderStatus::accepted, OrderStatus::partially_filled, OrderStatus::cancelled,
                                         OrderStatus::filled, OrderStatus::rejected});
        report.cumulative = Lots(order->filled.value() + some_of(left).value());
    } else {
        report.kind = one_of(random_, {LpReportKind::accepted, LpReportKind::unknown, LpReportKind::replaced,
                                       LpReportKind::cancel_rejected, LpReportKind::replace_rejected});
    }
    report.made = Timestamp(random_.one_in(2) ? 0 : world_.now.nanoseconds_since_1970() - 1'000);
    if (random_.one_in(20)) {
        spoil(report);
    }
    return report;
}

Command RandomHedging::resolve() {
    const LpOrderState* const order = some_order();
    if (order == nullptr) {
        return ResolveLpOrder{.lp_order = LpOrderId(1), .by = UserId(1)};
    }
    const Lots left(order->lots.value() - order->filled.value());
    Lots cumulative(order->filled.value() + some_of(left).value());
    if (random_.one_in(10)) {
        cumulative = Lots(one_of<std::int64_t>(random_, {-1, order->lots.value() + 1}));
    }
    return ResolveLpOrder{.lp_order = order->id,
                          .cumulative = cumulative,
                          .price = random_.one_in(10) ? Price() : some_price(*order),
                          .by = UserId(random_.below(6))};
}

}  // namespace trireme::reference
