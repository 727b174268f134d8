#include "venues/simulated_adapter.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

// Seeds of parts that must not draw the same numbers.
constexpr std::uint64_t dealing_part = 1'000'001;
constexpr std::uint64_t latency_part = 1'000'002;

}  // namespace

SimulatedAdapter::SimulatedAdapter(const Terms& terms, std::uint64_t seed, Timestamp begin)
    : terms_(terms),
      dealing_(terms.dealing, terms.instruments, scatter(seed, dealing_part)),
      random_(scatter(seed, latency_part)),
      has_prices_(terms.instruments) {
    connect(begin);
}

void SimulatedAdapter::poll(Timestamp now, LpListener& listener) {
    for (;;) {
        const Timestamp prices = next_price_time();
        const Timestamp dealing = dealing_.next_time();
        const Timestamp delivery = next_delivery();
        const Timestamp next = std::min({prices, dealing, delivery});
        if (next > now || next == Timestamp::latest()) {
            return;
        }
        if (delivery == next) {
            deliver(listener);
        } else if (prices == next) {
            step_prices();
        } else {
            dealing_.step();
        }
    }
}

Timestamp SimulatedAdapter::next_due() const {
    return std::min({next_price_time(), dealing_.next_time(), next_delivery()});
}

void SimulatedAdapter::set_prices(InstrumentSlot instrument, const std::optional<SimulatedBook>& book, Timestamp now) {
    dealing_.set_book(instrument, book, now);
    const Timestamp arrival = now.plus(
        Duration::nanoseconds(random_.between(terms_.latency_min.nanoseconds(), terms_.latency_max.nanoseconds())));
    std::uint8_t& has_prices = has_prices_[instrument.value()];
    const bool had_prices = std::exchange(has_prices, book ? std::uint8_t{1} : std::uint8_t{0}) != 0;
    if (!health_.is_connected || (!book && !had_prices)) {
        return;
    }
    last_arrival_ = std::max(last_arrival_, arrival);
    if (!book) {
        messages_.emplace_back(Withdrawal{instrument, last_arrival_});
    } else if (book->bids.size() > 1 || book->asks.size() > 1) {
        messages_.emplace_back(LpDepth{.lp = terms_.lp,
                                       .instrument = instrument,
                                       .id = ++quotes_made_,
                                       .received = last_arrival_,
                                       .stated = now,
                                       .bids = book->bids,
                                       .asks = book->asks});
    } else {
        messages_.emplace_back(LpQuote{.lp = terms_.lp,
                                       .instrument = instrument,
                                       .id = ++quotes_made_,
                                       .received = last_arrival_,
                                       .stated = now,
                                       .bid = book->bids[0].price,
                                       .ask = book->asks[0].price,
                                       .bid_size = terms_.shows_sizes ? book->bids[0].lots : Lots(),
                                       .ask_size = terms_.shows_sizes ? book->asks[0].lots : Lots()});
    }
}

Timestamp SimulatedAdapter::next_delivery() const {
    Timestamp next = Timestamp::latest();
    if (!messages_.empty()) {
        next = std::visit([](const auto& message) { return message.received; }, messages_.front());
    }
    if (const auto* const answer = dealing_.next_answer(); answer != nullptr && health_.is_connected) {
        next = std::min(next, std::max(answer->received, health_.changed));
    }
    return next;
}

void SimulatedAdapter::deliver(LpListener& listener) {
    const Timestamp next = next_delivery();
    if (!messages_.empty() &&
        std::visit([](const auto& message) { return message.received; }, messages_.front()) == next) {
        deliver_message(listener);
    } else {
        deliver_answer(listener);
    }
}

