#include "engine/desk.hpp"

#include "engine/admission.hpp"
#include "engine/definitions.hpp"
#include "engine/hedging.hpp"
#include "engine/margin_watch.hpp"
#include "engine/rejection.hpp"
#include "engine/work.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

constexpr std::uint32_t latest_rules_version = 1;

void touch_holders(Books& books, InstrumentRecord& instrument) {
    for (Holding& holding : instrument.holdings) {
        if (!holding.sums.empty()) {
            touch_anew(books, *holding.account);
        }
    }
}

const Instrument* with_symbol(const Books& books, const Symbol& symbol) {
    const auto found =
        std::ranges::find_if(books.instruments, [&](const auto& known) { return known.second.terms.symbol == symbol; });
    return found == books.instruments.end() ? nullptr : &found->second.terms;
}

// The switch that the request is about.
bool& switch_of(Books& books, const SetKillSwitch& request) {
    if (request.instrument) {
        return books.find(*request.instrument)->halted;
    }
    return request.account ? books.find(*request.account)->halted : books.is_halted;
}

}  // namespace

std::optional<Rejection> set_rules_version(Books& books, const SetRulesVersion& request) {
    const std::uint32_t in_force = books.rules_version;
    if (request.version > latest_rules_version) {
        return Rejection{RejectCode::unknown_rules_version, {.limit_count = latest_rules_version}};
    }
    if (request.version <= in_force) {
        return Rejection{RejectCode::rules_version_goes_back, {.limit_count = in_force}};
    }
    books.rules_version = request.version;
    books.emit(RulesVersionChanged{.from = in_force, .to = request.version});
    return std::nullopt;
}

std::optional<Rejection> define_instrument(Books& books, const DefineInstrument& request) {
    const Instrument& defined = request.instrument;
    if (auto rejection = check_instrument(defined, with_symbol(books, defined.symbol))) {
        return rejection;
    }
    InstrumentRecord* const known = books.find(defined.id);
    if (known == nullptr) {
        books.add_instrument({.terms = defined});
        books.emit(InstrumentDefined{defined});
        return std::nullopt;
    }
    if (auto rejection = check_redefinition(known->terms, defined)) {
        return rejection;
    }
    known->terms = defined;
    books.emit(InstrumentDefined{defined});
    touch_holders(books, *known);
    return std::nullopt;
}

std::optional<Rejection> set_calendar(Books& books, const SetCalendar& request) {
    if (auto rejection = check_calendar(request)) {
        return rejection;
    }
    books.rollovers = request.rollovers;
    std::erase_if(books.rollovers, [&](const Rollover& rollover) { return rollover.at <= books.now; });
    books.emit(CalendarSet{books.rollovers});
    return std::nullopt;
}

std::optional<Rejection> set_routing_rules(Books& books, const SetRoutingRules& request) {
    if (auto rejection = check_routing_rules(books.routing_version, request)) {
        return rejection;
    }
    books.routing_version = request.version;
    books.routing_rules = request.rules;
    books.routing.set_rules(books.routing_version, books.routing_rules, books.lps);
    books.emit(RoutingRulesSet{.version = request.version, .rules = request.rules});
    return std::nullopt;
}

std::optional<Rejection> set_market_condition(Books& books, const SetMarketCondition& request) {
    const auto instrument = known_instrument(books, request.instrument);
    if (!instrument) {
        return instrument.error();
    }
    if (request.volatility < Ratio()) {
        return invalid_field(FieldName("volatility"));
    }
    (*instrument)->volatility = request.volatility;
    books.emit(MarketConditionSet{.instrument = request.instrument, .volatility = request.volatility});
    return std::nullopt;
}

std::optional<Rejection> set_lp_status(Books& books, const SetLpStatus& request) {
    if (request.lp == LpId()) {
        return invalid_field(FieldName("lp"));
    }
    if (request.answer_within && *request.answer_within <= Duration()) {
        return invalid_field(FieldName("answer_within"));
    }
    if (request.retry_after && *request.retry_after < Duration()) {
        return invalid_field(FieldName("retry_after"));
    }
    auto place = std::ranges::lower_bound(books.lps, request.lp, {}, &LpState::id);
    if (place == books.lps.end() || place->id != request.lp) {
        place = books.lps.insert(place, {.id = request.lp});
    }
    place->available = request.available;
    place->terms.answer_within = request.answer_within.value_or(place->terms.answer_within);
    place->terms.retry_after = request.retry_after.value_or(place->terms.retry_after);
    books.routing.set_lps(books.lps);
    books.emit(LpStatusSet{.lp = request.lp, .available = request.available, .terms = place->terms});
    if (request.available) {
        wake_waiting(books, request.lp);
    }
    return std::nullopt;
}

std::optional<Rejection> set_kill_switch(Books& books, const SetKillSwitch& request) {
    if (request.instrument && request.account) {
        return unexpected_field(FieldName("account"));
    }
    if (request.instrument && books.find(*request.instrument) == nullptr) {
        return Rejection{RejectCode::unknown_instrument, {.instrument = request.instrument}};
    }
    if (request.account && books.find(*request.account) == nullptr) {
        return Rejection{RejectCode::unknown_account, {.account = request.account}};
    }
    if (!request.engaged && request.by == UserId()) {
        return Rejection{RejectCode::unnamed_person, {}};
    }
    bool& is_engaged = switch_of(books, request);
    if (is_engaged == request.engaged) {
        return Rejection{RejectCode::nothing_changed, {}};
    }
    is_engaged = request.engaged;
    books.emit(KillSwitchSet{
        .instrument = request.instrument, .halted = request.account, .engaged = request.engaged, .by = request.by});
    if (request.engaged) {
        begin_work(books, {.kind = WorkKind::kill_switch, .since = books.now, .kill_switch = request});
    }
    return std::nullopt;
}

}  // namespace trireme::engine
