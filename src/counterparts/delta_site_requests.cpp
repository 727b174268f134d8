// What is asked of a pretended Delta Exchange.

#include "codec/json_text.hpp"
#include "counterparts/delta_site.hpp"
#include "venues/signature.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace trireme::counterparts {

using venues::DeltaQuoted;
using venues::HttpMethod;

namespace {

constexpr std::string_view not_found = R"({"success":false,"error":{"code":"open_order_not_found"}})";

std::string_view header_in(const venues::HttpRequest& request, std::string_view name) {
    const auto found = std::ranges::find(request.headers, name, &venues::HttpHeader::name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string text_in(const boost::json::object& object, std::string_view name) {
    const auto* const member = object.if_contains(name);
    const auto* const text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::int64_t number_in(const boost::json::object& object, std::string_view name) {
    const auto* const member = object.if_contains(name);
    const auto* const number = member == nullptr ? nullptr : member->if_int64();
    return number == nullptr ? 0 : *number;
}

}  // namespace

bool DeltaSite::is_signed(const venues::HttpRequest& request) const {
    const std::string_view method = request.method == HttpMethod::get    ? "GET"
                                    : request.method == HttpMethod::post ? "POST"
                                    : request.method == HttpMethod::put  ? "PUT"
                                                                         : "DELETE";
    const std::string text =
        fmt::format("{}{}{}{}", method, header_in(request, "timestamp"), request.target, request.body);
    return header_in(request, "api-key") == terms_.api_key &&
           header_in(request, "signature") == venues::hmac_sha256_hex(terms_.secret, text);
}

void DeltaSite::on_request(Peers& peers, PeerId peer, const venues::HttpRequest& request, bool wants_web_socket) {
    if (wants_web_socket) {
        peers.accept_web_socket(peer);
    } else if (!is_signed(request)) {
        peers.answer(peer, {.status = 401, .body = R"({"success":false,"error":{"code":"Signature Mismatch"}})"});
    } else if (peers.faults().refuses()) {
        peers.answer(peer, {.status = 429, .body = R"({"success":false,"error":{"code":"too_many_requests"}})"});
    } else if (request.method == HttpMethod::get) {
        get(peers, peer, request.target);
    } else {
        take_order(peers, peer, request);
    }
}

void DeltaSite::get(Peers& peers, PeerId peer, std::string_view target) {
    constexpr std::string_view product = "/v2/products/";
    constexpr std::string_view by_name = "/v2/orders/client_order_id/";
    std::string result;
    const auto add = [&](const std::string& item) { result += fmt::format("{}{}", result.empty() ? "" : ",", item); };
    const auto order_text = [&](const Order& order) {
        return fmt::format(R"({{"id":{},"product_symbol":"{}",{}}})", order.id,
                           quoted_of(order.asked.instrument).symbol.view(), members(order));
    };
    if (target.starts_with(product)) {
        const auto symbol = Symbol::from_text(target.substr(product.size()));
        const auto found = std::ranges::find(terms_.instruments, symbol.value_or(Symbol()), &DeltaQuoted::symbol);
        if (found != terms_.instruments.end()) {
            result = fmt::format(R"({{"id":{},"symbol":"{}","tick_size":"{}"}})", found->slot.value() + 1,
                                 found->symbol.view(), format(terms_.tick));
        }
    } else if (target.starts_with(by_name)) {
        const auto name = LpOrderName::from_text(target.substr(by_name.size()));
        const auto found = orders_.find(name.value_or(LpOrderName()));
        // One that the LP has not taken yet is not there yet.
        result = found == orders_.end() ? "" : order_text(found->second);
    } else if (target.starts_with("/v2/orders?")) {
        for (const auto& [name, order] : orders_) {
            if (order.state == "open") {
                add(order_text(order));
            }
        }
        result = fmt::format("[{}]", result);
    } else if (target.starts_with("/v2/fills?")) {
        std::ranges::for_each(fills_, add);
        result = fmt::format("[{}]", result);
    } else if (target == "/v2/positions/margined") {
        for (const auto& [slot, net] : net_) {
            add(fmt::format(R"({{"product_symbol":"{}","size":{}}})", quoted_of(slot).symbol.view(),
                            contracts(Lots(net), slot)));
        }
        result = fmt::format("[{}]", result);
    }
    if (result.empty()) {
        peers.answer(peer, {.status = 404, .body = std::string(not_found)});
    } else {
        peers.answer(peer, {.status = 200, .body = fmt::format(R"({{"success":true,"result":{}}})", result)});
    }
}

void DeltaSite::take_order(Peers& peers, PeerId peer, const venues::HttpRequest& request) {
    const auto document = codec::parse_json_document(request.body);
    const auto* const object = document ? document->if_object() : nullptr;
    const auto quoted = object == nullptr ? terms_.instruments.end()
                                          : std::ranges::find_if(terms_.instruments, [&](const DeltaQuoted& each) {
                                                return each.slot.value() + 1 == number_in(*object, "product_id");
                                            });
    if (object == nullptr || quoted == terms_.instruments.end()) {
        peers.answer(peer, {.status = 400, .body = R"({"success":false,"error":{"code":"invalid_contract"}})"});
        return;
    }
    const Lots lots(static_cast<std::int64_t>(Int128{number_in(*object, "size")} * 100'000'000 * 100'000'000 /
                                              quoted->contract_size.value()));
    const Price price = parse<Price>(text_in(*object, "limit_price")).value_or(Price());
    LpOrderName name = LpOrderName::from_text(text_in(*object, "client_order_id")).value_or(LpOrderName());
    if (request.method == HttpMethod::post && !name.empty() && !orders_.contains(name)) {
        const std::string time = text_in(*object, "time_in_force");
        const LpOrder asked{
            .name = name,
            .instrument = quoted->slot,
            .side = text_in(*object, "side") == "buy" ? Side::buy : Side::sell,
            .type = text_in(*object, "order_type") == "limit_order" ? LpOrderType::limit : LpOrderType::market,
            .time_in_force = time == "gtc"   ? TimeInForce::gtc
                             : time == "ioc" ? TimeInForce::ioc
                                             : TimeInForce::fok,
            .lots = lots,
            .price = price};
        if (lp_->send(asked, now_) == LpAdmission::taken) {
            orders_[name] = {.id = ++last_id_, .asked = asked, .waiting = peer};
            return;
        }
    }
    const auto found = std::ranges::find_if(orders_, [&](const auto& each) {
        return each.first == name || static_cast<std::int64_t>(each.second.id) == number_in(*object, "id");
    });
    const bool is_change = request.method != HttpMethod::post && found != orders_.end() && !found->second.waiting;
    const LpAdmission admitted = !is_change ? LpAdmission::not_connected
                                 : request.method == HttpMethod::remove
                                     ? lp_->cancel(found->first, now_)
                                     : lp_->replace({found->first, lots, price}, now_);
    if (admitted != LpAdmission::taken) {
        peers.answer(peer, {.status = 404, .body = std::string(not_found)});
        return;
    }
    found->second.waiting = peer;
    if (request.method == HttpMethod::put) {
        found->second.asked.price = price;
    }
}

void DeltaSite::on_text(Peers& peers, PeerId peer, std::string_view text) {
    const auto document = codec::parse_json_document(text);
    const auto* const object = document ? document->if_object() : nullptr;
    if (object == nullptr) {
        return;
    }
    const std::string type = text_in(*object, "type");
    if (type == "key-auth") {
        const auto* const payload = object->if_contains("payload");
        const bool is_known =
            payload != nullptr && payload->is_object() && text_in(payload->as_object(), "api-key") == terms_.api_key &&
            text_in(payload->as_object(), "signature") ==
                venues::hmac_sha256_hex(terms_.secret,
                                        fmt::format("GET{}/live", text_in(payload->as_object(), "timestamp")));
        peers.write(peer, fmt::format(R"({{"type":"key-auth","success":{}}})", is_known));
    } else if (type == "subscribe") {
        if (std::ranges::find(subscribers_, peer) == subscribers_.end()) {
            subscribers_.push_back(peer);
            peers.write(peer, R"({"type":"subscriptions","channels":[]})");
        }
        for (const auto& [slot, book] : books_) {
            constexpr std::string_view level = R"(["{}","{}"])";
            peers.write(peer, book_message(slot, "snapshot", side(book.bids, slot, level, book_levels_max),
                                           side(book.asks, slot, level, book_levels_max)));
        }
    }
}

}  // namespace trireme::counterparts
