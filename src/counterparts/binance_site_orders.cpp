#include "counterparts/binance_site.hpp"
#include "venues/signature.hpp"

#include <algorithm>
#include <utility>

namespace trireme::counterparts {
namespace {

using venues::HttpMethod;
using venues::HttpRequest;

std::string_view name_of_time(TimeInForce time) {
    return time == TimeInForce::fok ? "FOK" : time == TimeInForce::ioc ? "IOC" : "GTC";
}

std::string_view text_in(const auto& query, std::string_view name) {
    const auto found = query.find(name);
    return found == query.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

void BinanceSite::on_request(Peers& peers, PeerId peer, const HttpRequest& request, bool wants_web_socket) {
    peers_ = &peers;
    if (peers.faults().refuses()) {
        peers.answer(peer, {.status = 503, .body = R"({"code":-1008,"msg":"Server is currently overloaded."})"});
        return;
    }
    if (wants_web_socket) {
        open_web_socket(peer, request.target);
        return;
    }
    const std::size_t mark = std::min(request.target.find('?'), request.target.size());
    const std::string_view path = std::string_view(request.target).substr(0, mark);
    Query query;
    for (std::string_view rest = std::string_view(request.target).substr(mark); rest.size() > 1;) {
        rest.remove_prefix(1);
        const std::string_view pair = rest.substr(0, rest.find('&'));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        query.emplace(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
        rest.remove_prefix(pair.size());
    }
    const bool is_market = path == "/api/v3/time" || path == "/api/v3/exchangeInfo" || path == "/api/v3/depth";
    return is_market ? answer_market(peer, path, query) : answer_signed(peer, request, path, query);
}

void BinanceSite::succeed(PeerId peer, std::string body) {
    peers_->answer(peer, {.status = 200,
                          .headers = {{"Content-Type", "application/json"}, {"X-MBX-USED-WEIGHT-1M", "10"}},
                          .body = std::move(body)});
}

void BinanceSite::fail(PeerId peer, int code, std::string_view message) {
    peers_->answer(peer, {.status = 400, .body = fmt::format(R"({{"code":{},"msg":"{}"}})", code, message)});
}

void BinanceSite::answer_signed(PeerId peer, const HttpRequest& request, std::string_view path, const Query& query) {
    const auto key = std::ranges::find(request.headers, "X-MBX-APIKEY", &venues::HttpHeader::name);
    if (key == request.headers.end() || key->value != terms_.credentials.api_key) {
        return fail(peer, -2015, "Invalid API-key, IP, or permissions for action.");
    }
    if (path == "/api/v3/userDataStream") {
        return succeed(peer, request.method == HttpMethod::post
                                 ? fmt::format(R"({{"listenKey":"key{}"}})", ++next_listen_key_)
                                 : "{}");
    }
    const std::size_t mark = request.target.find('?');
    const std::size_t end = request.target.find("&signature=");
    if (mark == std::string::npos || end == std::string::npos ||
        text_in(query, "signature") !=
            venues::hmac_sha256_hex(terms_.credentials.secret, request.target.substr(mark + 1, end - mark - 1))) {
        return fail(peer, -1022, "Signature for this request is not valid.");
    }
    const auto stated = parse_decimal(text_in(query, "timestamp"), 0);
    const auto window = parse_decimal(text_in(query, "recvWindow"), 0);
    const std::int64_t now_ms = now_.nanoseconds_since_1970() / 1'000'000;
    if (!stated || !window || *stated > now_ms + 1'000 || now_ms - *stated > *window) {
        return fail(peer, -1021, "Timestamp for this request is outside of the recvWindow.");
    }
    if (path == "/api/v3/account") {
        std::map<std::size_t, std::int64_t> net;
        for (const auto& [name, order] : orders_) {
            const bool is_bought = order.asked.side == Side::buy;
            net[order.asked.instrument.value()] += is_bought ? order.executed.value() : -order.executed.value();
        }
        std::string balances;
        for (const auto& [at, units] : net) {
            balances +=
                fmt::format(R"({}{{"asset":"{}","free":"{}","locked":"0.00000000"}})", balances.empty() ? "" : ",",
                            terms_.instruments[at].base, format(Lots(std::max<std::int64_t>(units, 0))));
        }
        return succeed(peer, fmt::format(R"({{"accountType":"SPOT","balances":[{}]}})", balances));
    }
    if (path == "/api/v3/openOrders") {
        std::string open;
        for (const auto& [name, order] : orders_) {
            if (order.status == "NEW" || order.status == "PARTIALLY_FILLED") {
                open += open.empty() ? "" : ",";
                open += order_text(order);
            }
        }
        return succeed(peer, fmt::format("[{}]", open));
    }
    if (path == "/api/v3/myTrades") {
        std::string trades;
        for (const auto& [name, order] : orders_) {
            for (const Fill& fill : order.fills) {
                if (std::to_string(order.id) == text_in(query, "orderId")) {
                    trades += fmt::format(R"({}{{"id":{},"price":"{}","qty":"{}"}})", trades.empty() ? "" : ",",
                                          fill.trade_id, format(fill.price), format(fill.lots));
                }
            }
        }
        return succeed(peer, fmt::format("[{}]", trades));
    }
    if (path == "/api/v3/order/cancelReplace") {
        return replace(peer, query);
    }
    if (path != "/api/v3/order") {
        return peers_->answer(peer, {.status = 404});
    }
    if (request.method == HttpMethod::post) {
        return take_order(peer, query);
    }
    if (request.method == HttpMethod::remove) {
        return cancel(peer, query);
    }
    const Order* const order = find_wire(text_in(query, "origClientOrderId"));
    const bool is_there = order != nullptr && instrument_of(query) == order->asked.instrument.value();
    return is_there ? succeed(peer, order_text(*order)) : fail(peer, -2013, "Order does not exist.");
}

BinanceSite::Order* BinanceSite::find_wire(std::string_view wire_name) {
    for (auto& [name, order] : orders_) {
        if (order.wire_name == wire_name) {
            return &order;
        }
    }
    return nullptr;
}

void BinanceSite::take_order(PeerId peer, const Query& query) {
    const auto at = instrument_of(query);
    const auto name = LpOrderName::from_text(text_in(query, "newClientOrderId"));
    const auto lots = parse<Lots>(text_in(query, "quantity"));
    const auto price = parse<Price>(text_in(query, "price"));
    const bool is_limit = text_in(query, "type") == "LIMIT";
    if (!at || !name || !lots || (is_limit && !price)) {
        return fail(peer, -1102, "Mandatory parameter was not sent, was empty/null, or malformed.");
    }
    if (find_wire(name->view()) != nullptr || orders_.contains(*name)) {
        return fail(peer, -2010, "Duplicate order sent.");
    }
    const std::string_view time = text_in(query, "timeInForce");
    const LpOrder asked{.name = *name,
                        .instrument = InstrumentSlot(static_cast<std::uint32_t>(*at)),
                        .side = text_in(query, "side") == "BUY" ? Side::buy : Side::sell,
                        .type = is_limit ? LpOrderType::limit : LpOrderType::market,
                        .time_in_force = time == "GTC"   ? TimeInForce::gtc
                                         : time == "FOK" ? TimeInForce::fok
                                                         : TimeInForce::ioc,
                        .lots = *lots,
                        .price = is_limit ? *price : Price()};
    if (dealer_->send(asked, now_) != LpAdmission::taken) {
        return fail(peer, -1008, "Server is currently overloaded.");
    }
    orders_.emplace(
        *name, Order{.id = ++next_order_id_, .asked = asked, .wire_name = std::string(name->view()), .waiting = peer});
    if (std::exchange(cuts_behind_order_, false)) {
        peers_->cut(peer);
    }
}

void BinanceSite::cancel(PeerId peer, const Query& query) {
    Order* const order = find_wire(text_in(query, "origClientOrderId"));
    if (order == nullptr || dealer_->cancel(order->asked.name, now_) != LpAdmission::taken) {
        return fail(peer, -2011, "Unknown order sent.");
    }
    order->waiting = peer;
}

void BinanceSite::replace(PeerId peer, const Query& query) {
    Order* const order = find_wire(text_in(query, "cancelOrigClientOrderId"));
    const auto lots = parse<Lots>(text_in(query, "quantity"));
    const auto price = parse<Price>(text_in(query, "price"));
    const bool is_untouched = order != nullptr && order->status == "NEW";
    if (!is_untouched || !lots || !price ||
        dealer_->replace({order->asked.name, *lots, *price}, now_) != LpAdmission::taken) {
        return fail(peer, -2022, "Order cancel-replace failed.");
    }
    order->waiting = peer;
    order->next_wire_name = text_in(query, "newClientOrderId");
    if (std::exchange(cuts_behind_order_, false)) {
        peers_->cut(peer);
    }
}

void BinanceSite::on_report(LpSlot, const LpReport& report) {
    if (const auto found = orders_.find(report.name); found != orders_.end()) {
        settle(found->second, report);
    }
}

void BinanceSite::settle(Order& order, const LpReport& report) {
    const std::optional<PeerId> waiting = std::exchange(order.waiting, std::nullopt);
    switch (report.kind) {
        case LpReportKind::accepted: tell_user(order, "NEW", order.wire_name, nullptr); break;
        case LpReportKind::filled: {
            order.waiting = waiting;  // this is not what it waits for
            order.executed = report.cumulative;
            order.status = report.leaves == Lots() ? "FILLED" : "PARTIALLY_FILLED";
            order.fills.push_back({++next_trade_id_, report.price, report.lots});
            tell_user(order, "TRADE", order.wire_name, &order.fills.back());
            return;
        }
        case LpReportKind::cancelled:
        case LpReportKind::expired:
            order.status = report.kind == LpReportKind::cancelled ? "CANCELED" : "EXPIRED";
            tell_user(order, order.status, order.wire_name, nullptr);
            break;
        case LpReportKind::replaced:
            tell_user(order, "CANCELED", std::exchange(order.wire_name, order.next_wire_name), nullptr);
            order.asked.lots = Lots(report.cumulative.value() + report.leaves.value());
            tell_user(order, "NEW", order.wire_name, nullptr);
            break;
        case LpReportKind::rejected:
            order.status = "REJECTED";
            if (waiting) {
                fail(*waiting, -2010, name_of(report.reason));
            }
            orders_.erase(order.asked.name);  // Binance keeps no order that it rejected at once
            return;
        case LpReportKind::cancel_rejected:
            if (waiting) {
                fail(*waiting, -2011, "Unknown order sent.");
            }
            return;
        case LpReportKind::replace_rejected:
            if (waiting) {
                fail(*waiting, -2022, "Order cancel-replace failed.");
            }
            return;
        default: return;
    }
    if (waiting) {
        succeed(*waiting, order_text(order));
    }
}

std::string BinanceSite::order_text(const Order& order) const {
    return fmt::format(
        R"({{"symbol":"{}","orderId":{},"orderListId":-1,"clientOrderId":"{}","transactTime":{},"price":"{}",)"
        R"("origQty":"{}","executedQty":"{}","status":"{}","timeInForce":"{}","type":"{}","side":"{}"}})",
        terms_.instruments[order.asked.instrument.value()].symbol.view(), order.id, order.wire_name,
        now_.nanoseconds_since_1970() / 1'000'000, format(order.asked.price), format(order.asked.lots),
        format(order.executed), order.status, name_of_time(order.asked.time_in_force),
        order.asked.type == LpOrderType::limit ? "LIMIT" : "MARKET", order.asked.side == Side::buy ? "BUY" : "SELL");
}

void BinanceSite::tell_user(const Order& order, std::string_view execution, std::string_view wire_name,
                            const Fill* fill) {
    if (is_mute_) {
        return;
    }
    const std::int64_t now_ms = now_.nanoseconds_since_1970() / 1'000'000;
    const bool is_replaced = wire_name != order.wire_name;
    const std::string text = fmt::format(
        R"({{"e":"executionReport","E":{},"s":"{}","c":"{}","S":"{}","o":"{}","f":"{}","q":"{}","p":"{}","C":"{}",)"
        R"("x":"{}","X":"{}","r":"NONE","i":{},"l":"{}","z":"{}","L":"{}","n":"0","N":null,"T":{},"t":{}}})",
        now_ms, terms_.instruments[order.asked.instrument.value()].symbol.view(), wire_name,
        order.asked.side == Side::buy ? "BUY" : "SELL", order.asked.type == LpOrderType::limit ? "LIMIT" : "MARKET",
        name_of_time(order.asked.time_in_force), format(order.asked.lots), format(order.asked.price), "", execution,
        is_replaced ? std::string_view("CANCELED") : std::string_view(order.status), order.id,
        format(fill != nullptr ? fill->lots : Lots()), format(order.executed),
        format(fill != nullptr ? fill->price : Price()), now_ms,
        fill != nullptr ? static_cast<std::int64_t>(fill->trade_id) : -1);
    for (const PeerId peer : user_streams_) {
        peers_->write(peer, text);
    }
}

}  // namespace trireme::counterparts
