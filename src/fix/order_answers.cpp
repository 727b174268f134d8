#include "fix/order_answers.hpp"

#include "fix/tags.hpp"
#include "fix/volumes.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

constexpr std::string_view unknown_order = "5";  // OrdRejReason

// ExecType (150) as a kind of report. FIX 4.4 has F for every fill; some LPs still send 1 and 2, as FIX 4.2 did.
std::optional<LpReportKind> kind_of(std::string_view execution_type) {
    if (execution_type.size() != 1) {
        return std::nullopt;
    }
    switch (execution_type[0]) {
        case '0': return LpReportKind::accepted;
        case '1':
        case '2':
        case 'F': return LpReportKind::filled;
        case '3':
        case 'C': return LpReportKind::expired;
        case '4': return LpReportKind::cancelled;
        case '5': return LpReportKind::replaced;
        case '8': return LpReportKind::rejected;
        case 'G': return LpReportKind::corrected;
        case 'H': return LpReportKind::busted;
        case 'I': return LpReportKind::status;
        default: return std::nullopt;
    }
}

// Pending new, pending cancel, pending replace.
bool is_pending(std::string_view execution_type) {
    return execution_type == "A" || execution_type == "6" || execution_type == "E";
}

std::optional<OrderStatus> status_of(std::string_view status, bool has_fill) {
    if (status.size() != 1) {
        return std::nullopt;
    }
    switch (status[0]) {
        case 'A': return OrderStatus::pending;
        case '0': return OrderStatus::accepted;
        case '5':
        case '6':
        case 'E': return has_fill ? OrderStatus::partially_filled : OrderStatus::accepted;
        case '1': return OrderStatus::partially_filled;
        case '2': return OrderStatus::filled;
        case '4': return OrderStatus::cancelled;
        case '8': return OrderStatus::rejected;
        case '3':
        case 'C': return OrderStatus::expired;
        default: return std::nullopt;
    }
}

// OrdRejReason (103).
LpReason reason_of_reject(std::string_view reason) {
    static constexpr struct {
        std::string_view code;
        LpReason reason;
    } reasons[] = {{"1", LpReason::instrument}, {"2", LpReason::closed},   {"3", LpReason::volume},
                   {"5", LpReason::not_found},  {"6", LpReason::repeated}, {"8", LpReason::price},
                   {"11", LpReason::terms},     {"13", LpReason::terms}};
    const auto* const found = std::ranges::find_if(reasons, [&](const auto& row) { return row.code == reason; });
    return found == std::end(reasons) ? LpReason::dealer : found->reason;
}

// CxlRejReason (102).
LpReason reason_of_cancel_reject(std::string_view reason) {
    if (reason == "0") {
        return LpReason::finished;
    }
    return reason == "1"   ? LpReason::not_found
           : reason == "3" ? LpReason::busy  // another cancel or replacement is under way
           : reason == "6" ? LpReason::repeated
                           : LpReason::dealer;
}

bool is_final(OrderStatus status) {
    return status == OrderStatus::filled || status == OrderStatus::cancelled || status == OrderStatus::rejected ||
           status == OrderStatus::expired;
}

Result<LpOrderName> read_name(const MessageView& message) {
    const std::string_view id = message.text(tag::client_order_id);
    if (const auto name = name_of_chain(id)) {
        return *name;
    }
    return fail(ErrorCode::invalid_input, "expected a ClOrdID (11) of ours, got '{}'", id);
}

Timestamp stated_time(const MessageView& message) {
    const auto time = parse_fix_time(message.text(tag::transaction_time));
    return time ? *time : Timestamp();
}

Result<LpExecutionId> read_execution_id(const MessageView& message, int tag) {
    const std::string_view text = message.text(tag);
    const auto id = LpExecutionId::from_text(text);
    if (!id || id->empty()) {
        return fail(ErrorCode::invalid_input, "expected an id of 1 to {} letters in tag {}, got '{}'",
                    LpExecutionId::capacity, tag, text);
    }
    return *id;
}

}  // namespace

const FixInstrument* OrderAnswers::find(const MessageView& message, const LpOrderName* name) const {
    std::string_view symbol = message.text(tag::symbol);
    if (const OrderChains::Chain* const chain = name != nullptr ? chains_.find(*name) : nullptr) {
        symbol = chain->symbol;
    }
    const auto found = std::ranges::find_if(profile_.instruments, [&](const FixInstrument& instrument) {
        return instrument.symbol == symbol ||
               (!instrument.security_id.empty() && instrument.security_id == message.text(tag::security_id));
    });
    return found == profile_.instruments.end() ? nullptr : &*found;
}

Result<void> OrderAnswers::read_volumes(const MessageView& message, Ratio contract_size, LpReport& report) const {
    const VolumeUnit unit = profile_.order_quantities;
    if (const auto text = message.find(tag::cumulative_quantity)) {
        TRIREME_TRY_ASSIGN(report.cumulative, parse_volume(*text, unit, contract_size));
    }
    if (const auto text = message.find(tag::leaves_quantity)) {
        TRIREME_TRY_ASSIGN(report.leaves, parse_volume(*text, unit, contract_size));
    }
    if (const auto text = message.find(tag::order_quantity)) {
        TRIREME_TRY_ASSIGN(const Lots ordered, parse_volume(*text, unit, contract_size));
        TRIREME_TRY_ASSIGN(const Lots in_all, add(report.cumulative, report.leaves));
        if (in_all > ordered) {
            return fail(ErrorCode::conflict, "CumQty and LeavesQty are {} lots, more than OrderQty's {}",
                        format(in_all), format(ordered));
        }
    }
    return {};
}

