// The connection's life: what is opened, watched, lost and tried again, and what is asked without anyone's asking.

#include "venues/delta_lp.hpp"

#include "model/bounds.hpp"
#include "venues/delta_parser.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace trireme::venues {
namespace {

// Between questions for fills that are missing.
constexpr Duration question_wait = Duration::seconds(1);
// How far before the last known fill it is asked for more: clocks of an exchange's parts differ.
constexpr Duration fills_overlap = Duration::seconds(60);

bool is_bad_text(const Error& failure) {
    return failure.code == ErrorCode::invalid_input || failure.code == ErrorCode::out_of_range ||
           failure.code == ErrorCode::no_space;
}

Result<void> check(const std::vector<DeltaQuoted>& instruments) {
    std::set<Symbol> symbols;
    std::set<InstrumentSlot> slots;
    for (const DeltaQuoted& each : instruments) {
        const auto is_plain = [](char letter) {
            return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_' ||
                   letter == '-';
        };
        if (each.symbol.empty() || !std::ranges::all_of(each.symbol.view(), is_plain) ||
            each.contract_size <= Ratio() || each.contract_size > contract_size_max ||
            !exact_lots_of(Units(power_of_ten(scale_digits_of<Units>)), each.contract_size)) {
            return fail(ErrorCode::invalid_input, "{}: no symbol as Delta Exchange's, or no size of lots: {}",
                        each.symbol.view(), format(each.contract_size));
        }
        if (!symbols.insert(each.symbol).second || !slots.insert(each.slot).second) {
            return fail(ErrorCode::invalid_input, "{}: its symbol or slot comes twice", each.symbol.view());
        }
    }
    return instruments.empty() ? Result<void>(fail(ErrorCode::invalid_input, "no instruments")) : Result<void>();
}

}  // namespace

Result<std::unique_ptr<DeltaLp>> DeltaLp::create(const DeltaTerms& terms, std::unique_ptr<Network> network) {
    const auto is_plain = [](char letter) { return letter > ' ' && letter <= '~' && letter != '"' && letter != '\\'; };
    if (terms.api_key.empty() || terms.secret.empty() || !std::ranges::all_of(terms.api_key, is_plain)) {
        return fail(ErrorCode::invalid_input, "an API key of printable characters and a secret are needed");
    }
    if (terms.silence_max <= Duration::seconds(30) || terms.doubt_wait < Duration() || terms.ended_orders_max == 0 ||
        terms.waiting_requests_max == 0) {
        return fail(ErrorCode::invalid_input,
                    "expected more silence than 30 s, a wait of 0 and more, and room for orders and requests");
    }
    TRIREME_TRY(check(terms.instruments));
    TRIREME_TRY_ASSIGN(const ChannelId channel, network->open_http(terms.requests));
    return std::unique_ptr<DeltaLp>(new DeltaLp(terms, std::move(network), channel));
}

DeltaLp::DeltaLp(const DeltaTerms& terms, std::unique_ptr<Network> network, ChannelId channel)
    : terms_(terms),
      network_(std::move(network)),
      channel_(channel),
      requests_(terms.api_key, terms.secret),
      dealing_(terms.instruments, terms.ended_orders_max),
      feed_(terms.lp, terms.instruments),
      reconnect_(terms.reconnect, terms.seed) {}

LpHealth DeltaLp::health() const {
    LpHealth health = health_;
    health.quotes = feed_.quotes();
    return health;
}

Timestamp DeltaLp::next_due() const {
    Timestamp due = socket_ ? heard_.plus(terms_.silence_max) : Timestamp::latest();
    due = stage_ == Stage::apart ? std::min(due, retry_at_) : due;
    if (stage_ == Stage::connected) {
        for (const auto& [name, ask_at] : doubts_) {
            due = std::min(due, ask_at);
        }
        due = dealing_.misses_fills() ? std::min(due, next_question_) : due;
    }
    return local_.empty() ? due : Timestamp::earliest();
}

