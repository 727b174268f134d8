#include "fix/lp_service.hpp"

#include "fix/tags.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

}  // namespace

LpService::LpService(boost::asio::io_context& io, const FixProfile& profile, Clock& clock)
    : io_(io),
      profile_(profile),
      clock_(clock),
      market_data_(profile_),
      order_requests_(profile_, chains_),
      order_answers_(profile_, chains_) {}

Result<void> LpService::open(const std::filesystem::path& folder) {
    const bool is_one = !profile_.orders;
    TRIREME_TRY_ASSIGN(quotes_, LpSession::create(io_, profile_, profile_.quotes, profile_.name + ".quotes", is_one,
                                                  folder, clock_, *this));
    if (!is_one) {
        TRIREME_TRY_ASSIGN(orders_, LpSession::create(io_, profile_, *profile_.orders, profile_.name + ".orders", true,
                                                      folder, clock_, *this));
    }
    for (const std::string& frame : order_session().link().file()->all_sent()) {
        TRIREME_TRY(message_.read(frame));
        chains_.take_sent(message_);
    }
    return {};
}

void LpService::start() {
    quotes_->start();
    if (orders_) {
        orders_->start();
    }
}

void LpService::stop() {
    // Orders first: the loss of quotes is news too, and while there is any, what was received is not written down.
    if (orders_) {
        orders_->stop();
    }
    quotes_->stop();
}

void LpService::tick() {
    quotes_->tick();
    if (orders_) {
        orders_->tick();
    }
    count_bad_frames();
    pause_while_full();
}

// The peer waits while nobody takes what it said: so nothing is lost, and memory is bounded.
void LpService::pause_while_full() {
    const bool is_full = news.is_full();
    if (is_full != is_paused_) {
        is_paused_ = is_full;
        quotes_->link().pause_reading(is_full);
        if (orders_) {
            orders_->link().pause_reading(is_full);
        }
    }
}

void LpService::tell_connection() {
    takes_orders = order_session().is_up();
    const bool is_connected = quotes_->is_up() && order_session().is_up();
    if (is_connected != is_connected_) {
        is_connected_ = is_connected;
        news.put(LpConnectionChange{is_connected, clock_.now()});
    }
}

void LpService::on_up(LpSession& session) {
    tell_connection();
    if (&session == quotes_.get()) {
        for (const FixBody& request : market_data_.requests(++attempt_)) {
            session.link().send(request);
        }
    }
    if (&session == &order_session() && profile_.asks_security_list) {
        session.link().send(order_requests_.securities(fmt::format("x{}", ++questions_)));
    }
}

void LpService::on_down(LpSession& session) {
    if (&session == quotes_.get()) {
        market_data_.clear();
    }
    if (&session == &order_session()) {
        open_orders_question_.clear();
        positions_question_.clear();
    }
    tell_connection();
}

void LpService::on_frame(LpSession& session, std::string_view frame) {
    const Timestamp now = clock_.now();
    last_message = now.nanoseconds_since_1970();
    if (const auto taken = take(frame, now); !taken) {
        count_bad(session, taken.error());
    }
    pause_while_full();
}

void LpService::count_bad(LpSession& session, const Error& failure) {
    ++bad_messages;
    session.link().note(fmt::format("a message that changes nothing: {}", failure.message));
}

// What never became a message: garbled bytes, wrong checksums, frames beyond the bound.
void LpService::count_bad_frames() {
    std::uint64_t bad = 0;
    for (LpSession* const session : {quotes_.get(), orders_.get()}) {
        if (session != nullptr) {
            const FrameReader::Counters& frames = session->link().frame_counters();
            bad += frames.garbled + frames.bad_checksums + frames.too_long + session->link().counters().unreadable;
        }
    }
    bad_messages += bad - counted_bad_frames_;
    counted_bad_frames_ = bad;
}