Result<void> OrderAnswers::read_fill(const MessageView& message, Ratio contract_size, LpReport& report) const {
    TRIREME_TRY_ASSIGN(report.execution, read_execution_id(message, tag::execution_id));
    if (report.kind != LpReportKind::filled) {
        TRIREME_TRY_ASSIGN(report.refers_to, read_execution_id(message, tag::execution_reference));
    }
    if (report.kind == LpReportKind::busted) {
        return {};
    }
    TRIREME_TRY_ASSIGN(report.lots,
                       parse_volume(message.text(tag::last_quantity), profile_.order_quantities, contract_size));
    TRIREME_TRY_ASSIGN(report.price, parse_price(message.text(tag::last_price)));
    if (report.lots == Lots() || report.lots > report.cumulative) {
        return fail(ErrorCode::conflict, "a fill of {} lots in an order of which {} are filled", format(report.lots),
                    format(report.cumulative));
    }
    return {};
}

Result<std::optional<LpReport>> OrderAnswers::take_execution_report(const MessageView& message, Timestamp now) {
    TRIREME_TRY_ASSIGN(const LpOrderName name, read_name(message));
    const std::string_view type = message.text(tag::execution_type);
    const auto kind = kind_of(type);
    if (!kind && !is_pending(type)) {
        return fail(ErrorCode::invalid_input, "an ExecType (150) that is not dealt with: '{}'", type);
    }
    LpReport report{.name = name, .made = stated_time(message), .received = now};
    const std::string_view reject_reason = message.text(tag::order_reject_reason);
    if (reject_reason == unknown_order && message.text(tag::order_status) == "8") {
        report.kind = LpReportKind::unknown;
        report.reason = LpReason::not_found;
        return report;
    }
    const FixInstrument* const instrument = find(message, &name);
    if (instrument == nullptr) {
        return fail(ErrorCode::not_found, "a report of an order in an instrument that the profile does not have: '{}'",
                    message.text(tag::symbol));
    }
    TRIREME_TRY(read_volumes(message, instrument->contract_size, report));
    const auto status = status_of(message.text(tag::order_status), report.cumulative > Lots());
    if (!status) {
        return fail(ErrorCode::invalid_input, "expected an OrdStatus (39), got '{}'", message.text(tag::order_status));
    }
    report.status = *status;
    if (kind) {
        report.kind = *kind;
        if (report.kind == LpReportKind::filled || report.kind == LpReportKind::busted ||
            report.kind == LpReportKind::corrected) {
            TRIREME_TRY(read_fill(message, instrument->contract_size, report));
        }
        if (report.kind == LpReportKind::rejected) {
            report.reason = reason_of_reject(reject_reason);
        }
    }
    chains_.take_report(name, message);
    if (!kind) {
        return std::nullopt;
    }
    if (is_final(report.status)) {
        chains_.end(name);
    }
    return report;
}

Result<LpReport> OrderAnswers::take_cancel_reject(const MessageView& message, Timestamp now) {
    TRIREME_TRY_ASSIGN(const LpOrderName name, read_name(message));
    const std::string_view response = message.text(tag::cancel_reject_response);
    if (response != "1" && response != "2") {
        return fail(ErrorCode::invalid_input, "expected CxlRejResponseTo (434) of 1 or 2, got '{}'", response);
    }
    LpReport report{.kind = response == "1" ? LpReportKind::cancel_rejected : LpReportKind::replace_rejected,
                    .name = name,
                    .made = stated_time(message),
                    .received = now};
    const auto status = status_of(message.text(tag::order_status), false);
    report.status = status.value_or(OrderStatus::unknown);
    report.reason = reason_of_cancel_reject(message.text(tag::cancel_reject_reason));
    return report;
}

Result<std::optional<LpReport>> OrderAnswers::take_refusal(std::string_view type, std::string_view client_order_id,
                                                           Timestamp now) {
    if (type != "D" && type != "F" && type != "G" && type != "H") {
        return std::nullopt;
    }
    const auto name = name_of_chain(client_order_id);
    if (!name) {
        return fail(ErrorCode::invalid_input, "a refused request names no order of ours: '{}'", client_order_id);
    }
    LpReport report{.name = *name, .reason = LpReason::dealer, .received = now};
    if (type == "D") {
        report.kind = LpReportKind::rejected;
        report.status = OrderStatus::rejected;
        chains_.end(*name);
    } else {
        // Of a question: that it could not be answered says nothing of the order, which stays unknown to us.
        report.kind = type == "F"   ? LpReportKind::cancel_rejected
                      : type == "G" ? LpReportKind::replace_rejected
                                    : LpReportKind::status;
    }
    return report;
}

Result<LpPosition> OrderAnswers::take_position(const MessageView& message) const {
    const FixInstrument* const instrument = find(message, nullptr);
    if (instrument == nullptr) {
        return fail(ErrorCode::not_found, "a position in an instrument that the profile does not have: '{}'",
                    message.text(tag::symbol));
    }
    LpPosition position{.instrument = instrument->slot};
    TRIREME_TRY(for_each_entry(message.fields(), tag::no_positions, [&](auto fields) -> Result<void> {
        for (const auto& [number, side] :
             {std::pair{tag::long_quantity, &position.bought}, std::pair{tag::short_quantity, &position.sold}}) {
            if (const auto text = find_field(fields, number)) {
                TRIREME_TRY_ASSIGN(const Lots lots,
                                   parse_volume(*text, profile_.order_quantities, instrument->contract_size));
                TRIREME_TRY_ASSIGN(*side, add(*side, lots));
            }
        }
        return {};
    }));
    return position;
}

}  // namespace trireme::fix
