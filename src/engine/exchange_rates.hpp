#pragma once

#include "base/inline_list.hpp"
#include "engine/records.hpp"
#include "model/amount.hpp"
#include "model/currency.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace trireme::engine {

// From one currency to another by the quotes of instruments (amounts.conversion).
class ExchangeRates {
public:
    // Takes in an instrument whose quote is the price of one currency in another; others are no rate of exchange.
    void add(InstrumentRecord& instrument);

    // At the side at which a client of the group would deal: an amount above zero is sold, one below must be bought.
    // Nothing if no quote leads there, unless the amount is 0, which is 0 in any currency.
    [[nodiscard]] std::optional<Amount> at_client_side(Amount amount, Currency from, Currency to,
                                                       const Group& group) const;
    [[nodiscard]] std::optional<Amount> at_mid(Amount amount, Currency from, Currency to) const;

    // The instruments whose quotes lead from one to the other, in order; empty if none do or none are needed.
    using Path = InlineList<InstrumentRecord*, 2>;
    [[nodiscard]] Path path(Currency from, Currency to) const;

    // Whether quotes lead from one to the other. Once they do, they always do: no quote is ever taken back.
    [[nodiscard]] bool lead(Currency from, Currency to) const { return from == to || !path(from, to).empty(); }

private:
    using Pair = std::pair<Currency, Currency>;

    // The instrument of lowest id that has a quote and these two currencies, in either order.
    [[nodiscard]] InstrumentRecord* between(Currency a, Currency b) const;

    std::map<Pair, std::vector<InstrumentRecord*>> pairs_;  // the currencies and the instruments ascending
};

}  // namespace trireme::engine
