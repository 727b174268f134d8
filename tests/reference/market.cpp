#include "reference/market.hpp"

#include "base/integer.hpp"

#include <algorithm>
#include <limits>

namespace trireme::reference {
namespace {

constexpr std::int64_t ns_per_minute = 60'000'000'000;
constexpr std::int64_t ns_per_day = 24 * 60 * ns_per_minute;
constexpr std::int64_t ns_per_week = 7 * ns_per_day;
// 1970 began on a Thursday, three days after a Monday.
constexpr std::int64_t ns_from_monday_to_1970 = 3 * ns_per_day;

Int128 floor_to(Int128 value, Int128 unit) {
    const Int128 rest = ((value % unit) + unit) % unit;
    return value - rest;
}

// When the week that holds `time` began. Beyond 64 bits at the ends of time, so 128 are used.
Int128 week_start(Timestamp time) {
    return floor_to(Int128{time.nanoseconds_since_1970()} + ns_from_monday_to_1970, ns_per_week) -
           ns_from_monday_to_1970;
}

Timestamp within_range(Int128 time) {
    const Int128 latest = std::numeric_limits<std::int64_t>::max();
    return Timestamp(static_cast<std::int64_t>(std::min(time, latest)));
}

bool is_within_limit(Side side, Price price, std::optional<Price> limit) {
    return !limit || (side == Side::buy ? price <= *limit : price >= *limit);
}

bool is_in_session(const Instrument& terms, Timestamp time) {
    const Int128 minute = (time.nanoseconds_since_1970() - week_start(time)) / ns_per_minute;
    return terms.sessions.empty() || std::ranges::any_of(terms.sessions, [&](const SessionInterval& session) {
               return session.open <= minute && minute < session.close;
           });
}

// The next end of a session that no other one joins, if there is one in the week that repeats.
std::optional<Timestamp> next_closing(const World& world, const Instrument& terms) {
    std::set<Timestamp> ends;
    for (const SessionInterval& session : terms.sessions) {
        for (int week = 0; week < 2; ++week) {
            ends.insert(
                within_range(week_start(world.now) + week * Int128{ns_per_week} + session.close * ns_per_minute));
        }
    }
    for (const Timestamp end : ends) {
        if (end > world.now && !is_in_session(terms, end)) {
            return end;
        }
    }
    return std::nullopt;
}

// The next known rollover, else the end of the UTC day.
Timestamp trading_day_end(const World& world) {
    return world.rollovers.empty() ? within_range(floor_to(world.now.nanoseconds_since_1970(), ns_per_day) + ns_per_day)
                                   : world.rollovers.front().at;
}

}  // namespace

Price point_of(const Instrument& terms) {
    std::int64_t point = 1;
    for (int digit = terms.digits; digit < PriceTag::scale_digits; ++digit) {
        point *= 10;
    }
    return Price(point);
}

Price markup_of(const Instrument& terms, const Group& group) {
    return Price(point_of(terms).value() * std::int64_t{group.markup_points});
}

Price after_markup(Price price, Side taken_by, Price markup) {
    return taken_by == Side::buy ? Price(price.value() + markup.value())
                                 : Price(std::max<std::int64_t>(price.value() - markup.value(), 1));
}

ClientQuote client_quote(const InstrumentState& instrument, const Group& group) {
    const Price markup = markup_of(instrument.terms, group);
    return {after_markup(instrument.bid, Side::sell, markup), after_markup(instrument.ask, Side::buy, markup)};
}

bool is_open(const Instrument& terms, Timestamp time) {
    const bool is_holiday = std::ranges::any_of(
        terms.holidays, [&](const Holiday& holiday) { return holiday.from <= time && time < holiday.until; });
    return !is_holiday && is_in_session(terms, time);
}

bool is_fresh(const InstrumentState& instrument, Timestamp now) {
    if (!has_quote(instrument)) {
        return false;
    }
    if (!instrument.terms.quote_age_max) {
        return true;
    }
    const Int128 age = Int128{now.nanoseconds_since_1970()} - instrument.quoted_at.nanoseconds_since_1970();
    return age <= instrument.terms.quote_age_max->nanoseconds();
}

Timestamp day_end(const World& world, const Instrument& terms) {
    Timestamp end = trading_day_end(world);
    if (const auto closing = next_closing(world, terms)) {
        end = *closing;
    }
    for (const Holiday& holiday : terms.holidays) {
        if (holiday.from > world.now) {
            end = std::min(end, holiday.from);
        }
    }
    return end;
}

const BookSide& levels_for(const InstrumentState& instrument, Side side) {
    return side == Side::buy ? instrument.asks : instrument.bids;
}

bool has_liquidity(const InstrumentState& instrument, Side side) {
    return instrument.terms.fill_mode != FillMode::depth || !levels_for(instrument, side).empty();
}

std::vector<Fill> take(InstrumentState& instrument, const Group& group, Side side, Lots lots,
                       std::optional<Price> limit) {
    std::vector<Fill> fills;
    if (instrument.terms.fill_mode != FillMode::depth) {
        const Price price = client_quote(instrument, group).entry(side);
        if (is_within_limit(side, price, limit)) {
            fills.push_back({price, lots});
        }
        return fills;
    }
    const Price markup = markup_of(instrument.terms, group);
    BookSide left;
    for (const BookLevel& level : levels_for(instrument, side)) {
        const Price price = after_markup(level.price, side, markup);
        const Lots taken = is_within_limit(side, price, limit) ? std::min(level.lots, lots) : Lots();
        if (taken > Lots()) {
            fills.push_back({price, taken});
            lots = Lots(lots.value() - taken.value());
        }
        if (taken < level.lots) {
            left.push_back({level.price, Lots(level.lots.value() - taken.value())});
        }
    }
    (side == Side::buy ? instrument.asks : instrument.bids) = left;
    return fills;
}

Lots sum_of(const std::vector<Fill>& fills) {
    std::int64_t sum = 0;
    for (const Fill& fill : fills) {
        sum += fill.lots.value();
    }
    return Lots(sum);
}

}  // namespace trireme::reference
