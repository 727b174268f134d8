#pragma once

#include "app/client_requests.hpp"
#include "app/command_flow.hpp"
#include "app/day_market.hpp"
#include "app/day_tally.hpp"
#include "app/engine.hpp"
#include "app/quote_feed.hpp"
#include "app/timed_sink.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace trireme::app {

struct DayOptions {
    std::uint64_t clients = 100;
    std::uint64_t seed = 1;
    std::optional<double> speed;  // so many times as fast as it was; without it as fast as the engine goes
};

struct DayProgress {
    Timestamp time;  // of the latest quote
    std::uint64_t quotes = 0;
    std::uint64_t commands = 0;
};

// Plays the quotes of a feed and the clients who trade on them through an engine that has just begun.
//
// Commands state the times of the quotes, and follow from feed and seed alone: clients decide in rounds of a few
// quotes, from what the events of all rounds before have told. So the journal is the same each time.
// Engine and feed outlive it. One thread, that of the caller.
class Day {
public:
    Day(Engine& engine, QuoteFeed& feed, const DayOptions& options);

    // Returns at the end of the feed, or once `wait` says so: it waits as long as it is told and is true where the day
    // is to be cut short.
    using Wait = std::function<bool(std::chrono::nanoseconds)>;
    using Show = std::function<void(const DayProgress&)>;
    [[nodiscard]] Result<void> run(const Wait& wait, const Show& show);
    // Once the engine has stopped: reads the events that are left.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] bool was_cut_short() const { return was_cut_short_; }
    [[nodiscard]] std::uint64_t quotes() const { return quotes_; }
    [[nodiscard]] std::uint64_t commands() const { return flow_.sent(); }
    [[nodiscard]] const DayTally& tally() const { return tally_; }
    [[nodiscard]] LatencyHistogram& latencies() { return flow_.latencies(); }

private:
    [[nodiscard]] Result<void> open(const FeedQuote& first);
    // Sends a few quotes and what clients ask for meanwhile, waits and learns what became of it. False at the end.
    [[nodiscard]] Result<bool> play_round(const Wait& wait, const Show& show);
    [[nodiscard]] Result<bool> play_quote(const FeedQuote& quote, const Wait& wait, const Show& show);
    [[nodiscard]] Result<void> close();

    [[nodiscard]] Result<void> send(const Command& command);
    [[nodiscard]] Result<void> send_rollovers();
    // So that none is missed up to a time, however long nothing was quoted before. Then it is that time.
    [[nodiscard]] Result<void> send_rollovers_through(Timestamp time);
    // Waits until the time of the quote has come, at the speed that was asked for. False if the day is cut short.
    [[nodiscard]] bool wait_for(Timestamp time, const Wait& wait, const Show& show) const;
    [[nodiscard]] DayProgress progress() const { return {sink_.time(), quotes_, flow_.sent()}; }
    [[nodiscard]] Result<void> learn();
    [[nodiscard]] Result<void> read_events(std::uint64_t through_command);
    [[nodiscard]] Error why_stopped() const;

    Engine& engine_;
    QuoteFeed& feed_;
    const DayOptions options_;
    DayMarket market_;
    ClientPortfolios portfolios_;
    ClientRequests requests_;
    DayTally tally_;
    TimedSink sink_;
    CommandFlow flow_;
    std::unique_ptr<EventStream> stream_;
    std::optional<EventView> ahead_;  // the stream's next, of a later command
    std::optional<FeedQuote> next_;
    Timestamp began_at_;
    std::chrono::steady_clock::time_point began_;
    Timestamp rollovers_until_;
    std::uint64_t quotes_ = 0;
    std::uint64_t turns_due_ = 0;  // in turns_per_quotes of a request
    bool was_cut_short_ = false;
};

}  // namespace trireme::app
