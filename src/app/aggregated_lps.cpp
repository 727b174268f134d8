#include "app/aggregated_lps.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

constexpr auto poll_pause = std::chrono::milliseconds(1);
constexpr Duration prices_within = Duration::seconds(30);

}  // namespace

Result<std::unique_ptr<AggregatedLps>> AggregatedLps::create(LpSet lps) {
    TRIREME_TRY_ASSIGN(auto aggregator, marketdata::QuoteAggregator::create(std::move(lps.liquidity)));
    return std::unique_ptr<AggregatedLps>(new AggregatedLps(std::move(lps), std::move(aggregator)));
}

void AggregatedLps::poll(Timestamp now) {
    for (const LpSet::Lp& each : lps_) {
        each.adapter->poll(now, *this);
    }
    aggregator_.advance(now);
    if (dealing_ != nullptr) {
        dealing_->step(now);
    }
}

Timestamp AggregatedLps::next_due() const {
    Timestamp next = Timestamp::latest();
    for (const LpSet::Lp& each : lps_) {
        next = std::min(next, each.adapter->next_due());
    }
    return next;
}

Result<void> AggregatedLps::await_prices(Clock& clock, const Wait& wait) {
    const Timestamp until = clock.now().plus(prices_within);
    for (;;) {
        const Timestamp now = clock.now();
        poll(now);
        const std::string missing = symbols_without_price();
        if (missing.empty()) {
            learn_prices();
            return {};
        }
        if (now >= until || wait(poll_pause)) {
            std::string unconnected;
            for (const LpSet::Lp& each : lps_) {
                unconnected +=
                    each.adapter->health().is_connected ? "" : fmt::format("; {} is not connected", each.name);
            }
            return fail(ErrorCode::not_found, "no price of {} came within {} s{}", missing,
                        prices_within.nanoseconds() / 1'000'000'000, unconnected);
        }
    }
}

std::string AggregatedLps::symbols_without_price() const {
    std::string symbols;
    for (std::uint32_t slot = 0; slot < instruments_.size(); ++slot) {
        const TradedInstrument& each = instruments_[slot];
        if (each.mid == Price() && aggregator_.quote(InstrumentSlot(slot)).state != marketdata::QuoteState::live) {
            symbols += fmt::format("{}{}", symbols.empty() ? "" : ", ", each.terms.symbol.view());
        }
    }
    return symbols;
}

void AggregatedLps::learn_prices() {
    for (std::uint32_t slot = 0; slot < instruments_.size(); ++slot) {
        TradedInstrument& each = instruments_[slot];
        if (each.mid == Price()) {
            const auto& quote = aggregator_.quote(InstrumentSlot(slot));
            each = traded_instrument(each.terms, quote.bid, quote.ask);
        }
    }
}

void AggregatedLps::on_connection(LpSlot lp, bool is_connected, Timestamp time) {
    if (!is_connected) {
        aggregator_.drop(lp, time);
    }
    if (dealing_ != nullptr) {
        dealing_->on_connection(lp, is_connected);
    }
}

void AggregatedLps::on_report(LpSlot lp, const LpReport& report) {
    if (dealing_ != nullptr) {
        dealing_->on_report(lp, report);
    }
}

std::vector<AggregatedLps::Line> AggregatedLps::health() const {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < lps_.size(); ++at) {
        const LpSlot slot(static_cast<std::uint8_t>(at));
        lines.push_back({lps_[at].name, lps_[at].adapter->health(), aggregator_.counters(slot).refused_in_all()});
    }
    return lines;
}

}  // namespace trireme::app
