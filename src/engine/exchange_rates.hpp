#pragma once

#include "base/inline_list.hpp"
#include "engine/records.hpp"
#include "model/amount.hpp"
#include "model/currency.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace trireme::engine {

// From one currency to another by the quotes of instruments (amounts.conversion).
class ExchangeRates {
public:
    // Takes in an instrument that has a quote, once it does, if that is the price of one currency in another.
    void add(InstrumentRecord& quoted);

    // At the side at which a client of the group would deal: an amount above zero is sold, one below must be bought.
    // Nothing if no quote leads there, unless the amount is 0, which is 0 in any currency.
    [[nodiscard]] std::optional<Amount> at_client_side(Amount amount, Currency from, Currency to,
                                                       const Group& group) const {
        return from == to ? std::optional(amount) : converted_at_client_side(amount, from, to, group);
    }
    [[nodiscard]] std::optional<Amount> at_mid(Amount amount, Currency from, Currency to) const {
        return from == to ? std::optional(amount) : converted_at_mid(amount, from, to);
    }

    // The instruments whose quotes lead from one to the other, in order; empty if none do or none are needed.
    using Path = InlineList<InstrumentRecord*, 2>;
    [[nodiscard]] Path path(Currency from, Currency to) const;
    // Whether quotes lead from one to the other. Once they do, they always do: no quote is ever taken back.
    [[nodiscard]] bool lead(Currency from, Currency to) const { return from == to || !path(from, to).empty(); }

private:
    [[nodiscard]] std::optional<Amount> converted_at_client_side(Amount amount, Currency from, Currency to,
                                                                 const Group& group) const;
    [[nodiscard]] std::optional<Amount> converted_at_mid(Amount amount, Currency from, Currency to) const;
    // The instrument of lowest id that has a quote and these two currencies, in either order; null if there is none.
    [[nodiscard]] InstrumentRecord* between(Currency a, Currency b) const {
        return direct_.empty() ? nullptr : direct_[place_of(a, b)];
    }
    [[nodiscard]] static std::size_t place_of(Currency a, Currency b) {
        return a.row() * currency_table::row_count + b.row();
    }

    // By the rows of both currencies, either first; empty before there is a pair.
    std::vector<InstrumentRecord*> direct_;
};

}  // namespace trireme::engine
