// What Delta Exchange answers.

#include "venues/delta_lp.hpp"
#include "venues/delta_parser.hpp"
#include "venues/order_life.hpp"

#include <algorithm>
#include <functional>

namespace trireme::venues {
namespace {

constexpr unsigned status_not_found = 404;
constexpr unsigned status_too_many = 429;

Result<void> check_done(const HttpAnswer& answer) {
    if (answer.status != 200) {
        return fail(ErrorCode::io_failure, "status {}, expected 200", answer.status);
    }
    return {};
}

}  // namespace

Result<void> DeltaLp::use_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                 LpListener& listener) {
    switch (asked.purpose) {
        case Purpose::order:
        case Purpose::cancel:
        case Purpose::replacement: return use_order_answer(asked, answer, received, listener);
        case Purpose::doubt:
        case Purpose::status: return use_status(asked, answer, received, listener);
        case Purpose::product: return use_product(answer, received, listener);
        case Purpose::resting_orders:
        case Purpose::open_orders: return use_orders(asked, answer, received, listener);
        case Purpose::fills: return use_fills(answer, received, listener);
        case Purpose::positions: break;
    }
    return use_positions(answer, received, listener);
}

Result<void> DeltaLp::use_product(const HttpAnswer& answer, Timestamp received, LpListener& listener) {
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const DeltaProduct product, parse_delta_product(answer.body));
    if (dealing_.find(product.symbol) == nullptr || stage_ != Stage::learning) {
        return fail(ErrorCode::not_found, "{} was not asked for", product.symbol.view());
    }
    products_[product.symbol] = product;
    connect(received, listener);
    return {};
}

Result<void> DeltaLp::use_order_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                       LpListener& listener) {
    if (answer.status >= 400 && answer.status < 500) {
        const auto error = parse_delta_error(answer.body);
        LpReason reason = error ? meaning_of(*error) : LpReason::dealer;
        reason = reason == LpReason::none ? LpReason::dealer : reason;
        reason = answer.status == status_too_many ? LpReason::busy : reason;
        const bool is_absent = answer.status == status_not_found && asked.purpose != Purpose::order;
        if (asked.purpose == Purpose::replacement) {
            dealing_.expect_no_more(asked.name);
        }
        refuse(asked, is_absent ? LpReason::not_found : reason, received, listener);
        return {};
    }
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const DeltaOrder told, parse_delta_order(answer.body));
    if (told.client_name != asked.name) {
        return fail(ErrorCode::invalid_input, "asked for order {}, told of {}", asked.name.view(),
                    told.client_name.view());
    }
    std::vector<LpReport> reports;
    dealing_.apply(told, DeltaDealing::Unknown::pass_over, received, reports);
    tell(reports, listener);
    return {};
}

Result<void> DeltaLp::use_status(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                 LpListener& listener) {
    const DeltaDealing::Order* const known = dealing_.find(asked.name);
    if (answer.status == status_not_found) {
        if (known != nullptr && known->status == OrderStatus::pending) {
            tell(dealing_.never_arrived(asked.name, received), listener);
        } else if (asked.purpose == Purpose::status) {
            tell(dealing_.about(asked.name, LpReportKind::unknown, LpReason::not_found, received), listener);
        }
        return {};
    }
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const DeltaOrder told, parse_delta_order(answer.body));
    if (told.client_name != asked.name) {
        return fail(ErrorCode::invalid_input, "asked for order {}, told of {}", asked.name.view(),
                    told.client_name.view());
    }
    std::vector<LpReport> reports;
    dealing_.apply(told, DeltaDealing::Unknown::learn, received, reports);
    tell(reports, listener);
    if (asked.purpose == Purpose::doubt) {
        return {};
    }
    if (dealing_.find(asked.name) != nullptr) {
        tell(dealing_.about(asked.name, LpReportKind::status, LpReason::none, received), listener);
        return {};
    }
    // It ended before the house's start.
    const DeltaQuoted* const quoted = dealing_.find(told.symbol);
    const Lots filled = quoted == nullptr
                            ? Lots()
                            : lots_of(Units(told.contracts.value() - told.unfilled.value()), quoted->contract_size);
    tell({.kind = LpReportKind::status,
          .name = asked.name,
          .status = told.unfilled == Units() ? OrderStatus::filled : OrderStatus::cancelled,
          .cumulative = filled,
          .received = received},
         listener);
    return {};
}

