#pragma once

#include "app/command_flow.hpp"
#include "app/lp_set.hpp"
#include "app/market_view.hpp"
#include "engine/state.hpp"
#include "marketdata/quote_aggregator.hpp"
#include "ports/clock.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace trireme::app {

// Hands the engine what LPs quote, aggregated, on a thread of its own. While the engine is busy only the latest quote
// of each instrument waits for it. Sink and clock outlive it.
class LiveMarket final : public MarketView, private LpListener {
public:
    // Instruments that the engine does not know are made known to it, and the rollovers to come.
    [[nodiscard]] static Result<std::unique_ptr<LiveMarket>> start(CommandSink& sink, Clock& clock, LpSet lps,
                                                                   const engine::EngineState& found);
    ~LiveMarket() override;

    // Sends no more quotes.
    void stop();

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::optional<Quote> quote(const TradedInstrument& instrument) const override;

    [[nodiscard]] std::uint64_t quotes_sent() const { return quotes_sent_.load(std::memory_order_relaxed); }

    struct LpLine {
        std::string name;
        LpHealth health;
        std::uint64_t refused = 0;  // quotes that no price was made of
    };
    // Any thread: how each LP does, as it was a moment ago.
    [[nodiscard]] std::vector<LpLine> lps() const;

private:
    LiveMarket(CommandSink& sink, Clock& clock, LpSet lps, marketdata::QuoteAggregator aggregator);
    void introduce(const engine::EngineState& found);
    void run();
    // True if anything came.
    bool poll();
    void send_quotes(Timestamp now);
    // Quotes that stand as they were are said again before the engine takes them for too old.
    void repeat_quotes(Timestamp now);
    void add(const marketdata::AggregatedQuote& quote, Timestamp now);
    void send();
    void note_health();

    void on_quote(const LpQuote& quote) override { aggregator_.take(quote); }
    void on_depth(const LpDepth& depth) override { aggregator_.take(depth); }
    void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override {
        aggregator_.withdraw(lp, instrument, time);
    }
    void on_connection(LpSlot lp, bool is_connected, Timestamp time) override;
    void on_report(LpSlot, const LpReport&) override {}
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

    struct Sent {
        std::optional<Quote> quote;
        Timestamp at;
    };

    Clock& clock_;
    const std::vector<TradedInstrument> instruments_;
    std::vector<LpSet::Lp> lps_;
    marketdata::QuoteAggregator aggregator_;
    CommandFlow flow_;
    Quotes command_;
    std::vector<Sent> sent_;  // by slot
    Timestamp repeated_at_{};
    Timestamp health_noted_at_{};
    std::atomic<std::uint64_t> quotes_sent_ = 0;
    mutable std::mutex mutex_;  // guards what other threads look at:
    std::vector<std::optional<Quote>> shown_;
    std::vector<LpLine> lines_;
    std::thread thread_;
};

}  // namespace trireme::app
