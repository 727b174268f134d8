#pragma once

#include "base/result.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/oanda_listing.hpp"
#include "venues/oanda_messages.hpp"

#include <map>

namespace trireme::venues {

// OANDA's prices as quotes and depth. They have no numbers but times, which go up in each instrument.
class OandaPrices {
public:
    // A price stated so much later than it came is a lie, and would make true ones look old.
    static constexpr Duration ahead_max = Duration::seconds(60);

    explicit OandaPrices(LpSlot lp) : lp_(lp) {}

    // `out_of_range` for one that is older than the last of its instrument, or stated ahead of its
    // time; `not_found` for an instrument that is none of ours. Then nothing changes.
    [[nodiscard]] Result<void> take(const OandaPrice& price, const OandaListing& listing, Timestamp received,
                                    LpListener& listener);
    [[nodiscard]] std::uint64_t quotes() const { return quotes_; }

private:
    LpSlot lp_;
    std::map<InstrumentSlot, Timestamp> stated_;  // of the last price
    std::uint64_t quotes_ = 0;
};

}  // namespace trireme::venues
