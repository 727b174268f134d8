#include "app/day.hpp"

#include "app/rollover_calendar.hpp"
#include "codec/bytes.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace trireme::app {
namespace {

constexpr AccountId first_account(1'000'001);

// Clients learn what became of their requests after so many quotes.
constexpr std::size_t quotes_per_round = 32;
// Each client asks for something once in about so many quotes.
constexpr std::uint64_t quotes_per_turn = 100;

constexpr std::size_t rollovers_ahead = 260;  // about a year
constexpr Duration rollovers_least = Duration::seconds(30LL * 24 * 3'600);

constexpr auto publish_pause = std::chrono::microseconds(20);

// While the next quote is awaited, progress is shown as often.
constexpr std::chrono::duration<double> wait_max(0.2);

}  // namespace

Day::Day(Engine& engine, QuoteFeed& feed, const DayOptions& options)
    : engine_(engine),
      feed_(feed),
      options_(options),
      market_(feed.instruments()),
      portfolios_(first_account, options.clients, {}),
      requests_(portfolios_, market_, 1, options.seed),
      sink_(*engine.runtime),
      flow_(sink_) {}

Result<void> Day::run(const Wait& wait, const Show& show) {
    TRIREME_TRY_ASSIGN(stream_, engine_.runtime->events_after(0));
    TRIREME_TRY_ASSIGN(next_, feed_.next());
    if (!next_) {
        return fail(ErrorCode::invalid_input, "a day without quotes");
    }
    TRIREME_TRY(open(*next_));
    for (;;) {
        TRIREME_TRY_ASSIGN(const bool goes_on, play_round(wait, show));
        show(progress());
        if (!goes_on) {
            return close();
        }
    }
}

Result<void> Day::open(const FeedQuote& first) {
    began_at_ = first.time;
    began_ = std::chrono::steady_clock::now();
    sink_.set_time(first.time);
    for (const TradedInstrument& each : feed_.instruments()) {
        TRIREME_TRY(send(DefineInstrument{each.terms}));
    }
    for (const Group& group : requests_.terms().groups()) {
        TRIREME_TRY(send(DefineGroup{group}));
    }
    TRIREME_TRY(send_rollovers());
    for (std::size_t client = 0; client < options_.clients; ++client) {
        for (const Command& command : requests_.join(client)) {
            TRIREME_TRY(send(command));
        }
    }
    return learn();
}

Result<bool> Day::play_round(const Wait& wait, const Show& show) {
    while (const auto answer = requests_.desk_request()) {
        TRIREME_TRY(send(*answer));
    }
    bool goes_on = !wait(std::chrono::nanoseconds(0));
    for (std::size_t count = 0; goes_on && count < quotes_per_round; ++count) {
        TRIREME_TRY_ASSIGN(goes_on, play_quote(*next_, wait, show));
        if (goes_on) {
            TRIREME_TRY_ASSIGN(next_, feed_.next());
            if (!next_) {
                TRIREME_TRY(learn());
                return false;
            }
        }
    }
    was_cut_short_ = !goes_on;
    TRIREME_TRY(learn());
    return goes_on;
}

Result<bool> Day::play_quote(const FeedQuote& quote, const Wait& wait, const Show& show) {
    if (!wait_for(quote.time, wait, show)) {
        return false;
    }
    TRIREME_TRY(send_rollovers_through(quote.time));
    TRIREME_TRY(send(Quotes{{market_.set(quote.instrument, quote.bid, quote.ask)}}));
    quotes_ += 1;
    for (turns_due_ += options_.clients; turns_due_ >= quotes_per_turn; turns_due_ -= quotes_per_turn) {
        if (const auto request = requests_.next(quote.time)) {
            TRIREME_TRY(send(*request));
        }
    }
    return true;
}

// The last prices once more: whatever was still due by then comes before them, so that the day ends in one place.
Result<void> Day::close() {
    Quotes last;
    for (const TradedInstrument& each : market_.instruments()) {
        if (const auto quote = market_.quote(each)) {
            last.quotes.push_back(*quote);
        }
    }
    TRIREME_TRY(send(last));
    return learn();
}

Result<void> Day::send(const Command& command) {
    return flow_.send(command) ? Result<void>() : std::unexpected(why_stopped());
}

Result<void> Day::send_rollovers() {
    SetCalendar calendar{rollovers_after(sink_.time(), rollovers_ahead)};
    rollovers_until_ = calendar.rollovers.back().at;
    return send(calendar);
}

Result<void> Day::send_rollovers_through(Timestamp time) {
    while (time.plus(rollovers_least) > rollovers_until_) {
        sink_.set_time(std::min(time, rollovers_until_));
        TRIREME_TRY(send_rollovers());
    }
    sink_.set_time(time);
    return {};
}

bool Day::wait_for(Timestamp time, const Wait& wait, const Show& show) const {
    if (!options_.speed) {
        return true;
    }
    using Seconds = std::chrono::duration<double>;
    const std::chrono::nanoseconds passed(time.nanoseconds_since_1970() - began_at_.nanoseconds_since_1970());
    const Seconds due = Seconds(passed) / *options_.speed;
    for (;;) {
        const Seconds left = due - Seconds(std::chrono::steady_clock::now() - began_);
        if (left <= Seconds(0)) {
            return true;
        }
        show(progress());
        if (wait(std::chrono::duration_cast<std::chrono::nanoseconds>(std::min(left, wait_max)))) {
            return false;
        }
    }
}

Result<void> Day::learn() {
    flow_.wait_until_answered();
    const auto counts = flow_.counts();
    if (counts.no_room > 0) {
        return fail(ErrorCode::no_space, "the disk has no room for more: {} of {} commands were refused",
                    counts.no_room, flow_.sent());
    }
    if (engine_.runtime->failure()) {
        return std::unexpected(why_stopped());
    }
    return read_events(flow_.last_sequence());
}

Result<void> Day::read_events(std::uint64_t through_command) {
    while (engine_.runtime->published_sequence() < through_command) {
        if (engine_.runtime->failure()) {
            return std::unexpected(why_stopped());
        }
        std::this_thread::sleep_for(publish_pause);
    }
    explain::LoggedEvent logged;
    for (;;) {
        if (!ahead_) {
            TRIREME_TRY_ASSIGN(ahead_, stream_->next());
        }
        if (!ahead_ || ahead_->command_sequence > through_command) {
            return {};
        }
        TRIREME_TRY(codec::decode_into(logged.event, ahead_->body));
        logged.sequence = EventSequence(ahead_->sequence);
        logged.command = CommandSequence(ahead_->command_sequence);
        logged.time = ahead_->time;
        ahead_.reset();
        tally_.on_event(logged);
        portfolios_.on_event(logged.event);
    }
}

Result<void> Day::finish() { return read_events(engine_.runtime->position().sequence); }

Error Day::why_stopped() const {
    return engine_.runtime->failure().value_or(Error{ErrorCode::io_failure, "the engine takes nothing more"});
}

}  // namespace trireme::app
