#pragma once

#include "model/commands.hpp"
#include "reference/draws.hpp"

#include <cstddef>
#include <vector>

namespace trireme::reference {

// A small made-up market: instruments of every type whose terms are drawn, and prices that wander, gap and now and then
// are none.
class RandomMarket {
public:
    explicit RandomMarket(Random& random);

    [[nodiscard]] std::size_t size() const { return goods_.size(); }
    // The first so many have prices from the beginning; the others go without until chance gives them one.
    [[nodiscard]] std::size_t priced() const { return goods_.size() - unpriced; }
    [[nodiscard]] InstrumentId id(std::size_t index) const;
    // Its terms, the changeable ones drawn anew.
    [[nodiscard]] Instrument terms(std::size_t index);
    [[nodiscard]] Group group(GroupId id);

    [[nodiscard]] Quote next_quote(std::size_t index);
    [[nodiscard]] BookUpdate next_book(std::size_t index);
    // Prices go on where a split puts them.
    void split(std::size_t index, std::uint32_t numerator, std::uint32_t denominator);

private:
    static constexpr std::size_t unpriced = 2;

    // What is traded: the terms that never change, and where its price is.
    struct Good {
        Instrument terms;
        std::int64_t mid = 0;
        std::int64_t spread = 0;
    };

    void add(Instrument terms, std::int64_t mid, std::int64_t spread);
    void move(Good& good);
    [[nodiscard]] std::vector<SessionInterval> sessions();
    [[nodiscard]] Commission commission();
    [[nodiscard]] Swap swap();
    [[nodiscard]] Limits limits();
    void allow_any_volume(Instrument& terms);

    Random& random_;
    std::vector<Good> goods_;
};

}  // namespace trireme::reference
