#include "fix/server_messages.hpp"

#include "fix/tags.hpp"
#include "fix/volumes.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

std::string units(Lots lots, const FixInstrument& instrument) {
    const auto text = format_volume(lots, VolumeUnit::units, instrument.contract_size);
    return text ? *text : "0";
}

std::string status_code(OrderStatus status) {
    switch (status) {
        case OrderStatus::pending: return "A";
        case OrderStatus::accepted:
        case OrderStatus::filling: return "0";
        case OrderStatus::partially_filled: return "1";
        case OrderStatus::filled: return "2";
        case OrderStatus::cancelled: return "4";
        case OrderStatus::rejected:
        case OrderStatus::unknown: return "8";
        case OrderStatus::expired: return "C";
    }
    return "8";
}

std::string execution_code(LpReportKind kind) {
    switch (kind) {
        case LpReportKind::accepted: return "0";
        case LpReportKind::filled: return "F";
        case LpReportKind::rejected: return "8";
        case LpReportKind::cancelled: return "4";
        case LpReportKind::expired: return "C";
        case LpReportKind::replaced: return "5";
        case LpReportKind::busted: return "H";
        case LpReportKind::corrected: return "G";
        case LpReportKind::status:
        case LpReportKind::unknown:
        case LpReportKind::cancel_rejected:
        case LpReportKind::replace_rejected: return "I";
    }
    return "I";
}

std::string reject_code(LpReason reason) {
    switch (reason) {
        case LpReason::instrument: return "1";
        case LpReason::closed: return "2";
        case LpReason::volume: return "3";
        case LpReason::not_found: return "5";
        case LpReason::repeated: return "6";
        case LpReason::price:
        case LpReason::last_look: return "8";
        case LpReason::terms: return "11";
        default: return "99";
    }
}

std::string cancel_reject_code(LpReason reason) {
    return reason == LpReason::finished    ? "0"
           : reason == LpReason::not_found ? "1"
           : reason == LpReason::busy      ? "3"
                                           : "99";
}

FixBody cancel_reject_of(const LpReport& report, const ServedOrder& order) {
    return {.type = "9",
            .fields = {{tag::order_id, report.name.empty() ? "NONE" : std::string(report.name.view())},
                       {tag::client_order_id, order.pending_id},
                       {tag::original_client_order_id, order.client_order_id},
                       {tag::order_status, status_code(report.status)},
                       {tag::cancel_reject_response, report.kind == LpReportKind::cancel_rejected ? "1" : "2"},
                       {tag::cancel_reject_reason, cancel_reject_code(report.reason)}},
            .groups = {}};
}

std::vector<FixField> entry_of(const BookLevel& level, bool is_bid, std::size_t index,
                               const FixInstrument& instrument) {
    return {{tag::md_entry_type, is_bid ? "0" : "1"},
            {tag::md_entry_id, fmt::format("{}{}", is_bid ? 'b' : 'a', index)},
            {tag::md_entry_price, format(level.price)},
            {tag::md_entry_size, units(level.lots, instrument)}};
}

void add_differences(const FixInstrument& instrument, const BookSide& before, const BookSide& after, bool is_bid,
                     FixGroup& entries) {
    for (std::size_t index = 0; index < std::max(before.size(), after.size()); ++index) {
        if (index < before.size() && index < after.size() && before[index] == after[index]) {
            continue;
        }
        const bool is_gone = index >= after.size();
        std::vector<FixField> entry = entry_of(is_gone ? before[index] : after[index], is_bid, index, instrument);
        entry.insert(entry.begin(), {tag::md_update_action, is_gone ? "2" : index < before.size() ? "1" : "0"});
        entry.insert(entry.begin() + 3, {tag::symbol, instrument.symbol});
        entries.entries.push_back(std::move(entry));
    }
}

}  // namespace

Result<LpOrder> read_order(const MessageView& message, const FixInstrument& instrument) {
    const auto name = LpOrderName::from_text(message.text(tag::client_order_id));
    const std::string_view side = message.text(tag::side);
    const std::string_view type = message.text(tag::order_type);
    const std::string_view time = message.text(tag::time_in_force);
    if (!name || name->empty() || (side != "1" && side != "2") || (type != "1" && type != "2")) {
        return fail(ErrorCode::invalid_input, "expected ClOrdID of at most 36 letters, Side 1 or 2, OrdType 1 or 2");
    }
    LpOrder order{.name = *name, .instrument = instrument.slot};
    order.side = side == "1" ? Side::buy : Side::sell;
    order.type = type == "1" ? LpOrderType::market : LpOrderType::limit;
    order.time_in_force = time == "1"   ? TimeInForce::gtc
                          : time == "3" ? TimeInForce::ioc
                          : time == "4" ? TimeInForce::fok
                                        : TimeInForce::day;
    TRIREME_TRY_ASSIGN(order.lots,
                       parse_volume(message.text(tag::order_quantity), VolumeUnit::units, instrument.contract_size));
    if (order.type == LpOrderType::limit) {
        TRIREME_TRY_ASSIGN(order.price, parse_price(message.text(tag::price)));
    }
    return order;
}

