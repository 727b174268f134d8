// The connection's life: what is opened, watched, lost and tried again, and what is asked without anyone's asking.

#include "venues/oanda_lp.hpp"

#include "venues/oanda_parser.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

// Between questions for missing transactions, where the answer to the last one did not bring them all.
constexpr Duration question_wait = Duration::seconds(1);

bool is_bad_text(const Error& failure) {
    return failure.code == ErrorCode::invalid_input || failure.code == ErrorCode::out_of_range ||
           failure.code == ErrorCode::no_space;
}

}  // namespace

Result<std::unique_ptr<OandaLp>> OandaLp::create(const OandaTerms& terms, std::unique_ptr<Network> network) {
    const auto is_plain = [](char letter) { return (letter >= '0' && letter <= '9') || letter == '-'; };
    if (terms.account.empty() || !std::ranges::all_of(terms.account.view(), is_plain)) {
        return fail(ErrorCode::invalid_input, "an account is digits and hyphens, such as 101-004-1435156-001");
    }
    const auto breaks_a_header = [](char letter) { return letter <= ' ' || letter > '~'; };
    if (terms.token.empty() || std::ranges::any_of(terms.token, breaks_a_header)) {
        return fail(ErrorCode::invalid_input, "a token is printable characters without spaces");
    }
    if (terms.silence_max <= Duration::seconds(5) || terms.doubt_wait < Duration() || terms.ended_orders_max == 0 ||
        terms.waiting_requests_max == 0) {
        return fail(ErrorCode::invalid_input,
                    "expected more silence than 5 s, a wait of 0 and more, and room for orders and requests");
    }
    TRIREME_TRY_ASSIGN(OandaListing listing, OandaListing::create(terms.instruments));
    TRIREME_TRY_ASSIGN(const ChannelId channel, network->open_http(terms.requests));
    return std::unique_ptr<OandaLp>(new OandaLp(terms, std::move(listing), std::move(network), channel));
}

OandaLp::OandaLp(const OandaTerms& terms, OandaListing listing, std::unique_ptr<Network> network, ChannelId channel)
    : terms_(terms),
      listing_(std::move(listing)),
      network_(std::move(network)),
      channel_(channel),
      requests_(terms.account, terms.token),
      streams_(*network_, terms.streams, terms.silence_max),
      prices_(terms.lp),
      dealing_(listing_, terms.ended_orders_max),
      reconnect_(terms.reconnect, terms.seed) {}

LpHealth OandaLp::health() const {
    LpHealth health = health_;
    health.quotes = prices_.quotes();
    return health;
}

Timestamp OandaLp::next_due() const {
    Timestamp due = std::min(streams_.silent_at(), stage_ == Stage::apart ? retry_at_ : Timestamp::latest());
    if (stage_ == Stage::connected) {
        for (const auto& [name, ask_at] : doubts_) {
            due = std::min(due, ask_at);
        }
    }
    const bool has_question = has_log_ && !log_.is_complete() && !is_missing_asked_ && stage_ >= Stage::catching_up;
    due = has_question ? std::min(due, next_question_) : due;
    return local_.empty() ? due : Timestamp::earliest();
}

void OandaLp::poll(Timestamp now, LpListener& listener) {
    for (const LpReport& report : std::exchange(local_, {})) {
        tell(report, listener);
    }
    NetworkEvent event;
    while (network_->next(event)) {
        health_.last_message = event.received;
        take(event, listener);
        advance(event.received, listener);
    }
    if (streams_.silent_at() <= now) {
        lose(now, listener);
    }
    if (stage_ == Stage::apart && now >= retry_at_) {
        connect(now, listener);
    }
    advance(now, listener);
}

void OandaLp::connect(Timestamp now, LpListener& listener) {
    if (!listing_.is_known()) {
        stage_ = Stage::learning;
        if (!ask(requests_.accounts(), {.purpose = Purpose::accounts})) {
            lose(now, listener);
        }
        return;
    }
    stage_ = Stage::opening;
    if (!streams_.open(requests_, listing_.names(), now)) {
        lose(now, listener);
    }
}

void OandaLp::lose(Timestamp now, LpListener& listener) {
    streams_.close();
    if (stage_ == Stage::connected) {
        health_.is_connected = false;
        health_.changed = now;
        listener.on_connection(terms_.lp, false, now);
    }
    stage_ = Stage::apart;
    retry_at_ = reconnect_.lost(now);
    // What the house asked is lost with the connection; orders are not asked again but asked about.
    held_.clear();
    is_missing_asked_ = false;
    std::erase_if(asked_, [](const auto& asked) {
        const Purpose purpose = asked.second.purpose;
        return purpose == Purpose::status || purpose == Purpose::fill || purpose == Purpose::open_orders ||
               purpose == Purpose::positions || purpose == Purpose::missing;
    });
}

