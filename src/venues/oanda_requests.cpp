#include "venues/oanda_requests.hpp"

#include "base/assert.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

std::string_view time_in_force_of(TimeInForce time_in_force) {
    switch (time_in_force) {
        case TimeInForce::gtc: return "GTC";
        case TimeInForce::ioc: return "IOC";
        case TimeInForce::fok: return "FOK";
        case TimeInForce::day:
        case TimeInForce::gtd: break;
    }
    TRIREME_ASSERT(false, "a time in force that fault_of refuses");
}

std::string body_of(const LpOrder& order, Lots lots, Price price, const OandaListing::Entry& instrument) {
    const auto units = units_of(lots, instrument.quoted.contract_size, instrument.traded.units_digits);
    TRIREME_ASSERT(units && is_oanda_name(order.name), "an order that fault_of refuses");
    const bool is_limit = order.type == LpOrderType::limit;
    return fmt::format(R"({{"order":{{"type":"{}","instrument":"{}","units":"{}{}",{}"timeInForce":"{}",)"
                       R"("positionFill":"DEFAULT","clientExtensions":{{"id":"{}"}}}}}})",
                       is_limit ? "LIMIT" : "MARKET", instrument.quoted.name.view(),
                       order.side == Side::sell ? "-" : "", format(*units),
                       is_limit ? fmt::format(R"("price":"{}",)", format(price)) : "",
                       time_in_force_of(order.time_in_force), order.name.view());
}

}  // namespace

bool is_oanda_name(const LpOrderName& name) {
    const auto is_plain = [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.';
    };
    return !name.empty() && std::ranges::all_of(name.view(), is_plain);
}

LpReason fault_of(const OandaListing::Entry& instrument, Lots lots, Price price) {
    const auto units = lots > Lots() && lots <= volume_max
                           ? units_of(lots, instrument.quoted.contract_size, instrument.traded.units_digits)
                           : Result<Units>(Units());
    const bool has_units = units && *units >= instrument.traded.units_min && *units <= instrument.traded.units_max;
    const std::int64_t tick = power_of_ten(scale_digits_of<Price> - instrument.traded.price_digits);
    return has_units && is_price(price) && price.value() % tick == 0 ? LpReason::none : LpReason::terms;
}

LpReason fault_of(const LpOrder& order, const OandaListing& listing) {
    const OandaListing::Entry* const instrument = listing.find(order.instrument);
    if (instrument == nullptr) {
        return LpReason::instrument;
    }
    const bool is_immediate = order.time_in_force == TimeInForce::ioc || order.time_in_force == TimeInForce::fok;
    const bool is_limit = order.type == LpOrderType::limit;
    if (!is_oanda_name(order.name) || !(is_immediate || (is_limit && order.time_in_force == TimeInForce::gtc))) {
        return LpReason::terms;
    }
    return fault_of(*instrument, order.lots, is_limit ? order.price : Price(whole.value()));
}

OandaRequests::OandaRequests(const OandaAccountId& account, std::string_view token)
    : account_path_(fmt::format("/v3/accounts/{}", account.view())),
      headers_({{"Authorization", fmt::format("Bearer {}", token)},
                {"Accept-Datetime-Format", "RFC3339"},
                {"Content-Type", "application/json"}}) {}

HttpRequest OandaRequests::make(HttpMethod method, std::string_view below_account, std::string body) const {
    return {.method = method,
            .target = fmt::format("{}{}", account_path_, below_account),
            .headers = headers_,
            .body = std::move(body)};
}

HttpRequest OandaRequests::accounts() const {
    return {.method = HttpMethod::get, .target = "/v3/accounts", .headers = headers_};
}
HttpRequest OandaRequests::instruments() const { return make(HttpMethod::get, "/instruments"); }
HttpRequest OandaRequests::price_stream(const std::string& names) const {
    return make(HttpMethod::get, fmt::format("/pricing/stream?snapshot=true&instruments={}", names));
}
HttpRequest OandaRequests::transaction_stream() const { return make(HttpMethod::get, "/transactions/stream"); }
HttpRequest OandaRequests::open_orders() const { return make(HttpMethod::get, "/pendingOrders"); }
HttpRequest OandaRequests::positions() const { return make(HttpMethod::get, "/openPositions"); }
HttpRequest OandaRequests::transactions_since(OandaTransactionId id) const {
    return make(HttpMethod::get, fmt::format("/transactions/sinceid?id={}", id.value()));
}
HttpRequest OandaRequests::transaction(OandaTransactionId id) const {
    return make(HttpMethod::get, fmt::format("/transactions/{}", id.value()));
}
HttpRequest OandaRequests::order(const LpOrderName& name) const {
    return make(HttpMethod::get, fmt::format("/orders/@{}", name.view()));
}
HttpRequest OandaRequests::order(OandaTransactionId id) const {
    return make(HttpMethod::get, fmt::format("/orders/{}", id.value()));
}
HttpRequest OandaRequests::place(const LpOrder& order, const OandaListing::Entry& instrument) const {
    return make(HttpMethod::post, "/orders", body_of(order, order.lots, order.price, instrument));
}
HttpRequest OandaRequests::replace(const LpOrder& order, Lots lots, Price price,
                                   const OandaListing::Entry& instrument) const {
    return make(HttpMethod::put, fmt::format("/orders/@{}", order.name.view()),
                body_of(order, lots, price, instrument));
}
HttpRequest OandaRequests::cancel(const LpOrderName& name) const {
    return make(HttpMethod::put, fmt::format("/orders/@{}/cancel", name.view()));
}

}  // namespace trireme::venues
