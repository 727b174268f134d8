#pragma once

#include "base/date.hpp"
#include "base/timestamp.hpp"
#include "marketdata/bar_period.hpp"
#include "marketdata/series_name.hpp"

namespace trireme::marketdata {

// From its begin, before its end.
struct BarSpan {
    Timestamp begin;
    Timestamp end;

    [[nodiscard]] bool contains(Timestamp time) const { return time >= begin && time < end; }
    bool operator==(const BarSpan&) const = default;
};

// Which bar a moment belongs to. Bars of days and longer are made of trading days: by midnight in UTC, or from 17:00 to
// 17:00 in New York, where Monday begins on Sunday evening. Shorter bars count from where the trading day begins, so
// that each lies in one day; where a clock is changed the last one of the day may be short.
class BarCalendar {
public:
    BarCalendar(BarPeriod period, DayEnd day_end) : period_(period), day_end_(day_end) {}

    // `time` is of the years 1678 to 2261, so that its month can be told.
    [[nodiscard]] BarSpan span_of(Timestamp time) const;
    [[nodiscard]] Date trading_date(Timestamp time) const;

private:
    [[nodiscard]] Timestamp begin_of(Date trading_date) const;

    BarPeriod period_;
    DayEnd day_end_;
};

}  // namespace trireme::marketdata
