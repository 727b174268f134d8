#include "app/live_market.hpp"

#include "app/rollover_calendar.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace trireme::app {
namespace {

constexpr std::size_t rollovers_ahead = 260;  // about a year

// With more unanswered than this, quotes wait, and newer ones replace them.
constexpr std::uint64_t in_flight_wanted = 8;

// How long the thread sleeps while quotes come, and while none do.
constexpr auto busy_pause = std::chrono::microseconds(20);
constexpr auto idle_pause = std::chrono::microseconds(500);
constexpr int busy_rounds = 100;  // without a quote before it is idle

constexpr Duration repeat_pause = Duration::milliseconds(100);
constexpr Duration health_pause = Duration::milliseconds(200);

bool is_known(const engine::EngineState& found, InstrumentId id) {
    return std::ranges::any_of(found.instruments, [id](const auto& known) { return known.terms.id == id; });
}

}  // namespace

LiveMarket::LiveMarket(CommandSink& sink, Clock& clock, std::unique_ptr<AggregatedLps> lps,
                       const engine::EngineState& found)
    : clock_(clock),
      lps_(std::move(lps)),
      instruments_(lps_->instruments().begin(), lps_->instruments().end()),
      flow_(sink),
      sent_(instruments_.size()),
      shown_(instruments_.size()) {
    introduce(found);
    note_health();
}

LiveMarket::~LiveMarket() { stop(); }

void LiveMarket::start() {
    thread_ = std::thread([this] { run(); });
}

void LiveMarket::stop() {
    flow_.stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void LiveMarket::introduce(const engine::EngineState& found) {
    for (const TradedInstrument& instrument : instruments_) {
        if (!is_known(found, instrument.terms.id)) {
            flow_.send(DefineInstrument{instrument.terms});
        }
    }
    flow_.send(SetCalendar{rollovers_after(clock_.now(), rollovers_ahead)});
    if (const auto& rules = lps_->routing(); !rules.empty() && rules != found.routing_rules) {
        flow_.send(SetRoutingRules{.version = found.routing_version + 1, .rules = rules});
    }
}

void LiveMarket::run() {
    int rounds_without = 0;
    while (!flow_.is_stopping()) {
        rounds_without = step() ? 0 : rounds_without + 1;
        if (rounds_without > 0) {
            std::this_thread::sleep_for(rounds_without < busy_rounds ? busy_pause : idle_pause);
        }
    }
}

bool LiveMarket::step() {
    const Timestamp now = clock_.now();
    lps_->poll(now);
    const bool has_quotes = lps_->aggregator().waiting() > 0;
    if (flow_.counts().in_flight < in_flight_wanted) {
        send_quotes(now);
        if (now >= repeated_at_.plus(repeat_pause)) {
            repeated_at_ = now;
            repeat_quotes(now);
        }
    }
    if (now >= health_noted_at_.plus(health_pause)) {
        health_noted_at_ = now;
        note_health();
    }
    return has_quotes;
}

void LiveMarket::send_quotes(Timestamp now) {
    marketdata::QuoteAggregator& aggregator = lps_->aggregator();
    std::array<marketdata::AggregatedQuote, 64> batch;
    for (std::size_t count = aggregator.take_quotes(batch); count > 0; count = aggregator.take_quotes(batch)) {
        for (const auto& quote : std::span(batch).first(count)) {
            add(quote, now);
        }
    }
    send();
}

void LiveMarket::repeat_quotes(Timestamp now) {
    for (std::uint32_t slot = 0; slot < instruments_.size(); ++slot) {
        const auto& age_max = instruments_[slot].terms.quote_age_max;
        if (age_max && sent_[slot].quote &&
            sent_[slot].at.plus(Duration::nanoseconds(age_max->nanoseconds() / 2)) <= now) {
            add(lps_->aggregator().quote(InstrumentSlot(slot)), now);
        }
    }
    send();
}

void LiveMarket::add(const marketdata::AggregatedQuote& quote, Timestamp now) {
    Sent& sent = sent_[quote.instrument.value()];
    // What is withdrawn the engine finds too old by itself.
    if (quote.state != marketdata::QuoteState::live) {
        sent.quote.reset();
        return;
    }
    sent.quote = Quote{instruments_[quote.instrument.value()].terms.id, quote.bid, quote.ask};
    sent.at = now;
    command_.quotes.push_back(*sent.quote);
    if (command_.quotes.size() == quotes_max) {
        send();
    }
    const std::scoped_lock lock(mutex_);
    shown_[quote.instrument.value()] = sent.quote;
}

void LiveMarket::send() {
    if (command_.quotes.empty()) {
        return;
    }
    if (flow_.send(command_)) {
        quotes_sent_.fetch_add(command_.quotes.size(), std::memory_order_relaxed);
    }
    command_.quotes.clear();
}

std::optional<Quote> LiveMarket::quote(const TradedInstrument& instrument) const {
    const auto slot = static_cast<std::size_t>(&instrument - instruments_.data());
    TRIREME_ASSERT(slot < instruments_.size());
    const std::scoped_lock lock(mutex_);
    return shown_[slot];
}

void LiveMarket::note_health() {
    std::vector<AggregatedLps::Line> lines = lps_->health();
    const std::scoped_lock lock(mutex_);
    lines_ = std::move(lines);
}

std::vector<AggregatedLps::Line> LiveMarket::lps() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
}

}  // namespace trireme::app
