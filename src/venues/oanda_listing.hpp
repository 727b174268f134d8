#pragma once

#include "base/result.hpp"
#include "ports/lp_quote.hpp"
#include "venues/oanda_messages.hpp"

#include <map>
#include <span>

namespace trireme::venues {

// An instrument of OANDA's that the house quotes.
struct OandaQuoted {
    Symbol name{};  // OANDA's: "EUR_USD"
    InstrumentSlot slot{};
    Ratio contract_size{100'000'000};  // units in a lot
};

// The instruments that are quoted, and how the account may trade them.
class OandaListing {
public:
    struct Entry {
        OandaQuoted quoted{};
        OandaInstrument traded{};  // without a name until the account told
    };

    // `invalid_input` for none, for names, slots or sizes that cannot be, or that come twice.
    [[nodiscard]] static Result<OandaListing> create(std::span<const OandaQuoted> quoted);

    // What the account may trade. `not_found` if one of ours is not among it; `conflict` if the least step of units is
    // no whole count of 1e-8 lots, so that fills could not be told exactly. Then nothing has changed.
    [[nodiscard]] Result<void> learn(const OandaInstruments& told);
    [[nodiscard]] bool is_known() const { return is_known_; }

    // Nothing for what is none of ours.
    [[nodiscard]] const Entry* find(const Symbol& name) const;
    [[nodiscard]] const Entry* find(InstrumentSlot slot) const;
    // Separated by commas, as a stream's request wants them.
    [[nodiscard]] std::string names() const;

private:
    std::map<Symbol, Entry> entries_;
    std::map<InstrumentSlot, Symbol> names_;
    bool is_known_ = false;
};

// Units of either sign as lots. Exact of whatever OANDA deals in, because `learn` saw to it.
[[nodiscard]] Lots lots_in(Units units, const OandaListing::Entry& instrument);

}  // namespace trireme::venues
