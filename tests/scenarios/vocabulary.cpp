#include "scenarios/vocabulary.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace trireme::scenarios {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// Which argument a word stands for, counted from 1; 0 if it is an ordinary word.
std::size_t argument_of(const std::string& word) {
    const bool is_argument = word.size() == 2 && word[0] == '$';
    return is_argument ? static_cast<std::size_t>(word[1] - '0') : 0;
}

std::size_t largest_argument(const Phrase& phrase) {
    std::size_t largest = 0;
    for (const Term& term : phrase.terms) {
        largest = std::max(largest, argument_of(term.word));
        for (const Phrase& item : term.items) {
            largest = std::max(largest, largest_argument(item));
        }
    }
    return largest;
}

Sayings sayings_of(std::initializer_list<Entry> entries) {
    Sayings sayings;
    for (const auto& [word, meaning] : entries) {
        auto phrase = parse_phrase(meaning);
        TRIREME_ASSERT(phrase, "{}: {}", word, phrase.error().message);
        const std::size_t argument_count = largest_argument(*phrase);
        sayings.emplace(word, Saying{argument_count, *std::move(phrase)});
    }
    return sayings;
}

Phrase with_arguments(const Phrase& meaning, const std::vector<Term>& arguments) {
    Phrase filled;
    for (const Term& term : meaning.terms) {
        if (const std::size_t argument = argument_of(term.word); argument > 0) {
            filled.terms.push_back(arguments[argument - 1]);
            continue;
        }
        Term copy{term.word, {}, term.is_bracket};
        for (const Phrase& item : term.items) {
            copy.items.push_back(with_arguments(item, arguments));
        }
        filled.terms.push_back(std::move(copy));
    }
    return filled;
}

}  // namespace

const Sayings& command_sayings() {
    static const Sayings sayings = sayings_of({
        {"rules_version", "set_rules_version version $1"},
        {"timer", "timer_due"},
        {"instrument", "define_instrument id $1 symbol $1"},
        {"group", "define_group id $1 name $1"},
        {"calendar", "set_calendar rollovers $1"},
        {"routing", "set_routing_rules version $1 rules $2"},
        {"volatility", "set_market_condition instrument $1 volatility $2"},
        {"lp", "set_lp_status lp $1 available $2"},
        {"hedge", "set_hedge_policy instrument $1"},
        {"report", "report_lp_order lp $1 lp_order $2 kind $3"},
        {"fill", "report_lp_order lp $1 lp_order $2 kind filled execution $3 lots $4 price $5"},
        {"resolve", "resolve_lp_order lp_order $1"},
        {"kill", "set_kill_switch engaged yes"},
        {"release", "set_kill_switch engaged no"},
        {"quote", "quotes quotes [$1 $2 $3]"},
        {"quotes", "quotes quotes $1"},
        {"book", "book_update instrument $1"},
        {"account", "open_account account $1 currency $2 group $3 owner 1"},
        {"change_account", "change_account account $1"},
        {"buy", "place_order account $1 side buy lots $2 instrument $3"},
        {"sell", "place_order account $1 side sell lots $2 instrument $3"},
        {"oco", "place_oco account $1 first $2 second $3"},
        {"modify", "modify_order account $1 order $2"},
        {"cancel", "cancel_order account $1 order $2"},
        {"cancel_all", "cancel_orders account $1"},
        {"protect", "modify_position account $1 position $2"},
        {"close", "close_position account $1 position $2"},
        {"close_by", "close_by account $1 position $2 opposite $3"},
        {"reverse", "reverse_position account $1 position $2"},
        {"close_all", "close_positions account $1"},
        {"deposit", "deposit account $1 amount $2"},
        {"settle", "settle_deposit account $1 amount $2"},
        {"withdraw", "request_withdrawal account $1 amount $2"},
        {"approve", "decide_withdrawal account $1 withdrawal $2 approved yes"},
        {"refuse", "decide_withdrawal account $1 withdrawal $2 approved no"},
        {"credit", "grant_credit account $1 amount $2"},
        {"adjust", "adjust_balance account $1 amount $2"},
        {"dividend", "pay_dividend action $1 instrument $2 per_unit $3"},
        {"split", "split_instrument action $1 instrument $2 numerator $3 denominator $4"},
    });
    return sayings;
}

const Sayings& event_sayings() {
    static const Sayings sayings = sayings_of({
        {"reject", "rejected code $1"},
        {"repeated", "repeated client_order_id $1"},
        {"accepted", "order_accepted order $1"},
        {"triggered", "order_triggered order $1"},
        {"modified", "order_modified order $1"},
        {"trailed", "order_trailed order $1 stop_price $2"},
        {"reduced", "order_reduced order $1 leaves_lots $2"},
        {"cancelled", "order_cancelled order $1 reason $2"},
        {"expired", "order_expired order $1"},
        {"trade", "trade side $1 lots $2 instrument $3"},
        {"position", "position_changed position $1 change $2"},
        {"posted", "transaction_posted kind $1 postings $2"},
        {"margin_call", "margin_call_changed called yes"},
        {"margin_call_over", "margin_call_changed called no"},
        {"stop_out", "stop_out step $1"},
        {"lp_order", "lp_order_placed lp_order $1 lp $2 side $3 lots $4 instrument $5"},
        {"lp_answered", "lp_order_answered lp_order $1 status $2"},
        {"lp_ended", "lp_order_ended lp_order $1 status $2"},
        {"lp_trade", "lp_trade lp_order $1 side $2 lots $3 price $4"},
        {"lp_ignored", "lp_report_ignored lp_order $1 fault $2"},
    });
    return sayings;
}

const Sayings& field_sayings() {
    static const Sayings sayings = sayings_of({
        {"limit", "type limit price $1"},
        {"stop", "type stop stop_price $1"},
        {"stop_limit", "type stop_limit stop_price $1 price $2"},
        {"trail", "type trailing_stop trailing $1"},
        {"sl", "stop_loss $1"},
        {"tp", "take_profit $1"},
        {"gtc", "time_in_force gtc"},
        {"day", "time_in_force day"},
        {"ioc", "time_in_force ioc"},
        {"fok", "time_in_force fok"},
        {"gtd", "time_in_force gtd expires_at $1"},
        {"as", "client_order_id $1"},
        {"at", "price $1"},
    });
    return sayings;
}

const Saying* find_saying(const Sayings& sayings, std::string_view word) {
    const auto found = sayings.find(word);
    return found == sayings.end() ? nullptr : &found->second;
}

Result<void> expand(const Saying& saying, std::vector<Term>& rest) {
    if (rest.size() < saying.argument_count) {
        return fail(ErrorCode::invalid_input, "expected {} words behind it, got {}", saying.argument_count,
                    rest.size());
    }
    const auto first = rest.end() - static_cast<std::ptrdiff_t>(saying.argument_count);
    std::vector<Term> arguments(first, rest.end());
    std::ranges::reverse(arguments);
    rest.erase(first, rest.end());
    const Phrase meaning = with_arguments(saying.meaning, arguments);
    rest.insert(rest.end(), meaning.terms.rbegin(), meaning.terms.rend());
    return {};
}

}  // namespace trireme::scenarios