Result<LpReplace> read_replacement(const MessageView& message, const FixInstrument& instrument) {
    LpReplace replacement;
    TRIREME_TRY_ASSIGN(replacement.lots,
                       parse_volume(message.text(tag::order_quantity), VolumeUnit::units, instrument.contract_size));
    TRIREME_TRY_ASSIGN(replacement.price, parse_price(message.text(tag::price)));
    return replacement;
}

FixBody snapshot_of(const FixInstrument& instrument, std::string_view request, const LpDepth& depth) {
    FixGroup entries{.count_tag = tag::no_md_entries, .entries = {}};
    for (const bool is_bid : {true, false}) {
        const BookSide& side = is_bid ? depth.bids : depth.asks;
        for (std::size_t index = 0; index < side.size(); ++index) {
            entries.entries.push_back(entry_of(side[index], is_bid, index, instrument));
        }
    }
    FixBody body{.type = "W",
                 .fields = {{tag::md_request_id, std::string(request)}, {tag::symbol, instrument.symbol}},
                 .groups = {}};
    // A group without entries would not be counted at all.
    if (entries.entries.empty()) {
        body.fields.push_back({tag::no_md_entries, "0"});
    } else {
        body.groups.push_back(std::move(entries));
    }
    return body;
}

FixBody increment_of(const FixInstrument& instrument, std::string_view request, const LpDepth& before,
                     const LpDepth& after) {
    FixGroup entries{.count_tag = tag::no_md_entries, .entries = {}};
    add_differences(instrument, before.bids, after.bids, true, entries);
    add_differences(instrument, before.asks, after.asks, false, entries);
    return {.type = "X", .fields = {{tag::md_request_id, std::string(request)}}, .groups = {std::move(entries)}};
}

FixBody report_of(const LpReport& report, const ServedOrder& order, std::string_view execution) {
    if (report.kind == LpReportKind::cancel_rejected || report.kind == LpReportKind::replace_rejected) {
        return cancel_reject_of(report, order);
    }
    const FixInstrument& instrument = *order.instrument;
    const bool is_change = report.kind == LpReportKind::cancelled && !order.pending_id.empty();
    FixBody body{.type = "8",
                 .fields = {{tag::order_id, std::string(report.name.view())},
                            {tag::execution_id, std::string(execution)},
                            {tag::execution_type, execution_code(report.kind)},
                            {tag::order_status, status_code(report.status)},
                            {tag::client_order_id, is_change ? order.pending_id : order.client_order_id},
                            {tag::symbol, instrument.symbol},
                            {tag::side, order.side == Side::buy ? "1" : "2"},
                            {tag::order_quantity, units(order.lots, instrument)},
                            {tag::cumulative_quantity, units(report.cumulative, instrument)},
                            {tag::leaves_quantity, units(report.leaves, instrument)},
                            {tag::average_price, "0"},
                            {tag::transaction_time, format_fix_time(report.made)}},
                 .groups = {}};
    if (is_change) {
        body.fields.push_back({tag::original_client_order_id, order.client_order_id});
    }
    if (report.kind == LpReportKind::filled || report.kind == LpReportKind::corrected) {
        body.fields.push_back({tag::last_quantity, units(report.lots, instrument)});
        body.fields.push_back({tag::last_price, format(report.price)});
    }
    if (!report.refers_to.empty()) {
        body.fields.push_back({tag::execution_reference, std::string(report.refers_to.view())});
    }
    if (report.kind == LpReportKind::rejected) {
        body.fields.push_back({tag::order_reject_reason, reject_code(report.reason)});
    }
    return body;
}

FixBody unknown_order(std::string_view client_order_id, std::string_view execution) {
    return {.type = "8",
            .fields = {{tag::order_id, "NONE"},
                       {tag::execution_id, std::string(execution)},
                       {tag::execution_type, "I"},
                       {tag::order_status, "8"},
                       {tag::order_reject_reason, "5"},
                       {tag::client_order_id, std::string(client_order_id)},
                       {tag::symbol, "NONE"},
                       {tag::side, "1"},
                       {tag::cumulative_quantity, "0"},
                       {tag::leaves_quantity, "0"},
                       {tag::average_price, "0"}},
            .groups = {}};
}

FixBody rejected_order(const MessageView& order, std::string_view execution, std::string_view why) {
    FixBody body{.type = "8",
                 .fields = {{tag::order_id, "NONE"},
                            {tag::execution_id, std::string(execution)},
                            {tag::execution_type, "8"},
                            {tag::order_status, "8"},
                            {tag::order_reject_reason, "99"},
                            {tag::cumulative_quantity, "0"},
                            {tag::leaves_quantity, "0"},
                            {tag::average_price, "0"},
                            {tag::text, std::string(why)}},
                 .groups = {}};
    for (const int copied : {tag::client_order_id, tag::symbol, tag::side, tag::order_quantity}) {
        if (const auto value = order.find(copied)) {
            body.fields.push_back({copied, std::string(*value)});
        }
    }
    return body;
}

}  // namespace trireme::fix
