#include "venues/delta_requests.hpp"

#include "base/assert.hpp"
#include "model/bounds.hpp"
#include "venues/order_life.hpp"
#include "venues/signature.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::venues {
namespace {

std::string_view name_of(HttpMethod method) {
    switch (method) {
        case HttpMethod::get: return "GET";
        case HttpMethod::post: return "POST";
        case HttpMethod::put: return "PUT";
        case HttpMethod::remove: return "DELETE";
    }
    TRIREME_ASSERT(false, "a method without a name");
}

std::int64_t seconds_of(Timestamp time) { return time.nanoseconds_since_1970() / 1'000'000'000; }

std::string contracts_text(Lots lots, const DeltaQuoted& quoted) {
    const auto contracts = units_of(lots, quoted.contract_size, 0);
    TRIREME_ASSERT(contracts, "a volume that fault_of refuses");
    return format(*contracts);
}

}  // namespace

bool is_delta_name(const LpOrderName& name) {
    const auto is_plain = [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.';
    };
    const std::string_view text = name.view();
    return !text.empty() && text.size() <= delta_name_max && std::ranges::all_of(text, is_plain);
}

LpReason fault_of(Lots lots, Price price, const DeltaQuoted& quoted, const DeltaProduct& product) {
    const bool has_volume = lots > Lots() && lots <= volume_max && units_of(lots, quoted.contract_size, 0);
    return has_volume && is_price(price) && price.value() % product.tick.value() == 0 ? LpReason::none
                                                                                      : LpReason::terms;
}

LpReason fault_of(const LpOrder& order, const DeltaQuoted& quoted, const DeltaProduct& product) {
    const bool is_limit = order.type == LpOrderType::limit;
    const bool has_time = is_immediate(order) || (is_limit && order.time_in_force == TimeInForce::gtc);
    if (!is_delta_name(order.name) || !has_time) {
        return LpReason::terms;
    }
    return fault_of(order.lots, is_limit ? order.price : product.tick, quoted, product);
}

HttpRequest DeltaRequests::make(HttpMethod method, std::string target, std::string body, Timestamp now) const {
    const std::string timestamp = fmt::format("{}", seconds_of(now));
    const std::string signature =
        hmac_sha256_hex(secret_, fmt::format("{}{}{}{}", name_of(method), timestamp, target, body));
    return {.method = method,
            .target = std::move(target),
            .headers = {{"api-key", api_key_},
                        {"signature", signature},
                        {"timestamp", timestamp},
                        {"User-Agent", "trireme"},
                        {"Content-Type", "application/json"}},
            .body = std::move(body)};
}

HttpRequest DeltaRequests::product(const Symbol& symbol, Timestamp now) const {
    return make(HttpMethod::get, fmt::format("/v2/products/{}", symbol.view()), "", now);
}
HttpRequest DeltaRequests::open_orders(Timestamp now) const {
    return make(HttpMethod::get, "/v2/orders?states=open,pending&page_size=1000", "", now);
}
HttpRequest DeltaRequests::order(const LpOrderName& name, Timestamp now) const {
    return make(HttpMethod::get, fmt::format("/v2/orders/client_order_id/{}", name.view()), "", now);
}
HttpRequest DeltaRequests::fills_since(Timestamp since, Timestamp now) const {
    return make(HttpMethod::get,
                fmt::format("/v2/fills?start_time={}&page_size=1000", since.nanoseconds_since_1970() / 1'000), "", now);
}
HttpRequest DeltaRequests::positions(Timestamp now) const {
    return make(HttpMethod::get, "/v2/positions/margined", "", now);
}

HttpRequest DeltaRequests::place(const LpOrder& order, const DeltaQuoted& quoted, const DeltaProduct& product,
                                 Timestamp now) const {
    const bool is_limit = order.type == LpOrderType::limit;
    const std::string_view time = order.time_in_force == TimeInForce::gtc   ? "gtc"
                                  : order.time_in_force == TimeInForce::ioc ? "ioc"
                                                                            : "fok";
    return make(HttpMethod::post, "/v2/orders",
                fmt::format(R"({{"product_id":{},"size":{},"side":"{}","order_type":"{}",{}"time_in_force":"{}",)"
                            R"("client_order_id":"{}"}})",
                            product.id, contracts_text(order.lots, quoted), order.side == Side::buy ? "buy" : "sell",
                            is_limit ? "limit_order" : "market_order",
                            is_limit ? fmt::format(R"("limit_price":"{}",)", format(order.price)) : "", time,
                            order.name.view()),
                now);
}

HttpRequest DeltaRequests::replace(const DeltaDealing::Order& order, const LpReplace& replacement,
                                   const DeltaQuoted& quoted, const DeltaProduct& product, Timestamp now) const {
    return make(HttpMethod::put, "/v2/orders",
                fmt::format(R"({{"id":{},"product_id":{},"size":{},"limit_price":"{}"}})", order.id, product.id,
                            contracts_text(replacement.lots, quoted), format(replacement.price)),
                now);
}

HttpRequest DeltaRequests::cancel(const DeltaDealing::Order& order, const DeltaProduct& product, Timestamp now) const {
    return make(HttpMethod::remove, "/v2/orders",
                fmt::format(R"({{"client_order_id":"{}","product_id":{}}})", order.asked.name.view(), product.id), now);
}

std::string DeltaRequests::authentication(Timestamp now) const {
    const std::int64_t timestamp = seconds_of(now);
    return fmt::format(R"({{"type":"key-auth","payload":{{"api-key":"{}","signature":"{}","timestamp":"{}"}}}})",
                       api_key_, hmac_sha256_hex(secret_, fmt::format("GET{}/live", timestamp)), timestamp);
}

std::string DeltaRequests::subscription(const std::vector<DeltaQuoted>& quoted) {
    std::string symbols;
    for (const DeltaQuoted& each : quoted) {
        symbols += fmt::format(R"({}"{}")", symbols.empty() ? "" : ",", each.symbol.view());
    }
    std::string channels;
    for (const std::string_view channel : {"v2/ticker", "l2_updates", "orders", "v2/user_trades"}) {
        channels += fmt::format(R"({}{{"name":"{}","symbols":[{}]}})", channels.empty() ? "" : ",", channel, symbols);
    }
    return fmt::format(R"({{"type":"subscribe","payload":{{"channels":[{}]}}}})", channels);
}

std::string DeltaRequests::book_subscription(const Symbol& symbol, std::string_view type) {
    return fmt::format(R"({{"type":"{}","payload":{{"channels":[{{"name":"l2_updates","symbols":["{}"]}}]}}}})", type,
                       symbol.view());
}

}  // namespace trireme::venues
