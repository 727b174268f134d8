#pragma once

#include "base/timestamp.hpp"
#include "marketdata/bar_calendar.hpp"
#include "marketdata/trading_sessions.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace trireme::marketdata {

// A bar, or what one is made of: a tick has its price in all four.
struct Bar {
    Timestamp time;  // where it begins
    Price open;
    Price high;
    Price low;
    Price close;
    Lots volume;
    std::uint64_t ticks = 0;

    bool operator==(const Bar&) const = default;
};

[[nodiscard]] constexpr Bar tick_bar(Timestamp time, Price price, Lots size = Lots()) {
    return {time, price, price, price, price, size, 1};
}

// Half way between bid and ask, a half of 1e-8 to the even one.
[[nodiscard]] Price mid_price(Price bid, Price ask);

// With which price a bar begins.
enum class BarOpen : std::uint8_t {
    first_tick,
    previous_close,  // so that no gap is between bars; high and low reach there too (LEAN from hours on)
};

struct BarOptions {
    BarPeriod period{};
    DayEnd day_end = DayEnd::utc_midnight;
    BarOpen open = BarOpen::first_tick;
    TradingSessions sessions{};             // what comes outside of them is left out
    std::optional<Price> previous_close{};  // before the first bar
    std::size_t correctable_bars = 1'000;   // how many bars back a late tick is still taken in
};

struct BuiltBar {
    Bar bar;
    bool is_correction = false;  // of one that was given out, or of an interval before it that had none
};

// Makes bars of ticks, or longer bars of shorter ones. A bar is given out when a later one begins; a tick that comes
// late corrects it, so that in the end the bars are those of all ticks in the order of their times (equal ones in the
// order in which they came). An interval without ticks has no bar.
class BarBuilder {
public:
    explicit BarBuilder(const BarOptions& options) : options_(options), calendar_(options.period, options.day_end) {}

    // Appends what became finished, or corrected, to `built`.
    void add(const Bar& tick, std::vector<BuiltBar>& built);
    // Gives out the bar that is not finished.
    void finish(std::vector<BuiltBar>& built);

    // As far as it has come; nothing before the first tick.
    [[nodiscard]] std::optional<Bar> unfinished() const;
    // Ticks that were left out: outside of sessions, or too late.
    [[nodiscard]] std::uint64_t outside_sessions() const { return outside_sessions_; }
    [[nodiscard]] std::uint64_t too_late() const { return too_late_; }

private:
    struct Gathered {
        Bar own;  // of its ticks alone
        Timestamp first;
        Timestamp last;
        std::optional<Bar> given_out;
    };
    // By begin, the newest last.
    using Bars = std::map<Timestamp, Gathered>;

    [[nodiscard]] Bar with_open(Bars::const_iterator at) const;
    void give_out(Bars::iterator at, std::vector<BuiltBar>& built);
    void forget_old();

    BarOptions options_;
    BarCalendar calendar_;
    BarSpan span_{};  // of the last tick
    Bars bars_;
    std::optional<Timestamp> newest_given_out_;
    std::optional<Timestamp> forgotten_before_;
    std::uint64_t outside_sessions_ = 0;
    std::uint64_t too_late_ = 0;
};

}  // namespace trireme::marketdata