void DeltaLp::poll(Timestamp now, LpListener& listener) {
    for (const LpReport& report : std::exchange(local_, {})) {
        tell(report, listener);
    }
    NetworkEvent event;
    while (network_->next(event)) {
        health_.last_message = event.received;
        take(event, listener);
        advance(event.received, listener);
    }
    if (socket_ && heard_.plus(terms_.silence_max) <= now) {
        lose(now, listener);
    }
    if (stage_ == Stage::apart && now >= retry_at_) {
        connect(now, listener);
    }
    advance(now, listener);
}

void DeltaLp::connect(Timestamp now, LpListener& listener) {
    for (const DeltaQuoted& each : terms_.instruments) {
        if (!products_.contains(each.symbol)) {
            stage_ = Stage::learning;
            if (!ask(requests_.product(each.symbol, now), {.purpose = Purpose::product})) {
                lose(now, listener);
            }
            return;
        }
    }
    stage_ = Stage::opening;
    const auto socket = network_->open_web_socket(terms_.messages, {.target = "/"});
    if (!socket) {
        lose(now, listener);
        return;
    }
    socket_ = *socket;
    heard_ = now;
}

void DeltaLp::lose(Timestamp now, LpListener& listener) {
    if (socket_) {
        network_->close(*socket_);
        socket_.reset();
    }
    if (stage_ == Stage::connected) {
        health_.is_connected = false;
        health_.changed = now;
        listener.on_connection(terms_.lp, false, now);
    }
    stage_ = Stage::apart;
    retry_at_ = reconnect_.lost(now);
    feed_.reset();
    fill_sequences_.clear();
    // What the house asked is lost with the connection; orders are not asked again but asked about.
    std::erase_if(asked_, [](const auto& asked) {
        const Purpose purpose = asked.second.purpose;
        return purpose != Purpose::order && purpose != Purpose::cancel && purpose != Purpose::replacement &&
               purpose != Purpose::doubt;
    });
    for (const LpOrderName& name : dealing_.live()) {
        doubts_.try_emplace(name, now.plus(terms_.doubt_wait));
    }
}

bool DeltaLp::say(std::string text) { return network_->send(*socket_, std::move(text)).has_value(); }

void DeltaLp::take(const NetworkEvent& event, LpListener& listener) {
    if (const auto* const answered = std::get_if<RequestAnswered>(&event.what)) {
        if (auto found = asked_.extract(answered->request)) {
            if (const auto used = use_answer(found.mapped(), answered->answer, event.received, listener); !used) {
                health_.bad_messages += is_bad_text(used.error()) ? 1U : 0U;
                take_failure(found.mapped(), true, event.received, listener);
            }
        }
    } else if (const auto* const failed = std::get_if<RequestFailed>(&event.what)) {
        if (auto found = asked_.extract(failed->request)) {
            take_failure(found.mapped(), failed->may_have_arrived, event.received, listener);
        }
    } else if (!socket_ || event.channel != *socket_) {
        return;
    } else if (const auto* const message = std::get_if<ChannelMessage>(&event.what)) {
        heard_ = event.received;
        take_message(message->text, event.received, listener);
    } else if (std::holds_alternative<ChannelOpened>(event.what)) {
        heard_ = event.received;
        stage_ = Stage::authenticating;
        if (!say(std::string(DeltaRequests::heartbeat)) || !say(requests_.authentication(event.received))) {
            lose(event.received, listener);
        }
    } else {
        lose(event.received, listener);
    }
}

