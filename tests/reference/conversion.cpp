#include "reference/conversion.hpp"

#include "reference/market.hpp"

namespace trireme::reference {
namespace {

constexpr Currency usd("USD");

std::optional<InstrumentId> pair_between(const World& world, Currency a, Currency b) {
    for (const auto& [id, instrument] : world.instruments) {
        const Instrument& terms = instrument.terms;
        const bool is_pair = terms.type == InstrumentType::forex || terms.type == InstrumentType::crypto ||
                             terms.type == InstrumentType::commodity;
        const bool joins_them = (terms.base == a && terms.quote == b) || (terms.base == b && terms.quote == a);
        if (is_pair && joins_them && has_quote(instrument)) {
            return id;
        }
    }
    return std::nullopt;
}

// Takes an amount along the path; `step` converts it by one pair, out of the currency `from`.
template <class Step>
std::optional<Integer> along_path(const World& world, Integer amount, Currency from, Currency to, const Step& step) {
    if (amount == 0) {
        return amount;
    }
    const auto path = conversion_path(world, from, to);
    if (!path) {
        return std::nullopt;
    }
    for (const InstrumentId id : *path) {
        const InstrumentState& pair = world.instruments.at(id);
        const bool from_base = pair.terms.base == from;
        amount = step(pair, amount, from_base);
        from = from_base ? pair.terms.quote : pair.terms.base;
    }
    return amount;
}

}  // namespace

std::optional<std::vector<InstrumentId>> conversion_path(const World& world, Currency from, Currency to) {
    if (from == to) {
        return std::vector<InstrumentId>();
    }
    if (const auto direct = pair_between(world, from, to)) {
        return std::vector{*direct};
    }
    const auto first = pair_between(world, from, usd);
    const auto second = pair_between(world, usd, to);
    if (!first || !second) {
        return std::nullopt;
    }
    return std::vector{*first, *second};
}

std::optional<Integer> convert_for_client(const World& world, const Group& group, const Integer& amount, Currency from,
                                          Currency to) {
    return along_path(world, amount, from, to, [&](const InstrumentState& pair, const Integer& value, bool from_base) {
        const ClientQuote quote = client_quote(pair, group);
        const bool is_sold = value > 0;
        if (from_base) {
            return carried(value, (is_sold ? quote.bid : quote.ask).value(), one);
        }
        return carried(value, one, (is_sold ? quote.ask : quote.bid).value());
    });
}

std::optional<Integer> convert_loss(const World& world, const Group& group, const Integer& loss, Currency from,
                                    Currency to) {
    const auto converted = convert_for_client(world, group, -loss, from, to);
    return converted ? std::optional<Integer>(-*converted) : std::nullopt;
}

std::optional<Integer> convert_at_mid(const World& world, const Integer& amount, Currency from, Currency to) {
    return along_path(world, amount, from, to, [](const InstrumentState& pair, const Integer& value, bool from_base) {
        const Integer twice_mid = Integer(pair.bid.value()) + pair.ask.value();
        return from_base ? carried(value, twice_mid, 2 * one) : carried(value, 2 * one, twice_mid);
    });
}

}  // namespace trireme::reference
