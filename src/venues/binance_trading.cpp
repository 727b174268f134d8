// What is asked of Binance; binance_trading_answers.cpp takes what it answers.
// Paths and parameters: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md

#include "venues/binance_trading.hpp"

#include "venues/signature.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

constexpr std::string_view listen_key_path = "/api/v3/userDataStream";

std::string_view name_of_side(Side side) { return side == Side::buy ? "BUY" : "SELL"; }

// Nothing for a time in force that Binance does not have.
std::optional<std::string_view> name_of_time(TimeInForce time) {
    switch (time) {
        case TimeInForce::gtc: return "GTC";
        case TimeInForce::ioc: return "IOC";
        case TimeInForce::fok: return "FOK";
        case TimeInForce::day:
        case TimeInForce::gtd: break;
    }
    return std::nullopt;
}

LpAdmission admission_of(bool is_asked) { return is_asked ? LpAdmission::taken : LpAdmission::overloaded; }

// Letters and digits and .:/_- as Binance takes them in client order ids.
bool is_wire_name(const LpOrderName& name) {
    return !name.empty() && std::ranges::all_of(name.view(), [](char letter) {
        const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        return is_letter || (letter >= '0' && letter <= '9') || std::string_view(".:/_-").contains(letter);
    });
}

}  // namespace

BinanceTrading::BinanceTrading(const BinanceTradingTerms& terms, Network& network, ChannelId orders, ChannelId rest)
    : terms_(terms),
      network_(network),
      orders_channel_(orders),
      rest_(rest),
      orders_(terms.lp, terms.instruments),
      reconnect_(terms.reconnect, terms.seed) {}

HttpRequest BinanceTrading::signed_request(HttpMethod method, std::string_view path, std::string query,
                                           Timestamp now) const {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    query += fmt::format("{}recvWindow={}&timestamp={}", query.empty() ? "" : "&",
                         terms_.receive_window.nanoseconds() / ns_per_ms,
                         now.plus(clock_offset_).nanoseconds_since_1970() / ns_per_ms);
    const std::string signature = hmac_sha256_hex(terms_.credentials.secret, query);
    return {.method = method,
            .target = fmt::format("{}?{}&signature={}", path, query, signature),
            .headers = {{"X-MBX-APIKEY", terms_.credentials.api_key}}};
}

bool BinanceTrading::ask(ChannelId channel, Asked asked, HttpRequest request) {
    const auto name = network_.request(channel, std::move(request));
    if (name) {
        asked_.emplace(*name, std::move(asked));
    }
    return name.has_value();
}

void BinanceTrading::advance(Timestamp now, BinanceLimits& limits) {
    if (limits.allows_questions(now)) {
        ask_common(now);
        ask_questions(now);
        ask_replace_questions(now);
    }
}

void BinanceTrading::ask_common(Timestamp now) {
    // What fails is asked for again after a while; what succeeds sets its own time.
    if (now >= info_at_) {
        info_at_ = now.plus(terms_.question_wait);
        std::string symbols;
        for (const auto& instrument : terms_.instruments) {
            symbols += fmt::format("{}%22{}%22", symbols.empty() ? "" : ",", instrument.symbol.view());
        }
        ask(rest_, {.kind = Kind::exchange_info}, {.target = "/api/v3/exchangeInfo?symbols=[" + symbols + "]"});
    }
    if (now >= clock_at_) {
        clock_at_ = now.plus(terms_.question_wait);
        ask(rest_, {.kind = Kind::server_time, .sent = now}, {.target = "/api/v3/time"});
    }
    if (now >= listen_key_at_) {
        listen_key_at_ = now.plus(terms_.question_wait);
        HttpRequest request{.method = stream_ ? HttpMethod::put : HttpMethod::post,
                            .target = std::string(listen_key_path),
                            .headers = {{"X-MBX-APIKEY", terms_.credentials.api_key}}};
        if (stream_) {
            request.target += "?listenKey=" + listen_key_;
        }
        ask(rest_, {.kind = stream_ ? Kind::renewal : Kind::listen_key}, std::move(request));
    }
}

void BinanceTrading::open_stream(const std::string& listen_key, Timestamp now) {
    listen_key_ = listen_key;
    listen_key_at_ = Timestamp::latest();
    if (const auto opened = network_.open_web_socket(terms_.streams, {.target = "/ws/" + listen_key})) {
        stream_ = *opened;
    } else {
        listen_key_at_ = reconnect_.lost(now);
    }
}

void BinanceTrading::question(const LpOrderName& name, std::size_t instrument, bool is_for_house, Timestamp ask_at) {
    const auto waiting = std::ranges::find(questions_, name, &Question::name);
    if (waiting == questions_.end()) {
        questions_.push_back({name, instrument, is_for_house, ask_at});
    } else {
        waiting->is_for_house = waiting->is_for_house || is_for_house;
        waiting->ask_at = std::min(waiting->ask_at, ask_at);
    }
}