void DeltaLp::take_message(const std::string& text, Timestamp received, LpListener& listener) {
    const auto message = parse_delta_message(text);
    if (!message) {
        ++health_.bad_messages;
        return;
    }
    std::vector<LpReport> reports;
    Result<void> used;
    switch (message->kind) {
        case DeltaKind::ticker: used = feed_.take(message->ticker, received, listener); break;
        case DeltaKind::book_update: used = feed_.take(message->book_update, received, listener); break;
        case DeltaKind::book_error: used = fail(ErrorCode::conflict, "no snapshot"); break;
        case DeltaKind::order:
            dealing_.apply(message->order, DeltaDealing::Unknown::pass_over, received, reports);
            break;
        case DeltaKind::fill: {
            std::uint64_t& last = fill_sequences_[message->fill.symbol];
            // Numbers begin anew with the exchange, and what they miss is asked for.
            if (last != 0 && message->fill.sequence != last + 1) {
                ask_fills(received);
            }
            last = message->fill.sequence;
            fills_since_ = std::max(fills_since_, std::min(message->fill.time, received));
            dealing_.apply(message->fill, DeltaDealing::FillSource::channel, received, reports);
            break;
        }
        case DeltaKind::authenticated:
            if (stage_ == Stage::authenticating && say(DeltaRequests::subscription(terms_.instruments))) {
                stage_ = Stage::subscribing;
            }
            break;
        case DeltaKind::refused: lose(received, listener); return;
        case DeltaKind::subscribed:
            if (stage_ == Stage::subscribing) {
                stage_ = Stage::catching_up;
                if (!ask(requests_.open_orders(received), {.purpose = Purpose::resting_orders})) {
                    lose(received, listener);
                    return;
                }
            }
            break;
        case DeltaKind::heartbeat:
        case DeltaKind::other: break;
    }
    tell(reports, listener);
    if (used) {
        return;
    }
    if (used.error().code != ErrorCode::conflict) {
        ++health_.bad_messages;
        return;
    }
    const Symbol& symbol = message->kind == DeltaKind::book_error ? message->symbol : message->book_update.symbol;
    if (dealing_.find(symbol) != nullptr && (!say(DeltaRequests::book_subscription(symbol, "unsubscribe")) ||
                                             !say(DeltaRequests::book_subscription(symbol, "subscribe")))) {
        lose(received, listener);
    }
}

void DeltaLp::advance(Timestamp now, LpListener& listener) {
    const bool is_asked = std::ranges::any_of(asked_, [](const auto& asked) {
        return asked.second.purpose == Purpose::resting_orders || asked.second.purpose == Purpose::fills;
    });
    if (stage_ == Stage::catching_up && !is_asked) {
        stage_ = Stage::connected;
        health_.is_connected = true;
        health_.changed = now;
        ++health_.connections;
        reconnect_.connected(now);
        listener.on_connection(terms_.lp, true, now);
    }
    if (stage_ != Stage::connected) {
        return;
    }
    if (dealing_.misses_fills() && now >= next_question_ && !is_asked) {
        ask_fills(now);
    }
    std::erase_if(doubts_, [&](const auto& doubt) {
        return doubt.second <= now &&
               ask(requests_.order(doubt.first, now), {.purpose = Purpose::doubt, .name = doubt.first});
    });
}

void DeltaLp::ask_fills(Timestamp now) {
    next_question_ = now.plus(question_wait);
    const auto since =
        Timestamp(std::max<std::int64_t>(fills_since_.nanoseconds_since_1970() - fills_overlap.nanoseconds(), 0));
    // Where there is no room it is asked again, because the fills are still missing then.
    static_cast<void>(ask(requests_.fills_since(since, now), {.purpose = Purpose::fills}));
}

void DeltaLp::take_failure(const Asked& asked, bool may_have_arrived, Timestamp received, LpListener& listener) {
    switch (asked.purpose) {
        case Purpose::order:
            if (!may_have_arrived) {
                refuse(asked, LpReason::dealer, received, listener);
                return;
            }
            [[fallthrough]];
        case Purpose::doubt: doubts_[asked.name] = received.plus(terms_.doubt_wait); return;
        case Purpose::cancel:
        case Purpose::replacement:
            refuse(asked, LpReason::dealer, received, listener);
            doubts_[asked.name] = received.plus(terms_.doubt_wait);
            return;
        default: lose(received, listener);
    }
}

}  // namespace trireme::venues
