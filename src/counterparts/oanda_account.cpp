#include "counterparts/oanda_account.hpp"

#include "base/assert.hpp"
#include "venues/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::counterparts {

using venues::OandaListing;
using venues::OandaQuoted;
using venues::OandaTransactionId;

namespace {

std::string units_text(Side side, Lots lots, const OandaQuoted& instrument) {
    const auto units = venues::units_of(lots, instrument.contract_size, scale_digits_of<venues::Units>);
    TRIREME_ASSERT(units, "{}", units.error().message);
    return fmt::format("{}{}", side == Side::sell && lots > Lots() ? "-" : "", format(*units));
}

std::string id_member(std::string_view name, OandaTransactionId id) {
    return id == OandaTransactionId() ? "" : fmt::format(R"(,"{}":"{}")", name, id.value());
}

std::string members_of(const LpOrder& order, const OandaQuoted& instrument) {
    std::string text =
        fmt::format(R"(,"instrument":"{}","units":"{}","clientExtensions":{{"id":"{}"}})", instrument.name.view(),
                    units_text(order.side, order.lots, instrument), order.name.view());
    if (order.type == LpOrderType::limit) {
        text += fmt::format(R"(,"price":"{}")", format(order.price));
    }
    return text;
}

std::string_view type_of(const LpOrder& order) { return order.type == LpOrderType::limit ? "LIMIT" : "MARKET"; }

}  // namespace

OandaAccount::OandaAccount(std::string id, Timestamp time) : id_(std::move(id)) { add("CREATE", time, ""); }

std::string OandaAccount::add(std::string_view type, Timestamp time, std::string_view members) {
    texts_.push_back(fmt::format(R"({{"type":"{}","id":"{}","accountID":"{}","time":"{}"{}}})", type, texts_.size() + 1,
                                 id_, format_timestamp(time), members));
    return texts_.back();
}

std::string OandaAccount::create(const Order& order, const OandaQuoted& instrument, std::string_view more,
                                 Timestamp time) {
    return add(fmt::format("{}_ORDER", type_of(order.asked)), time,
               fmt::format("{}{}", members_of(order.asked, instrument), more));
}

std::string OandaAccount::created(const LpOrder& asked, const OandaQuoted& instrument, Timestamp time) {
    Order& order = orders_[asked.name];
    order = {.asked = asked};
    std::string text = create(order, instrument, R"(,"reason":"CLIENT_ORDER")", time);
    order.id = last();
    return text;
}

std::string OandaAccount::rejected(const LpOrder& order, const OandaQuoted& instrument, std::string_view reason,
                                   Timestamp time) {
    return add(fmt::format("{}_ORDER_REJECT", type_of(order)), time,
               fmt::format(R"({},"rejectReason":"{}")", members_of(order, instrument), reason));
}

std::string OandaAccount::filled(const LpReport& fill, const OandaQuoted& instrument, Timestamp time) {
    Order& order = orders_.at(fill.name);
    const std::string units = units_text(order.asked.side, fill.lots, instrument);
    std::string text =
        add("ORDER_FILL", time,
            fmt::format(R"(,"orderID":"{}","clientOrderID":"{}","instrument":"{}","units":"{}","price":"{}",)"
                        R"("tradeOpened":{{"units":"{}","price":"{}"}})",
                        order.id.value(), fill.name.view(), instrument.name.view(), units, format(fill.price), units,
                        format(fill.price)));
    order.filling = last();
    order.cumulative = Lots(order.cumulative.value() + fill.lots.value());
    order.state = order.cumulative >= order.asked.lots ? "FILLED" : order.state;
    net_[instrument.name] += order.asked.side == Side::buy ? fill.lots.value() : -fill.lots.value();
    return text;
}

std::string OandaAccount::cancelled(const LpOrderName& name, std::string_view reason, Timestamp time) {
    Order& order = orders_.at(name);
    std::string text = add(
        "ORDER_CANCEL", time,
        fmt::format(R"(,"orderID":"{}","clientOrderID":"{}","reason":"{}")", order.id.value(), name.view(), reason));
    order.cancelling = last();
    order.state = "CANCELLED";
    return text;
}

