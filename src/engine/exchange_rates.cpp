#include "engine/exchange_rates.hpp"

#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"

namespace trireme::engine {
namespace {

constexpr Currency over_which_others_meet("USD");

Amount by_price(Amount amount, Price price, bool multiply) {
    const auto quoted = static_cast<std::uint64_t>(price.value());
    return multiply ? scaled(amount, quoted, one) : scaled(amount, one, quoted);
}

Amount step_at_client_side(Amount amount, Currency from, const InstrumentRecord& pair, const Group& group) {
    const ClientQuote quote = client_quote(pair, group);
    const bool sells_base = pair.terms.base == from;
    const bool sells = (amount.value() >= 0) != planted_bug(PlantedBug::convert_at_other_side);
    return by_price(amount, sells_base == sells ? quote.bid : quote.ask, sells_base);
}

Amount step_at_mid(Amount amount, Currency from, const InstrumentRecord& pair) {
    const auto twice_mid = static_cast<std::uint64_t>(pair.bid.value()) + static_cast<std::uint64_t>(pair.ask.value());
    return pair.terms.base == from ? scaled(amount, twice_mid, 2 * one) : scaled(amount, 2 * one, twice_mid);
}

// Nothing is nothing in any currency.
std::optional<Amount> without_rate(Amount amount) { return amount == Amount() ? std::optional(amount) : std::nullopt; }

// The other currency of the pair.
Currency other(const InstrumentRecord& pair, Currency one_of_them) {
    const Instrument& terms = pair.terms;
    return terms.base == one_of_them ? terms.quote : terms.base;
}

}  // namespace

void ExchangeRates::add(InstrumentRecord& quoted) {
    const Instrument& terms = quoted.terms;
    const bool quotes_currencies = terms.type == InstrumentType::forex || terms.type == InstrumentType::crypto ||
                                   terms.type == InstrumentType::commodity;
    if (!quotes_currencies || terms.base == Currency()) {
        return;
    }
    direct_.resize(currency_table::row_count * currency_table::row_count);
    InstrumentRecord* const known = between(terms.base, terms.quote);
    if (known == nullptr || quoted.id < known->id) {
        direct_[place_of(terms.base, terms.quote)] = &quoted;
        direct_[place_of(terms.quote, terms.base)] = &quoted;
    }
}

ExchangeRates::Path ExchangeRates::path(Currency from, Currency to) const {
    if (from == to) {
        return {};
    }
    if (InstrumentRecord* const direct = between(from, to)) {
        return {direct};
    }
    InstrumentRecord* const first = between(from, over_which_others_meet);
    InstrumentRecord* const second = between(over_which_others_meet, to);
    return first != nullptr && second != nullptr ? Path{first, second} : Path{};
}

std::optional<Amount> ExchangeRates::converted_at_client_side(Amount amount, Currency from, Currency to,
                                                              const Group& group) const {
    const Path steps = path(from, to);
    if (steps.empty()) {
        return without_rate(amount);
    }
    Currency held = from;
    for (const InstrumentRecord* const pair : steps) {
        amount = step_at_client_side(amount, held, *pair, group);
        held = other(*pair, held);
    }
    return amount;
}

std::optional<Amount> ExchangeRates::converted_at_mid(Amount amount, Currency from, Currency to) const {
    const Path steps = path(from, to);
    if (steps.empty()) {
        return without_rate(amount);
    }
    Currency held = from;
    for (const InstrumentRecord* const pair : steps) {
        amount = step_at_mid(amount, held, *pair);
        held = other(*pair, held);
    }
    return amount;
}

}  // namespace trireme::engine