void OandaLp::take(const NetworkEvent& event, LpListener& listener) {
    if (const auto* const answered = std::get_if<RequestAnswered>(&event.what)) {
        if (const auto found = asked_.find(answered->request); found != asked_.end()) {
            const Asked asked = found->second;
            asked_.erase(found);
            take_answer(asked, answered->answer, event.received, listener);
        }
    } else if (const auto* const failed = std::get_if<RequestFailed>(&event.what)) {
        if (const auto found = asked_.find(failed->request); found != asked_.end()) {
            const Asked asked = found->second;
            asked_.erase(found);
            take_failure(asked, failed->may_have_arrived, event.received, listener);
        }
    } else if (!streams_.has(event.channel)) {
        return;
    } else if (const auto* const message = std::get_if<ChannelMessage>(&event.what)) {
        take_line(event.channel, message->text, event.received, listener);
    } else if (std::holds_alternative<ChannelOpened>(event.what)) {
        streams_.opened(event.channel, event.received);
    } else {
        lose(event.received, listener);
    }
}

void OandaLp::take_line(ChannelId channel, const std::string& text, Timestamp received, LpListener& listener) {
    streams_.heard(channel, received);
    const auto line = parse_oanda_line(text);
    const auto expected =
        streams_.stream_of(channel) == OandaStream::prices ? OandaLineKind::price : OandaLineKind::transaction;
    if (!line || (line->kind != expected && line->kind != OandaLineKind::heartbeat)) {
        ++health_.bad_messages;
        return;
    }
    if (line->kind == OandaLineKind::transaction) {
        log_.take(line->transaction);
    } else if (line->kind == OandaLineKind::heartbeat) {
        log_.know_of(line->last_transaction);
    } else if (!prices_.take(line->price, listing_, received, listener)) {
        ++health_.bad_messages;
    }
}

void OandaLp::apply_transactions(Timestamp now, LpListener& listener) {
    std::vector<LpReport> reports;
    while (const auto transaction = log_.next()) {
        dealing_.apply(*transaction, now, reports);
    }
    for (const LpReport& report : reports) {
        tell(report, listener);
    }
}

void OandaLp::advance(Timestamp now, LpListener& listener) {
    if (stage_ == Stage::opening && streams_.are_open()) {
        stage_ = Stage::catching_up;
        if (has_log_) {
            // Nothing says what was missed, so it is asked in any case.
            ask_missing();
        } else if (!ask(requests_.open_orders(), {.purpose = Purpose::resting_orders})) {
            lose(now, listener);
        }
    }
    if (!has_log_) {
        return;
    }
    apply_transactions(now, listener);
    if (stage_ < Stage::catching_up) {
        return;
    }
    if (!log_.is_complete() && now >= next_question_) {
        ask_missing();
    }
    if (stage_ == Stage::catching_up && log_.is_complete() && !is_missing_asked_) {
        stage_ = Stage::connected;
        health_.is_connected = true;
        health_.changed = now;
        ++health_.connections;
        reconnect_.connected(now);
        listener.on_connection(terms_.lp, true, now);
    }
    if (stage_ == Stage::connected) {
        release_held(now, listener);
        ask_doubts(now);
    }
}

void OandaLp::ask_missing() {
    if (!is_missing_asked_) {
        is_missing_asked_ = ask(requests_.transactions_since(log_.position()), {.purpose = Purpose::missing});
    }
}

void OandaLp::ask_doubts(Timestamp now) {
    std::erase_if(doubts_, [&](const auto& doubt) {
        return doubt.second <= now &&
               ask(requests_.order(doubt.first), {.purpose = Purpose::doubt, .name = doubt.first});
    });
}

void OandaLp::take_failure(const Asked& asked, bool may_have_arrived, Timestamp received, LpListener& listener) {
    switch (asked.purpose) {
        case Purpose::order:
            if (!may_have_arrived) {
                refuse(asked, LpReason::dealer, received, listener);
                return;
            }
            [[fallthrough]];
        case Purpose::doubt: doubts_[asked.name] = received.plus(terms_.doubt_wait); return;
        case Purpose::cancel:
        case Purpose::replacement: refuse(asked, LpReason::dealer, received, listener); return;
        case Purpose::missing:
            is_missing_asked_ = false;
            next_question_ = received.plus(question_wait);
            [[fallthrough]];
        default: lose(received, listener);
    }
}

void OandaLp::take_answer(const Asked& asked, const HttpAnswer& answer, Timestamp received, LpListener& listener) {
    const OandaTransactionId before = log_.position();
    if (const auto used = use_answer(asked, answer, received, listener); !used) {
        health_.bad_messages += is_bad_text(used.error()) ? 1U : 0U;
        take_failure(asked, true, received, listener);
        return;
    }
    if (asked.purpose == Purpose::missing) {
        is_missing_asked_ = false;
        apply_transactions(received, listener);
        next_question_ = log_.position() > before ? received : received.plus(question_wait);
    }
}

}  // namespace trireme::venues