Result<void> LpService::take(std::string_view frame, Timestamp now) {
    TRIREME_TRY(message_.read(frame));
    const std::string_view type = message_.text(tag::message_type);
    if (type == "W" || type == "X") {
        return take_market_data(now);
    }
    if (type == "8") {
        return take_execution_report(now);
    }
    if (type == "9") {
        TRIREME_TRY_ASSIGN(const LpReport report, order_answers_.take_cancel_reject(message_, now));
        news.put(report);
        return {};
    }
    if (type == "Y") {
        TRIREME_TRY_ASSIGN(const InstrumentSlot slot, market_data_.take_reject(message_));
        ++bad_messages;
        quotes_->link().note(fmt::format("no market data in slot {}: {}", slot.value(), message_.text(tag::text)));
        news.put(LpWithdrawal{slot, now});
        return {};
    }
    if (type == "AP" || type == "AO") {
        return take_position_answer(now);
    }
    if (type == "j") {
        return take_business_reject(now);
    }
    if (type == "y") {
        return take_securities();
    }
    return fail(ErrorCode::invalid_input, "a message of a type (35) that is not dealt with: '{}'", type);
}

Result<void> LpService::take_market_data(Timestamp now) {
    changes_.clear();
    TRIREME_TRY(market_data_.take(message_, now, changes_));
    for (const MarketDataChange& change : changes_) {
        if (!change.has_price) {
            news.put(LpWithdrawal{change.quote.instrument, now});
            continue;
        }
        news.put(change.quote);
        if (profile_.market_depth != 1) {
            news.put(change.depth);
        }
    }
    return {};
}

Result<void> LpService::take_execution_report(Timestamp now) {
    const std::string_view question = message_.text(tag::mass_status_id);
    const bool is_answer = !question.empty() && question == open_orders_question_;
    // An LP that has no open order says so with a report of none.
    const bool is_of_none = is_answer && message_.text(tag::total_reports) == "0";
    Result<void> taken;
    if (!is_of_none) {
        const auto report = order_answers_.take_execution_report(message_, now);
        if (!report) {
            taken = std::unexpected(report.error());
        } else if (*report) {
            news.put(**report);
        }
    }
    // One that cannot be read belongs to the answer all the same, which would have no end without it.
    if (is_answer) {
        ++open_orders_reports_;
        const auto total = parse_fix_count(message_.text(tag::total_reports));
        if (is_of_none || message_.text(tag::is_last_report) == "Y" || (total && open_orders_reports_ >= *total)) {
            open_orders_question_.clear();
            news.put(LpOpenOrdersTold{now});
        }
    }
    return taken;
}

Result<void> LpService::take_position_answer(Timestamp now) {
    if (positions_question_.empty() || message_.text(tag::position_request_id) != positions_question_) {
        return fail(ErrorCode::not_found, "positions that nobody asked for: '{}'",
                    message_.text(tag::position_request_id));
    }
    const auto total = parse_fix_count(message_.text(tag::total_position_reports));
    Result<void> taken;
    if (message_.text(tag::message_type) == "AO") {
        // PosReqResult 2: there is none.
        if (message_.text(tag::position_request_result) != "2" && !(total && *total == 0)) {
            return {};
        }
    } else {
        const auto position = order_answers_.take_position(message_);
        if (position) {
            positions_.push_back(*position);
        } else {
            taken = std::unexpected(position.error());
        }
        ++position_reports_;
        if (!total || position_reports_ < *total) {
            return taken;
        }
    }
    positions_question_.clear();
    news.put(LpPositionsTold{std::exchange(positions_, {}), now});
    return taken;
}

Result<void> LpService::take_business_reject(Timestamp now) {
    const std::string_view id = message_.text(tag::business_reference);
    const std::string_view type = message_.text(tag::referred_type);
    order_session().link().note(fmt::format("refused {} {}: {}", type, id, message_.text(tag::text)));
    TRIREME_TRY_ASSIGN(const auto report, order_answers_.take_refusal(type, id, now));
    if (report) {
        news.put(*report);
    }
    return {};
}

