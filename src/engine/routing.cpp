#include "engine/routing.hpp"

#include "base/decimal.hpp"
#include "base/integer.hpp"

#include <boost/container/static_vector.hpp>

#include <algorithm>
#include <bit>

namespace trireme::engine {
namespace {

constexpr std::uint64_t rules_in_word = 64;

Int128 amount_of(Ratio bound) {
    constexpr std::int64_t amount_per_ratio = power_of_ten(AmountTag::scale_digits - RatioTag::scale_digits);
    return Int128{bound.value()} * amount_per_ratio;
}

// Without its sign, in a width that holds it whatever it is.
Int128 size_of(Lots exposure) {
    const Int128 lots = exposure.value();
    return lots < 0 ? -lots : lots;
}

// What the rules say about one input, gathered.
template <class T>
class Ranges {
public:
    explicit Ranges(std::span<const RoutingRule> rules) : rules_(rules) {}

    // `state` narrows the range of a rule.
    template <class State>
    BitsByValue<T> bits(const State& state) const {
        std::vector<ContentWith<T>> ranges;
        for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
            ContentWith<T> range{.rule = rule};
            state(rules_[rule].when, range.low, range.high);
            ranges.push_back(range);
        }
        return bits_of(ranges);
    }
    BitsByValue<T> bits_of(std::span<const ContentWith<T>> ranges) const {
        return BitsByValue<T>((rules_.size() + rules_in_word - 1) / rules_in_word, ranges);
    }

private:
    std::span<const RoutingRule> rules_;
};

template <class Stated, class T, class ToValue>
void narrow_to(const std::optional<Stated>& stated, T& bound, const ToValue& to_value) {
    if (stated) {
        bound = to_value(*stated);
    }
}

// A range that goes over midnight is two.
BitsByValue<std::uint64_t> bits_by_minute(std::span<const RoutingRule> rules) {
    std::vector<ContentWith<std::uint64_t>> ranges;
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
        const RoutingConditions& when = rules[rule].when;
        ContentWith<std::uint64_t> range{.rule = rule};
        if (when.minute_from && when.minute_until && *when.minute_from > *when.minute_until) {
            ranges.push_back({.rule = rule, .low = *when.minute_from});
            range.high = *when.minute_until;
        } else {
            range.low = when.minute_from.value_or(0);
            range.high = when.minute_until ? *when.minute_until : range.high;
        }
        ranges.push_back(range);
    }
    return Ranges<std::uint64_t>(rules).bits_of(ranges);
}

bool is_available(std::span<const LpState> lps, LpId id) {
    const auto lp = std::ranges::lower_bound(lps, id, {}, &LpState::id);
    return lp != lps.end() && lp->id == id && lp->available;
}

}  // namespace

void RoutingTable::set_rules(std::uint32_t version, std::span<const RoutingRule> rules, std::span<const LpState> lps) {
    version_ = version;
    outcomes_.clear();
    for (const RoutingRule& rule : rules) {
        outcomes_.push_back({rule.id, rule.book, rule.hedge_share, rule.lp, rule.when.lp_available});
    }
    const auto value = [](auto any) { return any.value(); };
    const Ranges<std::uint64_t> words(rules);
    client_class_ = words.bits([](const RoutingConditions& when, std::uint64_t& low, std::uint64_t& high) {
        if (when.client_class) {
            low = high = static_cast<std::uint64_t>(*when.client_class);
        }
    });
    routing_class_ = words.bits([](const RoutingConditions& when, std::uint64_t& low, std::uint64_t& high) {
        if (when.routing_class) {
            low = high = *when.routing_class;
        }
    });
    instrument_ = words.bits([](const RoutingConditions& when, std::uint64_t& low, std::uint64_t& high) {
        if (when.instrument) {
            low = high = when.instrument->value();
        }
    });
    minute_ = bits_by_minute(rules);
    const Ranges<std::int64_t> numbers(rules);
    lots_ = numbers.bits([&](const RoutingConditions& when, std::int64_t& low, std::int64_t& high) {
        narrow_to(when.lots_min, low, value);
        narrow_to(when.lots_max, high, value);
    });
    volatility_ = numbers.bits([&](const RoutingConditions& when, std::int64_t& low, std::int64_t& high) {
        narrow_to(when.volatility_min, low, value);
        narrow_to(when.volatility_max, high, value);
    });
    const Ranges<Int128> wide_numbers(rules);
    notional_ = wide_numbers.bits([](const RoutingConditions& when, Int128& low, Int128& high) {
        narrow_to(when.notional_min, low, amount_of);
        narrow_to(when.notional_max, high, amount_of);
    });
    exposure_ = wide_numbers.bits([&](const RoutingConditions& when, Int128& low, Int128& high) {
        narrow_to(when.exposure_min, low, value);
        narrow_to(when.exposure_max, high, value);
    });
    set_lps(lps);
}