void BinanceTrading::question_live_orders(Timestamp at) {
    for (const LpOrderName& name : orders_.live()) {
        question(name, 0, false, at);
    }
}

void BinanceTrading::ask_questions(Timestamp now) {
    if (!clock_is_known_) {
        return;
    }
    const std::vector<Question> waiting = std::exchange(questions_, {});
    for (const Question& each : waiting) {
        if (now < each.ask_at) {
            questions_.push_back(each);
            continue;
        }
        const BinanceOrders::Order* const order = orders_.find(each.name);
        const Symbol& symbol = order != nullptr ? order->instrument.symbol : terms_.instruments[each.instrument].symbol;
        const LpOrderName& wire_name = order != nullptr ? order->wire_name : each.name;
        ++counters_.questions;
        const bool is_asked =
            ask(rest_,
                {.kind = Kind::status,
                 .name = each.name,
                 .instrument = each.instrument,
                 .is_for_house = each.is_for_house,
                 .sent = now},
                signed_request(HttpMethod::get, "/api/v3/order",
                               fmt::format("symbol={}&origClientOrderId={}", symbol.view(), wire_name.view()), now));
        if (!is_asked) {
            questions_.push_back({each.name, each.instrument, each.is_for_house, now.plus(terms_.question_wait)});
        }
    }
}

void BinanceTrading::ask_replace_questions(Timestamp now) {
    const std::vector<ReplaceQuestion> waiting = std::exchange(replace_questions_, {});
    for (const ReplaceQuestion& each : waiting) {
        const BinanceOrders::Order* const order = orders_.find(each.replacement.name);
        if (order == nullptr) {
            continue;
        }
        ReplaceQuestion later = each;
        if (now >= each.ask_at) {
            ++counters_.questions;
            const bool is_asked =
                ask(rest_,
                    {.kind = Kind::replace_status,
                     .name = order->name,
                     .replacement = each.replacement,
                     .certain_at = each.certain_at,
                     .sent = now},
                    signed_request(HttpMethod::get, "/api/v3/order",
                                   fmt::format("symbol={}&origClientOrderId={}", order->instrument.symbol.view(),
                                               BinanceOrders::next_wire_name(*order)->view()),
                                   now));
            if (is_asked) {
                continue;
            }
            later.ask_at = now.plus(terms_.question_wait);
        }
        replace_questions_.push_back(later);
    }
}

LpAdmission BinanceTrading::send(const LpOrder& order, Timestamp now, const BinanceLimits& limits) {
    if (!is_ready()) {
        return LpAdmission::not_connected;
    }
    if (!limits.allows_orders(now)) {
        return LpAdmission::overloaded;
    }
    const auto instrument =
        std::ranges::find(terms_.instruments, order.instrument, &BinanceFeedTerms::Instrument::slot);
    const auto refuse = [&](LpReason reason) {
        refusals_.push_back({order.name, LpReportKind::rejected, reason});
        return LpAdmission::taken;
    };
    if (instrument == terms_.instruments.end()) {
        return refuse(LpReason::instrument);
    }
    const auto units = binance_units_of(order.lots, instrument->contract_size);
    const auto time = name_of_time(order.time_in_force);
    if (!units || !time || !is_wire_name(order.name)) {
        return refuse(LpReason::terms);
    }
    if (const LpReason fault = rules_->fault_of(instrument->symbol, order.type, *units, order.price);
        fault != LpReason::none) {
        return refuse(fault);
    }
    if (!orders_.add(order, *instrument, now)) {
        return refuse(LpReason::repeated);
    }
    std::string query =
        fmt::format("symbol={}&side={}&quantity={}&newClientOrderId={}&newOrderRespType=FULL",
                    instrument->symbol.view(), name_of_side(order.side), format(*units), order.name.view());
    query += order.type == LpOrderType::market
                 ? "&type=MARKET"
                 : fmt::format("&type=LIMIT&timeInForce={}&price={}", *time, format(order.price));
    const bool is_asked = ask(orders_channel_, {.kind = Kind::order, .name = order.name, .sent = now},
                              signed_request(HttpMethod::post, "/api/v3/order", std::move(query), now));
    if (!is_asked) {
        orders_.take_back(order.name);
    }
    counters_.sent += is_asked ? 1U : 0U;
    return admission_of(is_asked);
}

