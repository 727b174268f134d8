// What OANDA answers.

#include "venues/oanda_lp.hpp"
#include "venues/oanda_parser.hpp"
#include "venues/oanda_reasons.hpp"
#include "venues/order_life.hpp"

#include <algorithm>
#include <utility>

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

OandaTransactionId last_of(const OandaOrder& order) {
    return std::max({order.id, order.filling, order.cancelling, order.replaced_by});
}

}  // namespace

Result<void> OandaLp::use_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                 LpListener& listener) {
    switch (asked.purpose) {
        case Purpose::order:
        case Purpose::cancel:
        case Purpose::replacement: return use_order_answer(asked, answer, received, listener);
        case Purpose::doubt:
        case Purpose::status: return use_status(asked, answer, received, listener);
        default: break;
    }
    TRIREME_TRY(check_done(answer));
    switch (asked.purpose) {
        case Purpose::accounts: return use_accounts(answer.body);
        case Purpose::instruments: return use_instruments(answer.body, received, listener);
        case Purpose::resting_orders: return use_resting_orders(answer.body);
        case Purpose::missing: {
            TRIREME_TRY_ASSIGN(const OandaTransactions told, parse_oanda_transactions(answer.body));
            log_.take_since(told);
            return {};
        }
        case Purpose::fill: return use_fill(asked, answer.body, received, listener);
        case Purpose::open_orders: {
            TRIREME_TRY_ASSIGN(OandaOrders told, parse_oanda_orders(answer.body));
            log_.know_of(told.last_transaction);
            held_.push_back({asked, told.last_transaction, std::move(told.orders)});
            return {};
        }
        default: return use_positions(answer.body, received, listener);
    }
}

Result<void> OandaLp::use_accounts(std::string_view body) {
    TRIREME_TRY_ASSIGN(const std::vector<OandaAccountId> accounts, parse_oanda_accounts(body));
    if (std::ranges::find(accounts, terms_.account) == accounts.end()) {
        return fail(ErrorCode::not_found, "the token is not for account {}", terms_.account.view());
    }
    if (!ask(requests_.instruments(), {.purpose = Purpose::instruments})) {
        return fail(ErrorCode::io_failure, "too much waits to be sent");
    }
    return {};
}

Result<void> OandaLp::use_instruments(std::string_view body, Timestamp received, LpListener& listener) {
    TRIREME_TRY_ASSIGN(const OandaInstruments told, parse_oanda_instruments(body));
    TRIREME_TRY(listing_.learn(told));
    if (stage_ == Stage::learning) {
        connect(received, listener);
    }
    return {};
}

Result<void> OandaLp::use_resting_orders(std::string_view body) {
    TRIREME_TRY_ASSIGN(const OandaOrders told, parse_oanda_orders(body));
    // One that was asked for over a connection before may come late.
    if (!has_log_ && stage_ == Stage::catching_up) {
        for (const OandaOrder& order : told.orders) {
            dealing_.learn(order);
        }
        log_.begin_after(told.last_transaction);
        has_log_ = true;
    }
    return {};
}

Result<void> OandaLp::use_order_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                       LpListener& listener) {
    const auto told = parse_oanda_order_answer(answer.body);
    const bool is_refused = answer.status >= 400 && answer.status < 500;
    const bool is_done = answer.status == 200 || answer.status == 201;
    if (is_refused && (!told || told->transactions.empty())) {
        LpReason reason = told ? meaning_of(told->error) : LpReason::dealer;
        reason = answer.status == status_too_many ? LpReason::busy : reason;
        const bool is_absent = answer.status == status_not_found && asked.purpose != Purpose::order;
        refuse(asked, is_absent ? LpReason::not_found : reason, received, listener);
        return {};
    }
    if (!is_refused && !is_done) {
        return fail(ErrorCode::io_failure, "status {}, expected 200, 201 or 4xx", answer.status);
    }
    if (!told) {
        return std::unexpected(told.error());
    }
    for (const OandaTransaction& transaction : told->transactions) {
        log_.take(transaction);
    }
    log_.know_of(told->last_transaction);
    if (asked.purpose == Purpose::order) {
        // Until a transaction has named it, nothing is proven.
        doubts_[asked.name] = received.plus(terms_.doubt_wait);
    }
    return {};
}

Result<void> OandaLp::use_status(const Asked& asked, const HttpAnswer& answer, Timestamp received,
                                 LpListener& listener) {
    const OandaDealing::Order* const known = dealing_.find(asked.name);
    if (answer.status == status_not_found) {
        if (known != nullptr && known->status == OrderStatus::pending) {
            tell(dealing_.never_arrived(asked.name, received), listener);
        } else if (asked.purpose == Purpose::status) {
            tell(dealing_.about(asked.name, LpReportKind::unknown, LpReason::not_found, received), listener);
        }
        return {};
    }
    TRIREME_TRY(check_done(answer));
    TRIREME_TRY_ASSIGN(const OandaOrder told, parse_oanda_order(answer.body));
    if (told.client_name != asked.name) {
        return fail(ErrorCode::invalid_input, "asked for order {}, told of {}", asked.name.view(),
                    told.client_name.view());
    }
    log_.know_of(last_of(told));
    if (asked.purpose == Purpose::status) {
        held_.push_back({asked, last_of(told), {told}});
    } else if (known != nullptr && known->status == OrderStatus::pending) {
        doubts_[asked.name] = received.plus(terms_.doubt_wait);
    }
    return {};
}

