#include "marketdata/liquidity_terms.hpp"

#include "model/bounds.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace trireme::marketdata {
namespace {

constexpr std::size_t remembered_max = std::size_t{1} << 24;

Result<void> check_lps(const LiquidityTerms& terms) {
    if (terms.lps.empty() || terms.lps.size() > lps_max) {
        return fail(ErrorCode::invalid_input, "{} LPs: from 1 to {} are possible", terms.lps.size(), lps_max);
    }
    if (std::set(terms.lps.begin(), terms.lps.end()).size() != terms.lps.size()) {
        return fail(ErrorCode::invalid_input, "an LP is named twice");
    }
    return {};
}

Result<void> check_quoted(const QuotedInstrument& instrument, std::size_t lps) {
    if (instrument.lps.empty()) {
        return fail(ErrorCode::invalid_input, "instrument {} has no LP", instrument.id.value());
    }
    const std::set<LpSlot> own(instrument.lps.begin(), instrument.lps.end());
    if (own.size() != instrument.lps.size() || own.rbegin()->value() >= lps) {
        return fail(ErrorCode::invalid_input, "instrument {} names an LP twice, or one that is not there",
                    instrument.id.value());
    }
    if (instrument.stale_after <= Duration() || instrument.return_after < Duration() ||
        instrument.delay_max < Duration()) {
        return fail(ErrorCode::invalid_input, "instrument {}: a span is negative, or quotes would be stale at once",
                    instrument.id.value());
    }
    if (instrument.spike_max < Ratio() || instrument.spike_confirmations == 0) {
        return fail(ErrorCode::invalid_input, "instrument {}: a negative spike limit, or no quote to confirm one",
                    instrument.id.value());
    }
    return {};
}

Result<void> check_cross(const CrossedInstrument& cross, std::size_t quoted) {
    if (cross.first.value() >= quoted || cross.second.value() >= quoted || cross.first == cross.second) {
        return fail(ErrorCode::invalid_input, "cross {} is not made of two quoted instruments", cross.id.value());
    }
    if (!is_price(cross.tick)) {
        return fail(ErrorCode::invalid_input, "cross {}: {} is no tick size", cross.id.value(), format(cross.tick));
    }
    for (const Ratio size : {cross.contract_size, cross.first_contract_size, cross.second_contract_size}) {
        if (size <= Ratio() || size > contract_size_max) {
            return fail(ErrorCode::invalid_input, "cross {}: {} is no contract size", cross.id.value(), format(size));
        }
    }
    return {};
}

}  // namespace

Result<void> check(const LiquidityTerms& terms) {
    TRIREME_TRY(check_lps(terms));
    std::set<InstrumentId> ids;
    for (const QuotedInstrument& instrument : terms.quoted) {
        TRIREME_TRY(check_quoted(instrument, terms.lps.size()));
        ids.insert(instrument.id);
    }
    for (const CrossedInstrument& cross : terms.crosses) {
        TRIREME_TRY(check_cross(cross, terms.quoted.size()));
        ids.insert(cross.id);
    }
    const std::size_t instruments = terms.quoted.size() + terms.crosses.size();
    if (ids.size() != instruments) {
        return fail(ErrorCode::invalid_input, "an instrument is named twice");
    }
    if (instruments > quoted_instruments_max) {
        return fail(ErrorCode::invalid_input, "{} instruments: at most {} are possible", instruments,
                    quoted_instruments_max);
    }
    if (!std::has_single_bit(terms.quotes_remembered) || terms.quotes_remembered > remembered_max) {
        return fail(ErrorCode::invalid_input, "{} quotes to remember: a power of two up to {} is possible",
                    terms.quotes_remembered, remembered_max);
    }
    return {};
}

}  // namespace trireme::marketdata
