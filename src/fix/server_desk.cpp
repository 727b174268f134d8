#include "fix/server_desk.hpp"

#include "fix/tags.hpp"
#include "fix/volumes.hpp"

#include <algorithm>
#include <utility>

namespace trireme::fix {

ServerDesk::ServerDesk(const FixServerTerms& terms, LpAdapter& lp, Clock& clock)
    : terms_(terms), lp_(lp), clock_(clock), refusals_(terms.misbehaviour) {}

const FixInstrument* ServerDesk::find(std::string_view symbol) const {
    const auto found = std::ranges::find(terms_.instruments, symbol, &FixInstrument::symbol);
    return found == terms_.instruments.end() ? nullptr : &*found;
}

ServerDesk::Order* ServerDesk::find_order(const MessageView& message, int tag) {
    const auto name = names_.find(message.text(tag));
    return name == names_.end() ? nullptr : &orders_.at(name->second);
}

// What bears no id of the LP's gets one that no earlier run has used.
std::string ServerDesk::execution_of(const LpReport& report) {
    return report.execution.empty() ? fmt::format("e{}.{}", clock_.now().nanoseconds_since_1970(), ++executions_)
                                    : std::string(report.execution.view());
}

void ServerDesk::on_request(ServerSession& session, const MessageView& message) {
    const std::string_view type = message.text(tag::message_type);
    if (type == "V") {
        subscribe(session, message);
    } else if (type == "D") {
        take_order(session, message);
    } else if (type == "F") {
        take_cancel(session, message);
    } else if (type == "G") {
        take_replacement(session, message);
    } else if (type == "H") {
        take_status_question(session, message);
    } else if (type == "x") {
        tell_securities(session, message);
    } else if (type == "AF" || type == "AN") {
        Question& question = type == "AF" ? open_orders_ : positions_;
        const int id = type == "AF" ? tag::mass_status_id : tag::position_request_id;
        question = {&session, std::string(message.text(id))};
        open_reports_.clear();
        const LpAdmission admission =
            type == "AF" ? lp_.ask_open_orders(clock_.now()) : lp_.ask_positions(clock_.now());
        if (admission != LpAdmission::taken) {
            refuse(session, message, name_of(admission));
        }
    } else {
        refuse(session, message, "this type is not dealt with");
    }
}

void ServerDesk::refuse(ServerSession& session, const MessageView& message, std::string_view why) {
    session.send({.type = "j",
                  .fields = {{tag::referred_type, std::string(message.text(tag::message_type))},
                             {tag::referred_sequence, std::string(message.text(tag::message_sequence))},
                             {tag::business_reference, std::string(message.text(tag::client_order_id))},
                             {tag::business_reason, "0"},
                             {tag::text, std::string(why)}},
                  .groups = {}});
}

void ServerDesk::subscribe(ServerSession& session, const MessageView& message) {
    const std::string request(message.text(tag::md_request_id));
    const FixInstrument* const instrument = find(message.text(tag::symbol));
    if (instrument == nullptr) {
        // MDReqRejReason 0: unknown symbol.
        return session.send(
            {.type = "Y", .fields = {{tag::md_request_id, request}, {tag::md_reject_reason, "0"}}, .groups = {}});
    }
    ServerSession::Subscription& subscription = session.subscriptions[instrument->slot];
    subscription = {.request = request, .wants_increments = message.text(tag::md_update_type) == "1"};
    if (const auto book = books_.find(instrument->slot); book != books_.end()) {
        tell(session, subscription, book->second);
    }
}

void ServerDesk::tell(ServerSession& session, ServerSession::Subscription& subscription, const LpDepth& depth) {
    const auto instrument = std::ranges::find(terms_.instruments, depth.instrument, &FixInstrument::slot);
    if (instrument == terms_.instruments.end()) {
        return;
    }
    if (subscription.wants_increments && subscription.has_snapshot) {
        const FixBody increment = increment_of(*instrument, subscription.request, subscription.last, depth);
        if (!increment.groups.front().entries.empty()) {
            session.send(increment);
        }
    } else {
        session.send(snapshot_of(*instrument, subscription.request, depth));
    }
    subscription.has_snapshot = true;
    subscription.last = depth;
}

void ServerDesk::publish(const LpDepth& depth) {
    books_.insert_or_assign(depth.instrument, depth);
    for (ServerSession* const session : sessions_) {
        const auto found = session->subscriptions.find(depth.instrument);
        if (found != session->subscriptions.end()) {
            tell(*session, found->second, depth);
        }
    }
}

// An LP that tells levels tells its best prices twice.
void ServerDesk::on_quote(const LpQuote& quote) {
    if (has_depth_[quote.instrument]) {
        return;
    }
    LpDepth depth{.lp = quote.lp, .instrument = quote.instrument, .id = quote.id};
    depth.bids.push_back({quote.bid, quote.bid_size});
    depth.asks.push_back({quote.ask, quote.ask_size});
    publish(depth);
}

void ServerDesk::on_depth(const LpDepth& depth) {
    has_depth_[depth.instrument] = true;
    publish(depth);
}

void ServerDesk::on_withdrawn(LpSlot, InstrumentSlot instrument, Timestamp) { publish({.instrument = instrument}); }

void ServerDesk::take_order(ServerSession& session, const MessageView& message) {
    const auto reject = [&](std::string_view why) { session.send(rejected_order(message, execution_of({}), why)); };
    const FixInstrument* const instrument = find(message.text(tag::symbol));
    if (instrument == nullptr) {
        return reject("no such symbol");
    }
    const auto order = read_order(message, *instrument);
    if (!order) {
        return reject(order.error().message);
    }
    if (orders_.contains(order->name)) {
        return reject("this ClOrdID was used before");
    }
    if (refusals_.refuses_order()) {
        return reject("refused");
    }
    const std::string id(order->name.view());
    orders_[order->name] = {
        &session, {.instrument = instrument, .side = order->side, .lots = order->lots, .client_order_id = id}};
    names_.emplace(id, order->name);
    if (const LpAdmission admission = lp_.send(*order, clock_.now()); admission != LpAdmission::taken) {
        reject(name_of(admission));
    }
}

// An order has one change under way at a time.
bool ServerDesk::refuse_second_change(ServerSession& session, const MessageView& message, const LpOrderName& name,
                                      LpReportKind kind) {
    ServedOrder served = orders_.at(name).served;
    if (served.pending_id.empty()) {
        return false;
    }
    served.pending_id = message.text(tag::client_order_id);
    session.send(report_of({.kind = kind, .name = name, .status = OrderStatus::accepted, .reason = LpReason::busy},
                           served, execution_of({})));
    return true;
}

void ServerDesk::take_cancel(ServerSession& session, const MessageView& message) {
    Order* const order = find_order(message, tag::original_client_order_id);
    if (order == nullptr) {
        const ServedOrder unknown{.client_order_id = std::string(message.text(tag::original_client_order_id)),
                                  .pending_id = std::string(message.text(tag::client_order_id))};
        return session.send(report_of({.kind = LpReportKind::cancel_rejected, .reason = LpReason::not_found}, unknown,
                                      execution_of({})));
    }
    const LpOrderName name = names_.at(std::string(message.text(tag::original_client_order_id)));
    if (refuse_second_change(session, message, name, LpReportKind::cancel_rejected)) {
        return;
    }
    order->served.pending_id = message.text(tag::client_order_id);
    names_.insert_or_assign(order->served.pending_id, name);
    if (lp_.cancel(name, clock_.now()) != LpAdmission::taken) {
        on_report({}, {.kind = LpReportKind::cancel_rejected, .name = name});
    }
}

void ServerDesk::take_replacement(ServerSession& session, const MessageView& message) {
    Order* const order = find_order(message, tag::original_client_order_id);
    if (order == nullptr) {
        return refuse(session, message, "no such order");
    }
    auto replacement = read_replacement(message, *order->served.instrument);
    if (!replacement) {
        return refuse(session, message, replacement.error().message);
    }
    replacement->name = names_.at(std::string(message.text(tag::original_client_order_id)));
    if (refuse_second_change(session, message, replacement->name, LpReportKind::replace_rejected)) {
        return;
    }
    order->served.pending_id = message.text(tag::client_order_id);
    order->served.pending_lots = replacement->lots;
    names_.insert_or_assign(order->served.pending_id, replacement->name);
    if (lp_.replace(*replacement, clock_.now()) != LpAdmission::taken) {
        on_report({}, {.kind = LpReportKind::replace_rejected, .name = replacement->name});
    }
}

void ServerDesk::take_status_question(ServerSession& session, const MessageView& message) {
    const auto name = names_.find(message.text(tag::client_order_id));
    if (name == names_.end() || lp_.ask_status(name->second, clock_.now()) != LpAdmission::taken) {
        session.send(unknown_order(message.text(tag::client_order_id), execution_of({})));
    }
}

void ServerDesk::tell_securities(ServerSession& session, const MessageView& message) {
    FixGroup symbols{.count_tag = tag::no_related_symbols, .entries = {}};
    for (const FixInstrument& instrument : terms_.instruments) {
        symbols.entries.push_back({{tag::symbol, instrument.symbol}});
    }
    const std::string request(message.text(tag::security_request_id));
    session.send({.type = "y",
                  .fields = {{tag::security_request_id, request},
                             {tag::security_response_id, request},
                             {tag::security_request_result, "0"}},
                  .groups = {std::move(symbols)}});
}

void ServerDesk::on_report(LpSlot, const LpReport& report) {
    const auto found = orders_.find(report.name);
    if (found == orders_.end()) {
        return;
    }
    auto& [session, served] = found->second;
    if (report.kind == LpReportKind::unknown) {
        return session->send(unknown_order(served.client_order_id, execution_of(report)));
    }
    if (report.kind == LpReportKind::status && open_orders_.session != nullptr) {
        open_reports_.push_back(report);
        return;
    }
    if (report.kind == LpReportKind::replaced) {
        served.lots = std::exchange(served.pending_lots, {});
        FixBody body = report_of(report,
                                 {.instrument = served.instrument,
                                  .side = served.side,
                                  .lots = served.lots,
                                  .client_order_id = served.pending_id},
                                 execution_of(report));
        body.fields.push_back(
            {tag::original_client_order_id, std::exchange(served.client_order_id, served.pending_id)});
        served.pending_id.clear();
        return session->send(body);
    }
    session->send(report_of(report, served, execution_of(report)));
    if (report.kind == LpReportKind::cancelled || report.kind == LpReportKind::cancel_rejected ||
        report.kind == LpReportKind::replace_rejected) {
        served.pending_id.clear();
    }
}

void ServerDesk::on_open_orders_told(LpSlot, Timestamp) {
    const Question question = std::exchange(open_orders_, {});
    if (question.session == nullptr) {
        return;
    }
    const std::string total = fmt::format("{}", open_reports_.size());
    if (open_reports_.empty()) {
        FixBody none = unknown_order("NONE", execution_of({}));
        none.fields.push_back({tag::mass_status_id, question.id});
        none.fields.push_back({tag::total_reports, total});
        return question.session->send(none);
    }
    for (std::size_t index = 0; index < open_reports_.size(); ++index) {
        const LpReport& report = open_reports_[index];
        FixBody body = report_of(report, orders_.at(report.name).served, execution_of(report));
        body.fields.push_back({tag::mass_status_id, question.id});
        body.fields.push_back({tag::total_reports, total});
        body.fields.push_back({tag::is_last_report, index + 1 == open_reports_.size() ? "Y" : "N"});
        question.session->send(body);
    }
}

void ServerDesk::on_positions(LpSlot, std::span<const LpPosition> positions, Timestamp) {
    const Question question = std::exchange(positions_, {});
    if (question.session == nullptr) {
        return;
    }
    const std::string total = fmt::format("{}", positions.size());
    // PosReqResult 0: valid, 2: none that match. PosReqStatus 0: complete.
    question.session->send({.type = "AO",
                            .fields = {{tag::position_report_id, question.id},
                                       {tag::position_request_id, question.id},
                                       {tag::total_position_reports, total},
                                       {tag::position_request_result, positions.empty() ? "2" : "0"},
                                       {tag::position_request_status, "0"},
                                       {tag::account_type, "1"}},
                            .groups = {}});
    for (const LpPosition& position : positions) {
        const auto instrument = std::ranges::find(terms_.instruments, position.instrument, &FixInstrument::slot);
        if (instrument == terms_.instruments.end()) {
            continue;
        }
        const auto bought = format_volume(position.bought, VolumeUnit::units, instrument->contract_size);
        const auto sold = format_volume(position.sold, VolumeUnit::units, instrument->contract_size);
        FixBody body{.type = "AP",
                     .fields = {{tag::position_report_id, fmt::format("{}.{}", question.id, instrument->symbol)},
                                {tag::position_request_id, question.id},
                                {tag::total_position_reports, total},
                                {tag::position_request_result, "0"},
                                {tag::account_type, "1"},
                                {tag::symbol, instrument->symbol}},
                     .groups = {}};
        body.groups.push_back({tag::no_positions,
                               {{{tag::position_type, "TOT"},
                                 {tag::long_quantity, bought ? *bought : "0"},
                                 {tag::short_quantity, sold ? *sold : "0"}}}});
        question.session->send(body);
    }
}

}  // namespace trireme::fix