Result<void> OandaLp::use_fill(const Asked& asked, std::string_view body, Timestamp received, LpListener& listener) {
    TRIREME_TRY_ASSIGN(const OandaTransaction fill, parse_oanda_transaction(body));
    const OandaListing::Entry* const instrument = listing_.find(fill.instrument);
    if (fill.kind != OandaTransactionKind::filled || instrument == nullptr) {
        return fail(ErrorCode::invalid_input, "transaction {} is no fill of one of our instruments", fill.id.value());
    }
    const Lots lots = lots_in(fill.units, *instrument);
    tell({.kind = LpReportKind::status,
          .name = asked.name,
          .status = fill.units == asked.ordered ? OrderStatus::filled : OrderStatus::cancelled,
          .execution = execution_of(fill.id),
          .lots = lots,
          .price = fill.price,
          .cumulative = lots,
          .made = fill.time,
          .received = received},
         listener);
    return {};
}

Result<void> OandaLp::use_positions(std::string_view body, Timestamp received, LpListener& listener) {
    TRIREME_TRY_ASSIGN(const std::vector<OandaPosition> told, parse_oanda_positions(body));
    std::vector<LpPosition> positions;
    for (const OandaPosition& position : told) {
        if (const OandaListing::Entry* const instrument = listing_.find(position.instrument)) {
            positions.push_back({.instrument = instrument->quoted.slot,
                                 .bought = lots_in(position.bought, *instrument),
                                 .sold = lots_in(position.sold, *instrument)});
        }
    }
    listener.on_positions(terms_.lp, positions, received);
    return {};
}

void OandaLp::release_held(Timestamp now, LpListener& listener) {
    std::vector<Held> waiting = std::exchange(held_, {});
    for (const Held& held : waiting) {
        if (held.until > log_.position()) {
            held_.push_back(held);
        } else if (held.asked.purpose == Purpose::status) {
            release_status(held, now, listener);
        } else {
            release_orders(held, now, listener);
        }
    }
    // Nothing is missing and yet they speak of more: they lied.
    if (!held_.empty() && log_.is_complete() && !is_missing_asked_) {
        ++health_.bad_messages;
        lose(now, listener);
    }
}

void OandaLp::release_status(const Held& held, Timestamp now, LpListener& listener) {
    const LpOrderName& name = held.asked.name;
    const OandaOrder& told = held.orders.front();
    if (dealing_.find(name) == nullptr && told.state == OandaOrderState::pending) {
        dealing_.learn(told);
    }
    bool is_asked = true;
    if (dealing_.find(name) != nullptr) {
        tell(dealing_.about(name, LpReportKind::status, LpReason::none, now), listener);
    } else if (told.filling != OandaTransactionId()) {
        is_asked =
            ask(requests_.transaction(told.filling), {.purpose = Purpose::fill, .name = name, .ordered = told.units});
    } else if (told.replaced_by != OandaTransactionId()) {
        is_asked = ask(requests_.order(told.replaced_by), {.purpose = Purpose::status, .name = name});
    } else {
        const bool is_cancelled = told.state == OandaOrderState::cancelled;
        tell({.kind = LpReportKind::status,
              .name = name,
              .status = is_cancelled ? OrderStatus::cancelled : OrderStatus::unknown,
              .received = now},
             listener);
    }
    if (!is_asked) {
        lose(now, listener);
    }
}

void OandaLp::release_orders(const Held& held, Timestamp now, LpListener& listener) {
    for (const OandaOrder& told : held.orders) {
        dealing_.learn(told);
        const OandaDealing::Order* const order = dealing_.find(told.client_name);
        if (order != nullptr && !is_end(order->status)) {
            tell(dealing_.about(told.client_name, LpReportKind::status, LpReason::none, now), listener);
        }
    }
    listener.on_open_orders_told(terms_.lp, now);
}

void OandaLp::refuse(const Asked& asked, LpReason reason, Timestamp received, LpListener& listener) {
    const OandaDealing::Order* const order = dealing_.find(asked.name);
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

void OandaLp::tell(const LpReport& report, LpListener& listener) {
    const bool is_rejection = report.kind == LpReportKind::rejected || report.kind == LpReportKind::cancel_rejected ||
                              report.kind == LpReportKind::replace_rejected;
    health_.rejects += is_rejection ? 1U : 0U;
    health_.fills += report.kind == LpReportKind::filled ? 1U : 0U;
    const OandaDealing::Order* const order = dealing_.find(report.name);
    if (order != nullptr && order->status != OrderStatus::pending) {
        doubts_.erase(report.name);
        health_.order_latency = order->latency.value_or(health_.order_latency);
    }
    listener.on_report(terms_.lp, report);
}

}  // namespace trireme::venues
