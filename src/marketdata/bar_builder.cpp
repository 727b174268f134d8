#include "marketdata/bar_builder.hpp"

#include "base/integer.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace trireme::marketdata {
namespace {

// A volume beyond what can be counted stays at the most.
Lots sum(Lots a, Lots b) {
    return Lots(checked_add(a.value(), b.value()).value_or(std::numeric_limits<std::int64_t>::max()));
}

// A tick takes its place by its time; behind those of the same time, which came before.
void take_in(const Bar& tick, Bar& own, Timestamp& first, Timestamp& last) {
    if (tick.time < first) {
        own.open = tick.open;
        first = tick.time;
    }
    if (tick.time >= last) {
        own.close = tick.close;
        last = tick.time;
    }
    own.high = std::max(own.high, tick.high);
    own.low = std::min(own.low, tick.low);
    own.volume = sum(own.volume, tick.volume);
    own.ticks += tick.ticks;
}

}  // namespace

Price mid_price(Price bid, Price ask) {
    return Price(static_cast<std::int64_t>(divide_half_even(Int128(bid.value()) + ask.value(), 2)));
}

void BarBuilder::add(const Bar& tick, std::vector<BuiltBar>& built) {
    if (!options_.sessions.contain(tick.time)) {
        outside_sessions_ += 1;
        return;
    }
    if (!span_.contains(tick.time)) {
        span_ = calendar_.span_of(tick.time);
    }
    if (forgotten_before_ && span_.begin < *forgotten_before_) {
        too_late_ += 1;
        return;
    }
    const bool is_newest = bars_.empty() || span_.begin > bars_.rbegin()->first;
    if (is_newest && !bars_.empty()) {
        give_out(std::prev(bars_.end()), built);
    }
    const auto [at, is_new] = bars_.try_emplace(span_.begin, Gathered{tick, tick.time, tick.time, std::nullopt});
    if (is_new) {
        at->second.own.time = span_.begin;
    } else {
        take_in(tick, at->second.own, at->second.first, at->second.last);
    }
    if (at != std::prev(bars_.end())) {
        give_out(at, built);
        // The next one may begin where this one ends.
        if (std::next(at) != std::prev(bars_.end())) {
            give_out(std::next(at), built);
        }
    }
    forget_old();
}

void BarBuilder::finish(std::vector<BuiltBar>& built) {
    if (!bars_.empty()) {
        give_out(std::prev(bars_.end()), built);
    }
}

std::optional<Bar> BarBuilder::unfinished() const {
    return bars_.empty() ? std::nullopt : std::optional(with_open(std::prev(bars_.end())));
}

Bar BarBuilder::with_open(Bars::const_iterator at) const {
    Bar bar = at->second.own;
    const auto close = at == bars_.begin() ? options_.previous_close : std::optional(std::prev(at)->second.own.close);
    if (options_.open == BarOpen::previous_close && close) {
        bar.open = *close;
        bar.high = std::max(bar.high, bar.open);
        bar.low = std::min(bar.low, bar.open);
    }
    return bar;
}

void BarBuilder::give_out(Bars::iterator at, std::vector<BuiltBar>& built) {
    const Bar bar = with_open(at);
    Gathered& gathered = at->second;
    if (gathered.given_out == bar) {
        return;
    }
    built.push_back({bar, newest_given_out_ && bar.time <= *newest_given_out_});
    gathered.given_out = bar;
    newest_given_out_ = std::max(bar.time, newest_given_out_.value_or(bar.time));
}

void BarBuilder::forget_old() {
    while (bars_.size() > options_.correctable_bars + 1) {
        options_.previous_close = bars_.begin()->second.own.close;
        bars_.erase(bars_.begin());
        forgotten_before_ = bars_.begin()->first;
    }
}

}  // namespace trireme::marketdata