std::vector<std::string> OandaAccount::replaced(const LpOrderName& name, Lots lots, Price price,
                                                const OandaQuoted& instrument, Timestamp time) {
    Order& order = orders_.at(name);
    const OandaTransactionId former = order.id;
    std::string cancel = add("ORDER_CANCEL", time,
                             fmt::format(R"(,"orderID":"{}","clientOrderID":"{}","reason":"CLIENT_REQUEST_REPLACED",)"
                                         R"("replacedByOrderID":"{}")",
                                         former.value(), name.view(), last().value() + 2));
    order.filled_before = Lots(order.filled_before.value() + order.cumulative.value());
    order.cumulative = Lots();
    order.asked.lots = lots;
    order.asked.price = price;
    std::string text = create(order, instrument, id_member("replacesOrderID", former), time);
    order.id = last();
    return {std::move(cancel), std::move(text)};
}

std::string OandaAccount::issued_again(const LpOrderName& name, const OandaQuoted& instrument, Timestamp time) {
    Order& order = orders_.at(name);
    order.asked.lots = Lots(order.asked.lots.value() - order.cumulative.value());
    order.filled_before = Lots(order.filled_before.value() + order.cumulative.value());
    order.cumulative = Lots();
    std::string text = create(order, instrument, "", time);
    order.id = last();
    return text;
}

std::string OandaAccount::cancel_rejected(const LpOrderName& name, std::string_view reason, Timestamp time) {
    return add("ORDER_CANCEL_REJECT", time,
               fmt::format(R"(,"clientOrderID":"{}","rejectReason":"{}")", name.view(), reason));
}

std::string OandaAccount::replace_rejected(const LpOrderName& name, std::string_view reason, Timestamp time) {
    return add("LIMIT_ORDER_REJECT", time,
               fmt::format(R"(,"clientExtensions":{{"id":"{}"}},"rejectReason":"{}"{})", name.view(), reason,
                           id_member("intendedReplacesOrderID", orders_.at(name).id)));
}

const OandaAccount::Order* OandaAccount::find(const LpOrderName& name) const {
    const auto found = orders_.find(name);
    return found == orders_.end() ? nullptr : &found->second;
}

std::string_view OandaAccount::transaction(std::uint64_t id) const {
    return id == 0 || id > texts_.size() ? std::string_view() : texts_[id - 1];
}

std::string OandaAccount::accounts() const { return fmt::format(R"({{"accounts":[{{"id":"{}","tags":[]}}]}})", id_); }

std::string OandaAccount::order(const Order& order, const OandaQuoted& instrument) const {
    return fmt::format(R"({{"id":"{}","type":"{}","state":"{}","createTime":"2020-01-01T00:00:00Z"{}{}{}}})",
                       order.id.value(), type_of(order.asked), order.state, members_of(order.asked, instrument),
                       id_member("fillingTransactionID", order.filling),
                       id_member("cancellingTransactionID", order.cancelling));
}

std::string OandaAccount::open_orders(const OandaListing& listing) const {
    std::string text;
    for (const auto& [name, each] : orders_) {
        if (each.state == "PENDING") {
            text += text.empty() ? "" : ",";
            text += order(each, listing.find(each.asked.instrument)->quoted);
        }
    }
    return fmt::format(R"({{"orders":[{}],"lastTransactionID":"{}"}})", text, last().value());
}

std::string OandaAccount::positions(const OandaListing& listing) const {
    std::string text;
    for (const auto& [name, net] : net_) {
        const OandaQuoted& quoted = listing.find(name)->quoted;
        text += text.empty() ? "" : ",";
        text += fmt::format(R"({{"instrument":"{}","long":{{"units":"{}"}},"short":{{"units":"{}"}}}})", name.view(),
                            units_text(Side::buy, Lots(std::max<std::int64_t>(net, 0)), quoted),
                            units_text(Side::sell, Lots(std::max<std::int64_t>(-net, 0)), quoted));
    }
    return fmt::format(R"({{"positions":[{}],"lastTransactionID":"{}"}})", text, last().value());
}

std::string OandaAccount::transactions_since(std::uint64_t id) const {
    std::string text;
    for (std::uint64_t at = id; at < texts_.size(); ++at) {
        text += text.empty() ? "" : ",";
        text += texts_[at];
    }
    return fmt::format(R"({{"transactions":[{}],"lastTransactionID":"{}"}})", text, last().value());
}

}  // namespace trireme::counterparts
