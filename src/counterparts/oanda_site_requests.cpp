// What is asked of a pretended OANDA.

#include "codec/json_text.hpp"
#include "counterparts/oanda_site.hpp"
#include "venues/units.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace trireme::counterparts {

using venues::HttpMethod;
using venues::OandaListing;

namespace {

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// The text of a member, or nothing where there is none.
std::string text_of(const boost::json::object& object, std::string_view name) {
    const auto* const member = object.if_contains(name);
    const auto* const text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

// What a request asks for, or nothing where it is no order in an instrument of ours.
std::optional<LpOrder> order_in(std::string_view body, const OandaListing& listing) {
    const auto document = codec::parse_json_document(body);
    const auto* const outer = document ? document->if_object() : nullptr;
    const auto* const member = outer == nullptr ? nullptr : outer->if_contains("order");
    const auto* const object = member == nullptr ? nullptr : member->if_object();
    if (object == nullptr) {
        return std::nullopt;
    }
    const auto* const extensions = object->if_contains("clientExtensions");
    const bool is_named = extensions != nullptr && extensions->is_object();
    const auto name = LpOrderName::from_text(is_named ? text_of(extensions->as_object(), "id") : "");
    const auto symbol = Symbol::from_text(text_of(*object, "instrument"));
    const auto* const instrument = symbol ? listing.find(*symbol) : nullptr;
    const auto units = parse<venues::Units>(text_of(*object, "units"));
    const std::string time = text_of(*object, "timeInForce");
    if (!name || instrument == nullptr || !units || *units == venues::Units()) {
        return std::nullopt;
    }
    LpOrder order{.name = *name,
                  .instrument = instrument->quoted.slot,
                  .side = *units > venues::Units() ? Side::buy : Side::sell,
                  .type = text_of(*object, "type") == "LIMIT" ? LpOrderType::limit : LpOrderType::market,
                  .time_in_force = time == "FOK"   ? TimeInForce::fok
                                   : time == "IOC" ? TimeInForce::ioc
                                                   : TimeInForce::gtc,
                  .lots = venues::lots_in(*units, *instrument)};
    if (order.type == LpOrderType::limit) {
        order.price = parse<Price>(text_of(*object, "price")).value_or(Price());
    }
    return order;
}

constexpr std::string_view no_such_order = R"({"errorCode":"NO_SUCH_ORDER","errorMessage":"There is none"})";

}  // namespace

void OandaSite::on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool) {
    const auto has_token = [&](const venues::HttpHeader& header) {
        return header.name == "Authorization" && header.value == fmt::format("Bearer {}", terms_.token);
    };
    if (std::ranges::none_of(request.headers, has_token)) {
        peers.answer(peer, {.status = 401, .body = R"({"errorMessage":"The token is not known"})"});
        return;
    }
    if (peers.faults().refuses()) {
        peers.answer(peer, {.status = 429, .body = R"({"errorMessage":"Too many requests"})"});
        return;
    }
    const std::string account_path = fmt::format("/v3/accounts/{}", terms_.account);
    std::string_view path = request.target;
    if (path == "/v3/accounts") {
        peers.answer(peer, {.status = 200, .body = account_.accounts()});
        return;
    }
    if (!path.starts_with(account_path)) {
        peers.answer(peer, {.status = 404, .body = R"({"errorMessage":"There is no such account"})"});
        return;
    }
    path.remove_prefix(account_path.size());
    constexpr std::string_view orders = "/orders/@";
    if (request.method == HttpMethod::post && path == "/orders") {
        take_order(peers, peer, request.body);
    } else if (request.method == HttpMethod::get) {
        get(peers, peer, path);
    } else if (request.method == HttpMethod::put && path.starts_with(orders)) {
        path.remove_prefix(orders.size());
        const std::string_view name = path.substr(0, path.find('/'));
        if (path.ends_with("/cancel")) {
            take_cancel(peers, peer, LpOrderName::from_text(name).value_or(LpOrderName()));
        } else {
            take_replacement(peers, peer, LpOrderName::from_text(name).value_or(LpOrderName()), request.body);
        }
    } else {
        peers.answer(peer, {.status = 405});
    }
}