Result<void> DeltaLp::use_orders(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                 LpListener& listener) {
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const std::vector<DeltaOrder> orders, parse_delta_orders(answer.body));
    std::vector<LpReport> reports;
    for (const DeltaOrder& told : orders) {
        dealing_.apply(told, DeltaDealing::Unknown::learn, received, reports);
        const DeltaDealing::Order* const order = dealing_.find(told.client_name);
        if (asked.purpose == Purpose::open_orders && order != nullptr && !is_end(order->status)) {
            reports.push_back(dealing_.about(told.client_name, LpReportKind::status, LpReason::none, received));
        }
    }
    tell(reports, listener);
    if (asked.purpose == Purpose::open_orders) {
        listener.on_open_orders_told(terms_.lp, received);
    } else if (fills_since_ != Timestamp()) {
        ask_fills(received);
    } else {
        fills_since_ = received;
    }
    return {};
}

Result<void> DeltaLp::use_fills(const HttpAnswer& answer, Timestamp received, LpListener& listener) {
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(std::vector<DeltaFill> fills, parse_delta_fills(answer.body));
    // The newest first, because it is the last ones that an order misses.
    std::ranges::sort(fills, std::greater<>(), &DeltaFill::time);
    std::vector<LpReport> reports;
    for (const DeltaFill& fill : fills) {
        fills_since_ = std::max(fills_since_, std::min(fill.time, received));
        dealing_.apply(fill, DeltaDealing::FillSource::question, received, reports);
    }
    tell(reports, listener);
    return {};
}

Result<void> DeltaLp::use_positions(const HttpAnswer& answer, Timestamp received, LpListener& listener) {
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const std::vector<DeltaPosition> told, parse_delta_positions(answer.body));
    std::vector<LpPosition> positions;
    for (const DeltaPosition& position : told) {
        const DeltaQuoted* const quoted = dealing_.find(position.symbol);
        if (quoted == nullptr) {
            continue;
        }
        const bool is_long = position.contracts > Units();
        const Lots lots =
            lots_of(is_long ? position.contracts : Units(-position.contracts.value()), quoted->contract_size);
        positions.push_back(
            {.instrument = quoted->slot, .bought = is_long ? lots : Lots(), .sold = is_long ? Lots() : lots});
    }
    listener.on_positions(terms_.lp, positions, received);
    return {};
}

void DeltaLp::refuse(const Asked& asked, LpReason reason, Timestamp received, LpListener& listener) {
    const DeltaDealing::Order* const order = dealing_.find(asked.name);
    if (asked.purpose == Purpose::order) {
        if (order != nullptr && order->status == OrderStatus::pending) {
            tell(dealing_.refused(asked.name, reason, received), listener);
        }
        return;
    }
    const auto kind = asked.purpose == Purpose::cancel ? LpReportKind::cancel_rejected : LpReportKind::replace_rejected;
    const bool has_ended = order != nullptr && is_end(order->status);
    tell(dealing_.about(asked.name, kind, has_ended ? LpReason::finished : reason, received), listener);
}

void DeltaLp::tell(const std::vector<LpReport>& reports, LpListener& listener) {
    for (const LpReport& report : reports) {
        tell(report, listener);
    }
}

void DeltaLp::tell(const LpReport& report, LpListener& listener) {
    const bool is_rejection = report.kind == LpReportKind::rejected || report.kind == LpReportKind::cancel_rejected ||
                              report.kind == LpReportKind::replace_rejected;
    health_.rejects += is_rejection ? 1U : 0U;
    health_.fills += report.kind == LpReportKind::filled ? 1U : 0U;
    const DeltaDealing::Order* const order = dealing_.find(report.name);
    if (order != nullptr) {
        health_.order_latency = order->latency.value_or(health_.order_latency);
        if (is_end(order->status)) {
            doubts_.erase(report.name);
        }
    }
    listener.on_report(terms_.lp, report);
}

}  // namespace trireme::venues