Result<void> LpService::take_securities() {
    for (const FixInstrument& instrument : profile_.instruments) {
        const bool is_there = std::ranges::any_of(message_.fields(), [&](const FieldView& field) {
            return field.tag == tag::symbol && field.value == instrument.symbol;
        });
        if (!is_there) {
            order_session().link().note(fmt::format("the LP does not list {}", instrument.symbol));
        }
    }
    return {};
}

// Reject (3) and Logout (5). A reject names a message of ours by its number.
void LpService::on_reject(LpSession& session, std::string_view frame) {
    if (&session != &order_session() || !message_.read(frame) || message_.text(tag::message_type) != "3") {
        return;
    }
    ++bad_messages;
    const auto number = parse_fix_count(message_.text(tag::referred_sequence));
    std::vector<std::string> frames;
    if (!number || *number > UINT32_MAX ||
        !session.link().file()->sent_between(static_cast<std::uint32_t>(*number), static_cast<std::uint32_t>(*number),
                                             frames) ||
        frames.empty() || !message_.read(frames.front())) {
        return;
    }
    const auto report = order_answers_.take_refusal(message_.text(tag::message_type),
                                                    message_.text(tag::client_order_id), clock_.now());
    if (report && *report) {
        news.put(**report);
    }
}

void LpService::send_requests() {
    std::vector<LpRequest> waiting;
    requests.take(waiting);
    for (const LpRequest& request : waiting) {
        send(request);
    }
    order_session().link().finish_turn();
}

FixBody LpService::body_of(const LpOpenOrdersRequest&, Timestamp) {
    open_orders_question_ = fmt::format("o{}.{}", clock_.now().nanoseconds_since_1970(), ++questions_);
    open_orders_reports_ = 0;
    return order_requests_.open_orders(open_orders_question_);
}

FixBody LpService::body_of(const LpPositionsRequest&, Timestamp now) {
    positions_question_ = fmt::format("p{}.{}", clock_.now().nanoseconds_since_1970(), ++questions_);
    positions_.clear();
    position_reports_ = 0;
    return order_requests_.positions(positions_question_, now);
}

void LpService::send(const LpRequest& request) {
    const Timestamp now = clock_.now();
    // What was taken while the connection was being lost is lost with it; its outcome is asked for by name.
    if (!order_session().is_up()) {
        return;
    }
    const auto body = std::visit(
        Overloaded{
            [&](const LpOrder& order) -> Result<FixBody> {
                return order_requests_.order(
                    order, market_data_.quote_name(order.instrument, order.quote_id, order.side), now);
            },
            [&](const LpCancelRequest& cancel) { return order_requests_.cancel(cancel.name, now); },
            [&](const LpReplace& replacement) { return order_requests_.replace(replacement, now); },
            [&](const LpStatusRequest& status) -> Result<FixBody> { return order_requests_.status(status.name); },
            [&](const auto& question) -> Result<FixBody> { return body_of(question, now); },
        },
        request);
    if (!body) {
        return answer_unsendable(request, body.error());
    }
    order_session().link().send(*body);
}

// The LP never hears of it, so the answer is ours.
void LpService::answer_unsendable(const LpRequest& request, const Error& failure) {
    order_session().link().note(fmt::format("not sent: {}", failure.message));
    LpReport report{.received = clock_.now()};
    report.reason = failure.code == ErrorCode::not_found ? LpReason::not_found : LpReason::terms;
    if (const auto* const order = std::get_if<LpOrder>(&request)) {
        report.kind = LpReportKind::rejected;
        report.name = order->name;
        report.status = OrderStatus::rejected;
    } else if (const auto* const cancel = std::get_if<LpCancelRequest>(&request)) {
        report.kind = LpReportKind::cancel_rejected;
        report.name = cancel->name;
    } else if (const auto* const replacement = std::get_if<LpReplace>(&request)) {
        report.kind = LpReportKind::replace_rejected;
        report.name = replacement->name;
    }
    news.put(report);
}

}  // namespace trireme::fix