void OandaSite::get(Peers& peers, PeerId peer, std::string_view below_account) {
    constexpr std::string_view since = "/transactions/sinceid?id=";
    constexpr std::string_view one = "/transactions/";
    constexpr std::string_view order = "/orders/";
    std::string body;
    if (below_account.starts_with("/pricing/stream")) {
        peers.begin_stream(peer);
        price_peers_.push_back(peer);
        return;
    }
    if (below_account == "/transactions/stream") {
        peers.begin_stream(peer);
        transaction_peers_.push_back(peer);
        return;
    }
    if (below_account.starts_with(order)) {
        get_order(peers, peer, below_account.substr(order.size()));
        return;
    }
    if (below_account == "/instruments") {
        body = instruments();
    } else if (below_account == "/pendingOrders") {
        body = account_.open_orders(listing_);
    } else if (below_account == "/openPositions") {
        body = account_.positions(listing_);
    } else if (below_account.starts_with(since)) {
        body = account_.transactions_since(number_in(below_account.substr(since.size())));
    } else if (below_account.starts_with(one)) {
        const std::string_view text = account_.transaction(number_in(below_account.substr(one.size())));
        body = text.empty() ? "" : fmt::format(R"({{"transaction":{}}})", text);
    }
    if (body.empty()) {
        peers.answer(peer, {.status = 404});
    } else {
        peers.answer(peer, {.status = 200, .body = std::move(body)});
    }
}

std::string OandaSite::instruments() const {
    std::string text;
    for (const venues::OandaQuoted& quoted : terms_.instruments) {
        text += fmt::format(R"({}{{"name":"{}","type":"CURRENCY","displayPrecision":{},"tradeUnitsPrecision":0,)"
                            R"("minimumTradeSize":"1","maximumOrderUnits":"100000000"}})",
                            text.empty() ? "" : ",", quoted.name.view(), terms_.price_digits);
    }
    return fmt::format(R"({{"instruments":[{}],"lastTransactionID":"{}"}})", text, account_.last().value());
}

void OandaSite::get_order(Peers& peers, PeerId peer, std::string_view specifier) {
    const auto name = LpOrderName::from_text(specifier.starts_with('@') ? specifier.substr(1) : std::string_view());
    const OandaAccount::Order* const order = name ? account_.find(*name) : nullptr;
    if (order == nullptr) {
        peers.answer(peer, {.status = 404, .body = std::string(no_such_order)});
        return;
    }
    const auto& instrument = listing_.find(order->asked.instrument)->quoted;
    peers.answer(peer, {.status = 200,
                        .body = fmt::format(R"({{"order":{},"lastTransactionID":"{}"}})",
                                            account_.order(*order, instrument), account_.last().value())});
}

void OandaSite::take_order(Peers& peers, PeerId peer, std::string_view body) {
    const auto order = order_in(body, listing_);
    if (!order || account_.find(order->name) != nullptr || orders_.contains(order->name)) {
        peers.answer(peer, {.status = 400, .body = R"({"errorCode":"CLIENT_ORDER_ID_ALREADY_EXISTS"})"});
        return;
    }
    if (lp_->send(*order, now_) != LpAdmission::taken) {
        peers.answer(peer, {.status = 400, .body = R"({"errorCode":"PENDING_ORDERS_ALLOWED_EXCEEDED"})"});
        return;
    }
    orders_[order->name] = {.peer = peer, .asked = *order};
}

void OandaSite::take_replacement(Peers& peers, PeerId peer, const LpOrderName& name, std::string_view body) {
    const OandaAccount::Order* const known = account_.find(name);
    const auto order = order_in(body, listing_);
    const bool can = known != nullptr && order && !replacements_.contains(name);
    const Lots total =
        can ? Lots(known->filled_before.value() + known->cumulative.value() + order->lots.value()) : Lots();
    if (!can || lp_->replace({.name = name, .lots = total, .price = order->price}, now_) != LpAdmission::taken) {
        peers.answer(peer, {.status = 404, .body = std::string(no_such_order)});
        return;
    }
    replacements_[name] = {.peer = peer, .price = order->price};
}

void OandaSite::take_cancel(Peers& peers, PeerId peer, const LpOrderName& name) {
    const bool can = account_.find(name) != nullptr && !cancels_.contains(name);
    if (!can || lp_->cancel(name, now_) != LpAdmission::taken) {
        peers.answer(peer, {.status = 404, .body = std::string(no_such_order)});
        return;
    }
    cancels_[name] = {.peer = peer};
}

}  // namespace trireme::counterparts
