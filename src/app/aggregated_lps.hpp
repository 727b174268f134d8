#pragma once

#include "app/lp_dealing.hpp"
#include "app/lp_set.hpp"
#include "base/result.hpp"
#include "marketdata/quote_aggregator.hpp"
#include "ports/clock.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace trireme::app {

// LPs whose quotes are made one. Used by one thread.
class AggregatedLps final : private LpListener {
public:
    [[nodiscard]] static Result<std::unique_ptr<AggregatedLps>> create(LpSet lps);

    // Has the house's orders go to the LPs, and reports of them come back, with each poll from now on. Outlives it.
    void deal_through(LpDealing& dealing) { dealing_ = &dealing; }

    // Takes what LPs said until `now`.
    void poll(Timestamp now);
    // When an LP next has something to say, as far as it is known: see LpAdapter.
    [[nodiscard]] Timestamp next_due() const;

    // Polls until every instrument has had a price, so that it is known how it is traded: only those whose price was
    // not known. `wait` waits as long as it is told and is true where nobody waits any longer. Fails with `not_found`
    // where an instrument has none by then.
    using Wait = std::function<bool(std::chrono::nanoseconds)>;
    [[nodiscard]] Result<void> await_prices(Clock& clock, const Wait& wait);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const { return instruments_; }
    [[nodiscard]] marketdata::QuoteAggregator& aggregator() { return aggregator_; }
    [[nodiscard]] const marketdata::QuoteAggregator& aggregator() const { return aggregator_; }
    [[nodiscard]] std::span<const LpSet::Lp> lps() const { return lps_; }
    // By which orders are routed to them; none where nothing is said of it.
    [[nodiscard]] const std::vector<RoutingRule>& routing() const { return routing_; }

    struct Line {
        std::string name;
        LpHealth health;
        std::uint64_t refused = 0;  // quotes that no price was made of
    };
    // How each LP does.
    [[nodiscard]] std::vector<Line> health() const;

private:
    AggregatedLps(LpSet lps, marketdata::QuoteAggregator aggregator)
        : instruments_(std::move(lps.instruments)),
          lps_(std::move(lps.lps)),
          routing_(std::move(lps.routing)),
          aggregator_(std::move(aggregator)) {}

    void on_quote(const LpQuote& quote) override { aggregator_.take(quote); }
    void on_depth(const LpDepth& depth) override { aggregator_.take(depth); }
    void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override {
        aggregator_.withdraw(lp, instrument, time);
    }
    void on_connection(LpSlot lp, bool is_connected, Timestamp time) override;
    void on_report(LpSlot lp, const LpReport& report) override;
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

    // Of those without a price by now; empty if all have one.
    [[nodiscard]] std::string symbols_without_price() const;
    void learn_prices();

    std::vector<TradedInstrument> instruments_;
    std::vector<LpSet::Lp> lps_;
    std::vector<RoutingRule> routing_;
    LpDealing* dealing_ = nullptr;
    marketdata::QuoteAggregator aggregator_;
};

}  // namespace trireme::app
