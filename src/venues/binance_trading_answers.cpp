#include "model/bounds.hpp"
#include "venues/binance_parser.hpp"
#include "venues/binance_trading.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

constexpr unsigned ok = 200;
constexpr unsigned server_errors = 500;  // from here on: what became of the request is not known

// https://github.com/binance/binance-spot-api-docs/blob/master/errors.md
constexpr std::int64_t status_unknown = -1006;  // UNEXPECTED_RESP: "Execution status unknown."
constexpr std::int64_t timed_out = -1007;       // TIMEOUT: the same
constexpr std::int64_t filter_failure = -1013;
constexpr std::int64_t wrong_timestamp = -1021;
constexpr std::int64_t bad_symbol = -1121;
constexpr std::int64_t cancel_rejected = -2011;
constexpr std::int64_t no_such_order = -2013;

}  // namespace

void BinanceTrading::tell_refused(Timestamp now, LpListener& listener) {
    for (const Refusal& each : std::exchange(refusals_, {})) {
        const bool is_order = each.kind == LpReportKind::rejected;
        const BinanceOrders::Order* const known = is_order ? nullptr : orders_.find(each.name);
        counters_.rejects += each.kind == LpReportKind::unknown ? 0U : 1U;
        listener.on_report(terms_.lp, {.kind = each.kind,
                                       .name = each.name,
                                       .status = is_order           ? OrderStatus::rejected
                                                 : known != nullptr ? known->status
                                                                    : OrderStatus::unknown,
                                       .cumulative = known != nullptr ? known->cumulative : Lots(),
                                       .leaves = known != nullptr && known->is_live()
                                                     ? Lots(known->lots.value() - known->cumulative.value())
                                                     : Lots(),
                                       .reason = each.reason,
                                       .made = now,
                                       .received = now});
    }
}

bool BinanceTrading::take(const NetworkEvent& event, BinanceLimits& limits, LpListener& listener) {
    if (stream_ && event.channel == *stream_) {
        take_stream_event(event, listener);
        return true;
    }
    const auto* const answered = std::get_if<RequestAnswered>(&event.what);
    const auto* const failed = std::get_if<RequestFailed>(&event.what);
    if (answered == nullptr && failed == nullptr) {
        return false;
    }
    const auto asked = asked_.extract(answered != nullptr ? answered->request : failed->request);
    if (asked.empty()) {
        return false;
    }
    if (failed != nullptr) {
        take_lost_request(asked.mapped(), failed->may_have_arrived, event.received, listener);
    } else {
        limits.take(answered->answer, event.received);
        take_answer(asked.mapped(), answered->answer, event.received, listener);
    }
    return true;
}

void BinanceTrading::take_stream_event(const NetworkEvent& event, LpListener& listener) {
    const Timestamp now = event.received;
    if (std::holds_alternative<ChannelOpened>(event.what)) {
        stream_is_open_ = true;
        reconnect_.connected(now);
        listen_key_at_ = now.plus(terms_.listen_key_renewal);
        // Whatever was said while nobody listened.
        question_live_orders(now);
    } else if (const auto* const message = std::get_if<ChannelMessage>(&event.what)) {
        const auto state = parse_binance_user_frame(message->text);
        counters_.malformed += state ? 0U : 1U;
        if (state && *state && orders_.take(**state, now, listener)) {
            ask_trades(orders_.name_of((*state)->name), now);
        }
    } else {
        const auto& closed = std::get<ChannelClosed>(event.what);
        counters_.malformed += closed.reason.code == ErrorCode::io_failure ? 0U : 1U;
        ++counters_.losses;
        stream_is_open_ = false;
        stream_.reset();
        listen_key_at_ = reconnect_.lost(now);
        question_live_orders(now);
    }
}

void BinanceTrading::take_answer(const Asked& asked, const HttpAnswer& answer, Timestamp now, LpListener& listener) {
    if (answer.status == ok) {
        take_success(asked, answer.body, now, listener);
    } else if (answer.status >= server_errors) {
        take_lost_request(asked, true, now, listener);
    } else {
        take_failure(asked, answer, now, listener);
    }
}