LpAdmission BinanceTrading::cancel(const LpOrderName& name, Timestamp now, const BinanceLimits& limits) {
    if (!is_ready()) {
        return LpAdmission::not_connected;
    }
    const BinanceOrders::Order* const order = orders_.find(name);
    if (order == nullptr || !order->is_live()) {
        refusals_.push_back(
            {name, LpReportKind::cancel_rejected, order == nullptr ? LpReason::not_found : LpReason::finished});
        return LpAdmission::taken;
    }
    if (!limits.allows_orders(now)) {
        return LpAdmission::overloaded;
    }
    return admission_of(ask(orders_channel_, {.kind = Kind::cancel, .name = name, .sent = now},
                            signed_request(HttpMethod::remove, "/api/v3/order",
                                           fmt::format("symbol={}&origClientOrderId={}",
                                                       order->instrument.symbol.view(), order->wire_name.view()),
                                           now)));
}

LpAdmission BinanceTrading::replace(const LpReplace& replacement, Timestamp now, const BinanceLimits& limits) {
    if (!is_ready()) {
        return LpAdmission::not_connected;
    }
    BinanceOrders::Order* const order = orders_.find(replacement.name);
    const auto refuse = [&](LpReason reason) {
        refusals_.push_back({replacement.name, LpReportKind::replace_rejected, reason});
        return LpAdmission::taken;
    };
    if (order == nullptr) {
        return refuse(LpReason::not_found);
    }
    if (!order->is_live()) {
        return refuse(LpReason::finished);
    }
    const auto wire_name = BinanceOrders::next_wire_name(*order);
    const auto units = binance_units_of(replacement.lots, order->instrument.contract_size);
    const bool is_untouched = order->status == OrderStatus::accepted && order->cumulative == Lots();
    // Only an order of which nothing was filled: what is filled on its way to being cancelled would come on top.
    if (!wire_name || !units || !is_untouched || order->is_replacing || !order->price_is_known ||
        rules_->fault_of(order->instrument.symbol, LpOrderType::limit, *units, replacement.price) != LpReason::none) {
        return refuse(LpReason::terms);
    }
    if (!limits.allows_orders(now)) {
        return LpAdmission::overloaded;
    }
    const std::string query = fmt::format(
        "symbol={}&side={}&type=LIMIT&timeInForce={}&quantity={}&price={}&cancelReplaceMode=STOP_ON_FAILURE"
        "&cancelRestrictions=ONLY_NEW&cancelOrigClientOrderId={}&newClientOrderId={}&newOrderRespType=RESULT",
        order->instrument.symbol.view(), name_of_side(order->side), *name_of_time(order->time_in_force), format(*units),
        format(replacement.price), order->wire_name.view(), wire_name->view());
    order->is_replacing =
        ask(orders_channel_, {.kind = Kind::replace, .name = replacement.name, .replacement = replacement, .sent = now},
            signed_request(HttpMethod::post, "/api/v3/order/cancelReplace", query, now));
    return admission_of(order->is_replacing);
}

LpAdmission BinanceTrading::ask_status(const LpOrderName& name, Timestamp now) {
    if (!is_ready()) {
        return LpAdmission::not_connected;
    }
    if (!is_wire_name(name)) {
        refusals_.push_back({name, LpReportKind::unknown, LpReason::not_found});
        return LpAdmission::taken;
    }
    question(name, 0, true, now);
    return LpAdmission::taken;
}

LpAdmission BinanceTrading::ask_open_orders(Timestamp now) {
    return is_ready() ? admission_of(ask(rest_, {.kind = Kind::open_orders, .sent = now},
                                         signed_request(HttpMethod::get, "/api/v3/openOrders", "", now)))
                      : LpAdmission::not_connected;
}

LpAdmission BinanceTrading::ask_positions(Timestamp now) {
    return is_ready() ? admission_of(ask(rest_, {.kind = Kind::account, .sent = now},
                                         signed_request(HttpMethod::get, "/api/v3/account", "", now)))
                      : LpAdmission::not_connected;
}

void BinanceTrading::ask_trades(const LpOrderName& name, Timestamp now) {
    const BinanceOrders::Order* const order = orders_.find(name);
    const bool is_asked =
        ask(rest_, {.kind = Kind::trades, .name = name, .sent = now},
            signed_request(HttpMethod::get, "/api/v3/myTrades",
                           fmt::format("symbol={}&orderId={}", order->instrument.symbol.view(), order->order_id), now));
    if (!is_asked) {
        question(name, 0, false, now.plus(terms_.question_wait));
    }
}

Timestamp BinanceTrading::next_due() const {
    Timestamp next = std::min({info_at_, clock_at_, listen_key_at_});
    for (const Question& each : questions_) {
        next = std::min(next, each.ask_at);
    }
    for (const ReplaceQuestion& each : replace_questions_) {
        next = std::min(next, each.ask_at);
    }
    return refusals_.empty() ? next : Timestamp::earliest();
}

}  // namespace trireme::venues
