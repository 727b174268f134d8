#include "venues/oanda_listing.hpp"

#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::venues {

Result<OandaListing> OandaListing::create(std::span<const OandaQuoted> quoted) {
    if (quoted.empty()) {
        return fail(ErrorCode::invalid_input, "no instruments");
    }
    OandaListing listing;
    for (const OandaQuoted& instrument : quoted) {
        // The name becomes part of a request's target.
        const auto is_plain = [](char letter) {
            return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_';
        };
        if (instrument.name.empty() || !std::ranges::all_of(instrument.name.view(), is_plain) ||
            instrument.contract_size <= Ratio() || instrument.contract_size > contract_size_max) {
            return fail(ErrorCode::invalid_input, "{}: no name as OANDA's, or a contract size of {}",
                        instrument.name.view(), format(instrument.contract_size));
        }
        const bool is_new = listing.entries_.try_emplace(instrument.name, Entry{instrument, {}}).second &&
                            listing.names_.try_emplace(instrument.slot, instrument.name).second;
        if (!is_new) {
            return fail(ErrorCode::invalid_input, "{}: its name or slot comes twice", instrument.name.view());
        }
    }
    return listing;
}

Result<void> OandaListing::learn(const OandaInstruments& told) {
    std::map<Symbol, Entry> learned = entries_;
    for (auto& [name, entry] : learned) {
        const auto found = std::ranges::find(told.instruments, name, &OandaInstrument::name);
        if (found == told.instruments.end()) {
            return fail(ErrorCode::not_found, "the account does not trade {}", name.view());
        }
        const Units step(power_of_ten(scale_digits_of<Units> - found->units_digits));
        if (!exact_lots_of(step, entry.quoted.contract_size)) {
            return fail(ErrorCode::conflict, "{}: {} units cannot be told in lots of {}", name.view(), format(step),
                        format(entry.quoted.contract_size));
        }
        entry.traded = *found;
    }
    entries_ = std::move(learned);
    is_known_ = true;
    return {};
}

const OandaListing::Entry* OandaListing::find(const Symbol& name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
}

const OandaListing::Entry* OandaListing::find(InstrumentSlot slot) const {
    const auto found = names_.find(slot);
    return found == names_.end() ? nullptr : find(found->second);
}

std::string OandaListing::names() const {
    std::string text;
    for (const auto& [name, entry] : entries_) {
        text += text.empty() ? "" : ",";
        text += name.view();
    }
    return text;
}

Lots lots_in(Units units, const OandaListing::Entry& instrument) {
    return lots_of(Units(units.value() < 0 ? -units.value() : units.value()), instrument.quoted.contract_size);
}

}  // namespace trireme::venues