void BinanceTrading::take_success(const Asked& asked, std::string_view body, Timestamp now, LpListener& listener) {
    // Takes what was parsed; what could not be is as if it had not come.
    const auto with = [&](auto parsed, auto taker) {
        if (parsed) {
            taker(*parsed);
        } else {
            ++counters_.malformed;
            take_lost_request(asked, true, now, listener);
        }
    };
    switch (asked.kind) {
        case Kind::exchange_info:
            return with(parse_binance_exchange_info(body), [&](const BinanceExchangeInfo& info) {
                if (auto rules = BinanceRules::create(terms_.instruments, info)) {
                    rules_ = *std::move(rules);
                    info_at_ = now.plus(terms_.listen_key_renewal);
                }
            });
        case Kind::server_time:
            return with(parse_binance_server_time(body), [&](Timestamp theirs) {
                // What it said was true somewhere between question and answer.
                const std::int64_t sent = asked.sent.nanoseconds_since_1970();
                const std::int64_t middle = sent + (now.nanoseconds_since_1970() - sent) / 2;
                clock_offset_ = Duration::nanoseconds(theirs.nanoseconds_since_1970() - middle);
                clock_is_known_ = true;
                clock_at_ = now.plus(terms_.clock_renewal);
            });
        case Kind::listen_key:
            return with(parse_binance_listen_key(body), [&](const std::string& key) { open_stream(key, now); });
        case Kind::renewal: listen_key_at_ = now.plus(terms_.listen_key_renewal); return;
        case Kind::order:
        case Kind::cancel:
        case Kind::status:
            return with(parse_binance_order(body),
                        [&](const BinanceOrderState& state) { take_state(asked, state, now, listener); });
        case Kind::replace:
        case Kind::replace_status: return take_replaced(asked, now, listener);
        case Kind::trades:
            return with(parse_binance_trades(body), [&](const std::vector<BinanceFill>& fills) {
                orders_.take_trades(asked.name, fills, now, listener);
            });
        case Kind::open_orders:
            return with(parse_binance_orders(body),
                        [&](const std::vector<BinanceOrderState>& states) { take_open_orders(states, now, listener); });
        case Kind::account:
            return with(parse_binance_balances(body),
                        [&](const std::vector<BinanceBalance>& balances) { take_positions(balances, now, listener); });
    }
}

void BinanceTrading::take_state(const Asked& asked, const BinanceOrderState& state, Timestamp now,
                                LpListener& listener) {
    const bool lacks_fills = orders_.take(state, now, listener);
    if (asked.is_for_house) {
        if (const BinanceOrders::Order* const order = orders_.find(asked.name)) {
            orders_.report(*order, LpReportKind::status, LpReason::none, state.time, now, listener);
        }
    }
    if (lacks_fills) {
        ask_trades(orders_.name_of(state.name), now);
    } else if (const auto* const order = orders_.find(asked.name);
               order != nullptr && order->is_live() && order->is_immediate()) {
        // In case the user-data stream does not tell its end.
        question(asked.name, 0, false, now.plus(terms_.question_wait));
    }
}

void BinanceTrading::take_replaced(const Asked& asked, Timestamp now, LpListener& listener) {
    BinanceOrders::Order* const order = orders_.find(asked.name);
    if (order == nullptr) {
        return;
    }
    order->is_replacing = false;
    order->lots = asked.replacement.lots;
    orders_.rename(*order, *BinanceOrders::next_wire_name(*order));
    orders_.report(*order, LpReportKind::replaced, LpReason::none, now, now, listener);
    // What the user-data stream said of the new order before this answer was not heard.
    question(asked.name, 0, false, now);
}

void BinanceTrading::take_failure(const Asked& asked, const HttpAnswer& answer, Timestamp now, LpListener& listener) {
    const auto failure = parse_binance_failure(answer.body);
    const std::int64_t code = failure ? failure->code : 0;
    if (code == wrong_timestamp) {
        clock_at_ = now;
    }
    if (code == status_unknown || code == timed_out) {
        take_lost_request(asked, true, now, listener);
        return;
    }
    switch (asked.kind) {
        case Kind::order: take_refused_order(asked, code, now, listener); break;
        case Kind::cancel:
            ++counters_.rejects;
            if (const auto* const order = orders_.find(asked.name)) {
                orders_.report(*order, LpReportKind::cancel_rejected,
                               code == cancel_rejected ? LpReason::finished : LpReason::dealer, now, now, listener);
                question(asked.name, 0, false, now);
            }
            break;
        case Kind::replace: take_refused_replacement(asked.name, now, listener); break;
        case Kind::replace_status:
            if (code == no_such_order && asked.sent > asked.certain_at) {
                take_refused_replacement(asked.name, now, listener);
            } else {
                replace_questions_.push_back({asked.replacement, asked.certain_at, now.plus(terms_.question_wait)});
            }
            break;
        case Kind::status:
            if (code == no_such_order) {
                take_unknown(asked, now, listener);
            } else {
                question(asked.name, asked.instrument, asked.is_for_house, now.plus(terms_.question_wait));
            }
            break;
        case Kind::trades: question(asked.name, 0, false, now.plus(terms_.question_wait)); break;
        default: take_lost_request(asked, false, now, listener);
    }
}

