#include "app/rollover_calendar.hpp"

namespace trireme::app {
namespace {

bool is_trading_day(Date date) { return date.weekday() != Weekday::saturday && date.weekday() != Weekday::sunday; }

}  // namespace

std::vector<Rollover> rollovers_after(Timestamp now, std::size_t count) {
    std::vector<Rollover> rollovers;
    for (Date date = Date::of(now); rollovers.size() < count; date = Date(date.days_since_1970() + 1)) {
        const Timestamp close = marketdata::new_york_close(date);
        if (is_trading_day(date) && close > now) {
            rollovers.push_back({close, date});
        }
    }
    return rollovers;
}

}  // namespace trireme::app
