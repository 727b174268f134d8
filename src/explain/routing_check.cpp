#include "explain/routing_check.hpp"

#include "base/decimal.hpp"
#include "base/integer.hpp"
#include "explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::explain {
namespace {

Amount amount_of(Ratio bound) {
    return Amount(Int128{bound.value()} * power_of_ten(AmountTag::scale_digits - RatioTag::scale_digits));
}

std::string minute_in_words(std::uint16_t minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

// Takes down the conditions that a rule states.
class Checker {
public:
    Checker(const RoutingInputs& inputs, InstrumentId instrument, const Situation& situation)
        : inputs_(inputs), instrument_(instrument), situation_(situation) {}

    RuleCheck check(const RoutingRule& rule) {
        conditions_.clear();
        const RoutingConditions& when = rule.when;
        if (when.client_class) {
            add("client_class", std::string(in_words(*when.client_class)), std::string(in_words(inputs_.client_class)),
                *when.client_class == inputs_.client_class);
        }
        if (when.routing_class) {
            add("routing_class", std::to_string(*when.routing_class), std::to_string(inputs_.routing_class),
                *when.routing_class == inputs_.routing_class);
        }
        if (when.instrument) {
            add("instrument", situation_.name_of(*when.instrument), situation_.name_of(instrument_),
                *when.instrument == instrument_);
        }
        check_range("lots", when.lots_min, when.lots_max, inputs_.lots);
        check_notional(when);
        check_range("volatility", when.volatility_min, when.volatility_max, inputs_.volatility);
        check_exposure(when);
        if (when.lp_available) {
            const bool is_available = situation_.is_available(*when.lp_available);
            add("lp_available", fmt::format("LP {}", when.lp_available->value()),
                is_available ? "available" : "not available", is_available);
        }
        check_minute(when);
        const bool holds = std::ranges::all_of(conditions_, &ConditionCheck::holds);
        return {.rule = rule.id, .book = rule.book, .holds = holds, .conditions = std::exchange(conditions_, {})};
    }

private:
    void add(std::string condition, std::string stated, std::string found, bool holds) {
        conditions_.push_back({std::move(condition), std::move(stated), std::move(found), holds});
    }

    // The lower and the upper bound are conditions of their own.
    template <class T>
    void check_range(const std::string& name, std::optional<T> least, std::optional<T> most, T found) {
        if (least) {
            add(name + "_min", format(*least), format(found), found >= *least);
        }
        if (most) {
            add(name + "_max", format(*most), format(found), found <= *most);
        }
    }

    void check_notional(const RoutingConditions& when) {
        const auto bound = [](std::optional<Ratio> stated) {
            return stated ? std::optional(amount_of(*stated)) : std::nullopt;
        };
        check_range("notional", bound(when.notional_min), bound(when.notional_max), inputs_.notional);
    }

    // Without its sign. No exposure is so large that it would lose anything by the change.
    void check_exposure(const RoutingConditions& when) {
        const std::int64_t exposure = inputs_.exposure.value();
        check_range("exposure", when.exposure_min, when.exposure_max,
                    Lots(exposure < 0 ? checked_negate(exposure).value_or(INT64_MAX) : exposure));
    }

    // Over midnight one of the two is enough.
    void check_minute(const RoutingConditions& when) {
        const std::uint16_t minute = inputs_.minute_of_day;
        const bool is_after = !when.minute_from || minute >= *when.minute_from;
        const bool is_before = !when.minute_until || minute <= *when.minute_until;
        const bool over_midnight = when.minute_from && when.minute_until && *when.minute_from > *when.minute_until;
        const bool is_within = is_after || is_before;
        if (when.minute_from) {
            add("minute_from", minute_in_words(*when.minute_from), minute_in_words(minute),
                over_midnight ? is_within : is_after);
        }
        if (when.minute_until) {
            add("minute_until", minute_in_words(*when.minute_until), minute_in_words(minute),
                over_midnight ? is_within : is_before);
        }
    }

    const RoutingInputs& inputs_;
    InstrumentId instrument_;
    const Situation& situation_;
    std::vector<ConditionCheck> conditions_;
};

}  // namespace

RoutingFacts explain_routing(const RoutingDecision& decision, InstrumentId instrument, const Situation& situation) {
    RoutingFacts facts{.book = decision.book,
                       .rules_version = decision.rules_version,
                       .matched = decision.rule,
                       .hedge_share = decision.hedge_share,
                       .lp = decision.lp,
                       .inputs = decision.inputs};
    const std::vector<RoutingRule>* const rules = situation.routing_rules(decision.rules_version);
    if (rules == nullptr) {
        return facts;
    }
    facts.rules_known = true;
    Checker checker(decision.inputs, instrument, situation);
    std::optional<RoutingRuleId> first_that_holds;
    for (const RoutingRule& rule : *rules) {
        facts.rules.push_back(checker.check(rule));
        if (facts.rules.back().holds && !first_that_holds) {
            first_that_holds = rule.id;
        }
        if (rule.id == decision.rule) {
            break;
        }
    }
    facts.agrees = first_that_holds == decision.rule;
    return facts;
}

std::string in_words(const RoutingFacts& routing) {
    if (routing.matched) {
        return fmt::format("routing rule {} of version {} sent it to book {}", routing.matched->value(),
                           routing.rules_version, in_words(routing.book));
    }
    if (routing.rules_version == 0) {
        return fmt::format("it went to book {}, as all do where no routing rules were set", in_words(routing.book));
    }
    return fmt::format("no routing rule of version {} matched, so that it went to book {}", routing.rules_version,
                       in_words(routing.book));
}

}  // namespace trireme::explain
