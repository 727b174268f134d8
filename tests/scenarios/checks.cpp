#include "scenarios/checks.hpp"

#include "base/in_quotes.hpp"
#include "codec/json.hpp"
#include "scenarios/matching.hpp"
#include "scenarios/sentence.hpp"
#include "scenarios/take_word.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <span>
#include <string_view>
#include <utility>

namespace trireme::scenarios {

// How an account stands, as `check account` names it.
struct AccountView {
    Money cash;
    Money credit;
    Money equity;
    Money used_margin;
    Money free_margin;
    std::optional<Ratio> level;
};
TRIREME_DESCRIBE(AccountView, (cash, credit, equity, used_margin, free_margin, level));

struct LiquidationView {
    std::optional<Price> margin_call;
    std::optional<Price> stop_out;
};
TRIREME_DESCRIBE(LiquidationView, (margin_call, stop_out));

namespace {

namespace json = boost::json;

template <class T>
Result<void> compare(const T& there, Terms pairs, const Names& names) {
    TRIREME_TRY_ASSIGN(const json::object said, read_pairs(shape_of<T>(), pairs, names));
    const json::value found = codec::to_json(there);
    if (const auto differs = difference(said, found)) {
        return fail(ErrorCode::conflict, "{}\n  there is  {}", *differs, in_words(found));
    }
    return {};
}

Result<void> check_account(Terms terms, const TestedEngine& tested, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto id, take<AccountId>(terms, names));
    const auto figures = tested.engine().figures(id);
    if (!figures) {
        return fail(ErrorCode::conflict, "there is no such account");
    }
    return compare(AccountView{figures->cash, figures->credit, figures->equity, figures->used_margin,
                               figures->free_margin, figures->level},
                   terms, names);
}

Result<void> check_liquidation(Terms terms, const TestedEngine& tested, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto account, take<AccountId>(terms, names));
    TRIREME_TRY_ASSIGN(const auto instrument, take<InstrumentId>(terms, names));
    const auto prices = tested.engine().liquidation_prices(account, instrument);
    if (!prices) {
        return fail(ErrorCode::conflict, "the account does not hold the instrument");
    }
    return compare(LiquidationView{prices->margin_call, prices->stop_out}, terms, names);
}

template <class Id, class T>
Result<void> check_one_of(const std::vector<T>& all, Terms terms, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto id, take<Id>(terms, names));
    const auto found = std::ranges::find(all, id, &T::id);
    if (found == all.end()) {
        return fail(ErrorCode::conflict, "it is not there");
    }
    return compare(*found, terms, names);
}

template <class Id, class T>
Result<void> check_none_of(const std::vector<T>& all, Terms terms, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto id, take<Id>(terms, names));
    const auto found = std::ranges::find(all, id, &T::id);
    if (found == all.end()) {
        return {};
    }
    return fail(ErrorCode::conflict, "it is there\n  there is  {}", in_words(codec::to_json(*found)));
}

Result<void> check_house(Terms terms, const TestedEngine& tested, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto kind, take<LedgerAccountKind>(terms, names));
    TRIREME_TRY_ASSIGN(const auto currency, take<Currency>(terms, names));
    if (terms.size() != 1) {
        return fail(ErrorCode::invalid_input, "expected an amount behind the currency");
    }
    // Of an account that LPs have, all of theirs together.
    TRIREME_TRY_ASSIGN(const Money expected, parse_money(terms.front().word, currency));
    Int128 there = 0;
    for (const engine::HouseBalance& balance : tested.engine().state().house) {
        if (balance.account == kind && balance.currency == currency) {
            there += balance.minor_units.value();
        }
    }
    if (there != expected.minor_units) {
        return fail(ErrorCode::conflict, "expected {}, got {}", format_amount(expected),
                    format_decimal128(there, currency.digits(), currency.digits()));
    }
    return {};
}

Result<void> check_hedge(Terms terms, const TestedEngine& tested, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto instrument, take<InstrumentId>(terms, names));
    TRIREME_TRY_ASSIGN(const auto lp, take<LpId>(terms, names));
    const engine::EngineState state = tested.engine().state();
    const auto found = std::ranges::find_if(state.hedges, [&](const engine::HedgeState& hedge) {
        return hedge.instrument == instrument && hedge.lp == lp;
    });
    const engine::HedgeState nothing{.instrument = instrument, .lp = lp};
    return compare(found == state.hedges.end() ? nothing : *found, terms, names);
}

Result<void> check_timers(Terms terms, std::size_t timer_count, const Names& names) {
    TRIREME_TRY_ASSIGN(const auto expected, take<std::uint64_t>(terms, names));
    if (expected != timer_count) {
        return fail(ErrorCode::conflict, "expected {}, got {}", expected, timer_count);
    }
    return {};
}

Result<void> check_absence(Terms terms, const TestedEngine& tested, const Names& names) {
    const std::string what = terms.empty() ? "" : terms.front().word;
    if (what == "order") {
        return check_none_of<OrderId>(tested.engine().state().orders, terms.subspan(1), names);
    }
    if (what == "lp_order") {
        return check_none_of<LpOrderId>(tested.engine().state().lp_orders, terms.subspan(1), names);
    }
    if (what == "position") {
        return check_none_of<PositionId>(tested.engine().state().positions, terms.subspan(1), names);
    }
    return fail(ErrorCode::invalid_input, "expected `order`, `lp_order` or `position` behind `no`, got {}",
                in_quotes(what));
}

}  // namespace

Result<void> check(const Phrase& phrase, const TestedEngine& tested, std::size_t timer_count, const Names& names) {
    const std::string& subject = phrase.terms.front().word;
    const Terms rest = Terms(phrase.terms).subspan(1);
    if (subject == "account") {
        return check_account(rest, tested, names);
    }
    if (subject == "liquidation") {
        return check_liquidation(rest, tested, names);
    }
    if (subject == "order") {
        return check_one_of<OrderId>(tested.engine().state().orders, rest, names);
    }
    if (subject == "position") {
        return check_one_of<PositionId>(tested.engine().state().positions, rest, names);
    }
    if (subject == "lp_order") {
        return check_one_of<LpOrderId>(tested.engine().state().lp_orders, rest, names);
    }
    if (subject == "hedge") {
        return check_hedge(rest, tested, names);
    }
    if (subject == "house") {
        return check_house(rest, tested, names);
    }
    if (subject == "timers") {
        return check_timers(rest, timer_count, names);
    }
    if (subject == "no") {
        return check_absence(rest, tested, names);
    }
    return fail(ErrorCode::invalid_input, "{} cannot be checked", in_quotes(subject));
}

}  // namespace trireme::scenarios