void SimulatedAdapter::deliver_message(LpListener& listener) {
    // Out of the queue first: who is told may cut the connection.
    const Message message = std::move(messages_.front());
    messages_.pop_front();
    if (const auto* const connection = std::get_if<Connection>(&message)) {
        listener.on_connection(terms_.lp, connection->is_connected, connection->received);
        return;
    }
    if (const auto* const withdrawal = std::get_if<Withdrawal>(&message)) {
        health_.last_message = withdrawal->received;
        listener.on_withdrawn(terms_.lp, withdrawal->instrument, withdrawal->received);
        return;
    }
    ++health_.quotes;
    if (const auto* const quote = std::get_if<LpQuote>(&message)) {
        health_.last_message = quote->received;
        listener.on_quote(*quote);
    } else if (const auto* const depth = std::get_if<LpDepth>(&message)) {
        health_.last_message = depth->received;
        listener.on_depth(*depth);
    }
}

void SimulatedAdapter::deliver_answer(LpListener& listener) {
    SimulatedDealing::Answer answer = *dealing_.next_answer();
    dealing_.pop_answer();
    const Timestamp received = std::max(answer.received, health_.changed);
    health_.last_message = received;
    if (answer.latency) {
        health_.order_latency = *answer.latency;
    }
    if (auto* const report = std::get_if<LpReport>(&answer.said)) {
        report->received = received;
        deliver_report(*report, listener);
    } else if (const auto* const positions = std::get_if<std::vector<LpPosition>>(&answer.said)) {
        listener.on_positions(terms_.lp, *positions, received);
    } else {
        listener.on_open_orders_told(terms_.lp, received);
    }
}

void SimulatedAdapter::deliver_report(const LpReport& report, LpListener& listener) {
    const LpReportKind kind = report.kind;
    health_.fills += kind == LpReportKind::filled ? 1U : 0U;
    health_.rejects += kind == LpReportKind::rejected || kind == LpReportKind::cancel_rejected ||
                               kind == LpReportKind::replace_rejected
                           ? 1U
                           : 0U;
    listener.on_report(terms_.lp, report);
}

LpAdmission SimulatedAdapter::ask(const SimulatedDealing::Request& request, Timestamp now) {
    if (!health_.is_connected) {
        return LpAdmission::not_connected;
    }
    return dealing_.ask(request, now) ? LpAdmission::taken : LpAdmission::overloaded;
}

LpAdmission SimulatedAdapter::send(const LpOrder& order, Timestamp now) {
    const LpAdmission admission = ask(order, now);
    health_.orders += admission == LpAdmission::taken ? 1U : 0U;
    return admission;
}

LpAdmission SimulatedAdapter::cancel(const LpOrderName& name, Timestamp now) {
    return ask(SimulatedDealing::Cancel{name}, now);
}

LpAdmission SimulatedAdapter::replace(const LpReplace& replacement, Timestamp now) { return ask(replacement, now); }

LpAdmission SimulatedAdapter::ask_status(const LpOrderName& name, Timestamp now) {
    return ask(SimulatedDealing::StatusQuestion{name}, now);
}

LpAdmission SimulatedAdapter::ask_open_orders(Timestamp now) {
    return ask(SimulatedDealing::OpenOrdersQuestion{}, now);
}

LpAdmission SimulatedAdapter::ask_positions(Timestamp now) { return ask(SimulatedDealing::PositionsQuestion{}, now); }

void SimulatedAdapter::disconnect(Timestamp now) {
    if (health_.is_connected) {
        std::erase_if(messages_, [](const Message& message) { return !std::holds_alternative<Connection>(message); });
        last_arrival_ = now;
        end(now);
    }
}

void SimulatedAdapter::end(Timestamp now) {
    if (!health_.is_connected) {
        return;
    }
    health_.is_connected = false;
    health_.changed = now;
    dealing_.lose_requests();
    last_arrival_ = std::max(last_arrival_, now);
    messages_.emplace_back(Connection{false, last_arrival_});
}

void SimulatedAdapter::connect(Timestamp now) {
    if (health_.is_connected) {
        return;
    }
    health_.is_connected = true;
    health_.changed = now;
    ++health_.connections;
    last_arrival_ = std::max(last_arrival_, now);
    messages_.emplace_back(Connection{true, now});
}

}  // namespace trireme::venues