// With its cancellation done and the new one refused, the old order is cancelled: whether it stands is asked for.
void BinanceTrading::take_refused_replacement(const LpOrderName& name, Timestamp now, LpListener& listener) {
    ++counters_.rejects;
    if (BinanceOrders::Order* const order = orders_.find(name)) {
        order->is_replacing = false;
        orders_.report(*order, LpReportKind::replace_rejected, LpReason::dealer, now, now, listener);
        question(name, 0, false, now);
    }
}

void BinanceTrading::take_refused_order(const Asked& asked, std::int64_t code, Timestamp now, LpListener& listener) {
    LpReason reason = LpReason::dealer;
    if (code == filter_failure) {
        reason = LpReason::terms;
    } else if (code == bad_symbol) {
        reason = LpReason::instrument;
    }
    if (BinanceOrders::Order* const order = orders_.find(asked.name)) {
        orders_.reject(*order, reason, now, listener);
    }
}

void BinanceTrading::take_unknown(const Asked& asked, Timestamp now, LpListener& listener) {
    BinanceOrders::Order* const order = orders_.find(asked.name);
    if (order == nullptr) {
        if (asked.instrument + 1 < terms_.instruments.size()) {
            question(asked.name, asked.instrument + 1, asked.is_for_house, now);
        } else if (asked.is_for_house) {
            refusals_.push_back({asked.name, LpReportKind::unknown, LpReason::not_found});
        }
        return;
    }
    // Until the receive window of the order is over, it may still be on its way.
    const Timestamp certain = order->sent.plus(terms_.receive_window);
    if (asked.sent <= certain) {
        question(asked.name, 0, asked.is_for_house, std::max(certain, now).plus(terms_.question_wait));
        return;
    }
    if (order->status == OrderStatus::pending) {
        orders_.report_unknown(*order, now, listener);
    }
}

void BinanceTrading::take_lost_request(const Asked& asked, bool may_have_arrived, Timestamp now, LpListener& listener) {
    counters_.uncertain += may_have_arrived ? 1U : 0U;
    const Timestamp again = now.plus(terms_.question_wait);
    BinanceOrders::Order* const order = orders_.find(asked.name);
    switch (asked.kind) {
        case Kind::order:
            if (may_have_arrived) {
                question(asked.name, 0, false, now);
            } else if (order != nullptr) {
                orders_.reject(*order, LpReason::busy, now, listener);
            }
            break;
        case Kind::replace:
            if (may_have_arrived) {
                replace_questions_.push_back({asked.replacement, asked.sent.plus(terms_.receive_window), now});
            } else {
                take_refused_replacement(asked.name, now, listener);
            }
            break;
        case Kind::replace_status: replace_questions_.push_back({asked.replacement, asked.certain_at, again}); break;
        case Kind::cancel:
            if (order != nullptr) {
                orders_.report(*order, LpReportKind::cancel_rejected, LpReason::dealer, now, now, listener);
                question(asked.name, 0, false, now);
            }
            break;
        case Kind::status: question(asked.name, asked.instrument, asked.is_for_house, again); break;
        case Kind::trades: question(asked.name, 0, false, again); break;
        case Kind::listen_key: listen_key_at_ = reconnect_.lost(now); break;
        case Kind::open_orders:
        case Kind::account:
        case Kind::exchange_info:
        case Kind::server_time:
        case Kind::renewal: break;  // who asked asks again: the house, or advance
    }
}

void BinanceTrading::take_open_orders(const std::vector<BinanceOrderState>& states, Timestamp now,
                                      LpListener& listener) {
    for (const BinanceOrderState& state : states) {
        const bool lacks_fills = orders_.take(state, now, listener);
        const LpOrderName name = orders_.name_of(state.name);
        if (const BinanceOrders::Order* const order = orders_.find(name)) {
            orders_.report(*order, LpReportKind::status, LpReason::none, state.time, now, listener);
        }
        if (lacks_fills) {
            ask_trades(name, now);
        }
    }
    listener.on_open_orders_told(terms_.lp, now);
}

void BinanceTrading::take_positions(const std::vector<BinanceBalance>& balances, Timestamp now, LpListener& listener) {
    std::vector<LpPosition> positions;
    for (std::size_t at = 0; at < terms_.instruments.size(); ++at) {
        const auto held = std::ranges::find(balances, terms_.base_assets[at], &BinanceBalance::asset);
        if (held == balances.end()) {
            continue;
        }
        // Rounded down: dust below a lot's last digit is no position.
        const Int128 units = held->free.value() + held->locked.value();
        const Int128 lots = units * whole.value() / terms_.instruments[at].contract_size.value();
        if (lots > 0) {
            positions.push_back(
                {.instrument = terms_.instruments[at].slot,
                 .bought = Lots(static_cast<std::int64_t>(std::min<Int128>(lots, volume_max.value())))});
        }
    }
    listener.on_positions(terms_.lp, positions, now);
}

}  // namespace trireme::venues
