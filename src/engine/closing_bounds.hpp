#pragma once

#include "engine/books.hpp"
#include "engine/closing_tree.hpp"

#include <optional>

// How an account can stand after one of several positions is closed whole, whichever it is: the argument that lets a
// stop-out judge many positions at once (docs/adr/0028-steps-of-a-stop-out.md).
namespace trireme::engine {

// Whether no profit or commission that is posted would be cut to what the balance can hold.
[[nodiscard]] bool leaves_room(Money balance);

// An account's equity and used margin, unrounded.
struct AccountSums {
    Amount equity;
    Amount margin;
    bool are_small = false;  // so that nothing they are added up from reaches the bounds of amounts
};
[[nodiscard]] AccountSums sums_of(const Books& books, const AccountRecord& account);

// Money of minor units.
struct StandingRange {
    Range<std::int64_t> equity;
    Range<std::int64_t> used_margin;
};

// Asked of positions on one side of a holding.
class ClosingBounds {
public:
    ClosingBounds(const Books& books, const AccountSums& account, const Holding& holding, Side side);

    // Nothing where the argument does not hold: amounts near their bounds, or no rate.
    [[nodiscard]] std::optional<StandingRange> after_closing_one_of(const ClosingSummary& positions) const;

private:
    [[nodiscard]] bool holds() const;
    [[nodiscard]] Amount margin_without(Lots lots, PriceLots cost) const;
    [[nodiscard]] Amount margin_with(const HoldingSums& sums) const;
    [[nodiscard]] Range<Amount> margin_after(const ClosingSummary& positions) const;
    [[nodiscard]] std::optional<Range<Amount>> lost_in_conversion(Range<Amount> gains) const;
    [[nodiscard]] std::optional<Amount> lost_in_conversion(Amount gain) const;
    [[nodiscard]] std::optional<Amount> converted(Amount amount) const;

    const Books& books_;
    const AccountSums& account_;
    const Holding& holding_;
    bool is_long_;
    bool holds_;
    Amount gain_{};    // of the holding, in the currency of the instrument
    Amount margin_{};  // of the holding
};

}  // namespace trireme::engine
