#include "marketdata/trading_sessions.hpp"

#include "base/in_quotes.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr std::int32_t days_per_week = 7;

constexpr Duration clock(std::int64_t hours, std::int64_t minutes = 0) {
    return Duration::seconds((hours * 60 + minutes) * 60);
}

TradingSessions fx_sessions() {
    using Session = TradingSessions::Session;
    std::vector<Session> sessions{
        // The first days of the week open on the Sunday before it, which is the last day of the week before.
        Session{Weekday::monday, clock(0), Weekday::friday, clock(17)},
        Session{Weekday::sunday, clock(17), Weekday::sunday, clock(24)},
    };
    return {MarketZone::new_york, std::move(sessions)};
}

TradingSessions us_equities_sessions() {
    std::vector<TradingSessions::Session> sessions;
    for (const Weekday day :
         {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday, Weekday::friday}) {
        sessions.push_back({day, clock(9, 30), day, clock(16)});
    }
    return {MarketZone::new_york, std::move(sessions)};
}

Date day_of_week(Date monday, Weekday day) {
    return Date(monday.days_since_1970() + static_cast<std::int32_t>(day) - static_cast<std::int32_t>(Weekday::monday));
}

}  // namespace

Result<TradingSessions> TradingSessions::named(std::string_view name) {
    if (name == "always") {
        return TradingSessions();
    }
    if (name == "fx") {
        return fx_sessions();
    }
    if (name == "us-equities") {
        return us_equities_sessions();
    }
    return fail(ErrorCode::invalid_input, "{} are no known sessions: always, fx or us-equities", in_quotes(name));
}

template <class Visit>
void TradingSessions::visit_from(Timestamp from, Visit visit) const {
    const Date date = Date::of(local_of(from, zone_));
    Date monday(date.days_since_1970() - static_cast<std::int32_t>(date.weekday()) + 1);
    for (;; monday = Date(monday.days_since_1970() + days_per_week)) {
        for (const Session& session : sessions_) {
            const Timestamp begin = utc_of(day_of_week(monday, session.begin_day), session.begin, zone_);
            const Timestamp end = utc_of(day_of_week(monday, session.end_day), session.end, zone_);
            if (end > from && !visit(begin, end)) {
                return;
            }
        }
    }
}

bool TradingSessions::contain(Timestamp time) const {
    bool is_open = sessions_.empty();
    if (!is_open) {
        visit_from(time, [&](Timestamp begin, Timestamp) {
            is_open = begin <= time;
            return false;
        });
    }
    return is_open;
}

Duration TradingSessions::open_between(Timestamp from, Timestamp to) const {
    const auto between = [](Timestamp begin, Timestamp end) {
        return Duration::nanoseconds(end.nanoseconds_since_1970() - begin.nanoseconds_since_1970());
    };
    if (sessions_.empty() || from >= to) {
        return from >= to ? Duration() : between(from, to);
    }
    Duration open;
    visit_from(from, [&](Timestamp begin, Timestamp end) {
        if (begin < to) {
            open = Duration::nanoseconds(open.nanoseconds() +
                                         between(std::max(begin, from), std::min(end, to)).nanoseconds());
        }
        return end < to;
    });
    return open;
}

}  // namespace trireme::marketdata
