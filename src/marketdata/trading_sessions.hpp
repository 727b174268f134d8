#pragma once

#include "base/date.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/market_zone.hpp"

#include <string_view>
#include <vector>

namespace trireme::marketdata {

// When a market is open, the same each week by the clock of its zone. Holidays are not known.
class TradingSessions {
public:
    // From `begin` of one day to before `end` of the same or a later one.
    struct Session {
        Weekday begin_day;
        Duration begin;
        Weekday end_day;
        Duration end;
    };

    // Sessions in the order of the week, Monday first, that do not overlap. None at all: always open.
    TradingSessions() = default;
    TradingSessions(MarketZone zone, std::vector<Session> sessions) : zone_(zone), sessions_(std::move(sessions)) {}

    // "always"; "fx": Sunday to Friday, 17:00 in New York; "us-equities": Monday to Friday, 9:30 to 16:00 in New York.
    [[nodiscard]] static Result<TradingSessions> named(std::string_view name);

    [[nodiscard]] bool contain(Timestamp time) const;
    // For how long the market is open from one moment to another.
    [[nodiscard]] Duration open_between(Timestamp from, Timestamp to) const;

private:
    // Calls with begin and end of each session that ends after `from`, in order, until it returns false.
    template <class Visit>
    void visit_from(Timestamp from, Visit visit) const;

    MarketZone zone_ = MarketZone::utc;
    std::vector<Session> sessions_;
};

}  // namespace trireme::marketdata