void RoutingTable::set_lps(std::span<const LpState> lps) {
    with_available_lp_.assign((outcomes_.size() + rules_in_word - 1) / rules_in_word, 0);
    for (std::size_t rule = 0; rule < outcomes_.size(); ++rule) {
        const bool holds = !outcomes_[rule].needs || is_available(lps, *outcomes_[rule].needs);
        with_available_lp_[rule / rules_in_word] |= std::uint64_t{holds} << rule % rules_in_word;
    }
}

template <class Take>
void RoutingTable::look_up(InstrumentId instrument, const RoutingInputs& inputs, Take&& take) const {
    const auto look_up_in = [&]<class T>(const BitsByValue<T>& bits, auto&& value) {
        if (bits.tells_apart()) {
            take(bits.row_of(value()));
        }
    };
    look_up_in(lots_, [&] { return inputs.lots.value(); });
    look_up_in(instrument_, [&] { return std::uint64_t{instrument.value()}; });
    look_up_in(client_class_, [&] { return static_cast<std::uint64_t>(inputs.client_class); });
    look_up_in(routing_class_, [&] { return std::uint64_t{inputs.routing_class}; });
    look_up_in(notional_, [&] { return inputs.notional.value(); });
    look_up_in(volatility_, [&] { return inputs.volatility.value(); });
    look_up_in(exposure_, [&] { return size_of(inputs.exposure); });
    look_up_in(minute_, [&] { return std::uint64_t{inputs.minute_of_day}; });
}

const RoutingTable::Outcome* RoutingTable::first_match(InstrumentId instrument, const RoutingInputs& inputs) const {
    const std::size_t words = with_available_lp_.size();
    if (words == 1) {  // as most sets of rules have: no list of rows is needed
        std::uint64_t bits = with_available_lp_[0];
        look_up(instrument, inputs, [&](const std::uint64_t* row) { bits &= *row; });
        return bits == 0 ? nullptr : &outcomes_[static_cast<std::size_t>(std::countr_zero(bits))];
    }
    boost::container::static_vector<const std::uint64_t*, 8> rows;
    look_up(instrument, inputs, [&](const std::uint64_t* row) { rows.push_back(row); });
    for (std::size_t word = 0; word < words; ++word) {
        std::uint64_t bits = with_available_lp_[word];
        for (const std::uint64_t* const row : rows) {
            bits &= row[word];
        }
        if (bits != 0) {
            return &outcomes_[word * rules_in_word + static_cast<std::size_t>(std::countr_zero(bits))];
        }
    }
    return nullptr;
}

RoutingDecision RoutingTable::decide(InstrumentId instrument, const RoutingInputs& inputs) const {
    RoutingDecision decision{.book = Book::b,
                             .rules_version = version_,
                             .rule = std::nullopt,
                             .hedge_share = {},
                             .lp = {},
                             .inputs = inputs};
    if (const Outcome* const match = first_match(instrument, inputs)) {
        decision.book = match->book;
        decision.rule = match->rule;
        decision.hedge_share = match->hedge_share;
        decision.lp = match->lp;
    }
    return decision;
}

}  // namespace trireme::engine
