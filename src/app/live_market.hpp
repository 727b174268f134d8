#pragma once

#include "app/aggregated_lps.hpp"
#include "app/command_flow.hpp"
#include "app/market_view.hpp"
#include "engine/state.hpp"
#include "ports/clock.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace trireme::app {

// Hands the engine what LPs quote, aggregated. While the engine is busy only the latest quote of each instrument waits
// for it. Sink and clock outlive it.
class LiveMarket final : public MarketView {
public:
    // Instruments that the engine did not have when it was `found` are made known to it, and the rollovers to come.
    LiveMarket(CommandSink& sink, Clock& clock, std::unique_ptr<AggregatedLps> lps, const engine::EngineState& found);
    ~LiveMarket() override;

    // Has a thread of its own take steps, until `stop`.
    void start();
    // Sends no more quotes.
    void stop();
    // Sends what came, unless the engine is busy. True if a quote came. For whoever drives it without a thread.
    bool step();

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::optional<Quote> quote(const TradedInstrument& instrument) const override;

    [[nodiscard]] std::uint64_t quotes_sent() const { return quotes_sent_.load(std::memory_order_relaxed); }
    // How each LP did a moment ago.
    [[nodiscard]] std::vector<AggregatedLps::Line> lps() const;

private:
    void introduce(const engine::EngineState& found);
    void run();
    void send_quotes(Timestamp now);
    // Quotes that stand as they were are said again before the engine takes them for too old.
    void repeat_quotes(Timestamp now);
    void add(const marketdata::AggregatedQuote& quote, Timestamp now);
    void send();
    void note_health();

    struct Sent {
        std::optional<Quote> quote;
        Timestamp at;
    };

    Clock& clock_;
    std::unique_ptr<AggregatedLps> lps_;
    const std::vector<TradedInstrument> instruments_;
    CommandFlow flow_;
    Quotes command_;
    std::vector<Sent> sent_;  // by slot
    Timestamp repeated_at_{};
    Timestamp health_noted_at_{};
    std::atomic<std::uint64_t> quotes_sent_ = 0;
    mutable std::mutex mutex_;  // guards what other threads look at:
    std::vector<std::optional<Quote>> shown_;
    std::vector<AggregatedLps::Line> lines_;
    std::thread thread_;
};

}  // namespace trireme::app
