#include "marketdata/lp_stream.hpp"

#include "base/integer.hpp"
#include "model/bounds.hpp"

namespace trireme::marketdata {
namespace {

bool is_size(Lots lots) { return lots >= Lots() && lots <= volume_max; }

// Both are bid + ask of prices, so that no product is beyond 1e36.
bool are_far_apart(std::int64_t sum, std::int64_t reference, Ratio spike_max) {
    const Int128 distance = Int128{sum} - reference;
    return (distance < 0 ? -distance : distance) * whole.value() > Int128{reference} * spike_max.value();
}

}  // namespace

void LpStream::refuse(QuoteRefusal reason) {
    ++counters_.refused[static_cast<std::size_t>(reason)];
    // Old news says nothing about the LP; anything else begins its good conduct anew.
    if (reason != QuoteRefusal::not_newer) {
        in_order_ = false;
    }
}

std::optional<QuoteRefusal> LpStream::take(const QuotedInstrument& terms, const LpQuote& quote, std::int64_t reference,
                                           bool is_depth) {
    auto fault = find_fault(terms, quote, is_depth);
    if (!fault && terms.spike_max > Ratio() && is_spike(terms, quote, reference)) {
        fault = QuoteRefusal::spike;
    }
    if (fault) [[unlikely]] {
        refuse(*fault);
        return fault;
    }
    if (!in_order_) {
        in_order_ = true;
        in_order_since_ = quote.received;
    }
    quote_ = quote;
    has_quote_ = true;
    last_id_ = quote.id;
    ++counters_.accepted;
    return std::nullopt;
}

std::optional<QuoteRefusal> LpStream::find_fault(const QuotedInstrument& terms, const LpQuote& quote,
                                                 bool is_depth) const {
    if (!is_price(quote.bid) || !is_price(quote.ask)) {
        return QuoteRefusal::no_price;
    }
    if (!is_size(quote.bid_size) || !is_size(quote.ask_size)) {
        return QuoteRefusal::bad_size;
    }
    if (quote.bid > quote.ask) {
        return QuoteRefusal::crossed;
    }
    if (quote.id < last_id_ || (quote.id == last_id_ && !is_depth)) {
        return QuoteRefusal::not_newer;
    }
    if (terms.delay_max > Duration() && quote.stated > Timestamp() &&
        quote.received > quote.stated.plus(terms.delay_max)) {
        return QuoteRefusal::late;
    }
    return std::nullopt;
}

bool LpStream::is_spike(const QuotedInstrument& terms, const LpQuote& quote, std::int64_t reference) {
    const std::int64_t sum = quote.bid.value() + quote.ask.value();
    const std::int64_t last = has_quote_ ? quote_.bid.value() + quote_.ask.value() : reference;
    if (last == 0 || !are_far_apart(sum, last, terms.spike_max)) {
        spikes_in_row_ = 0;
        return false;
    }
    const bool agrees = spikes_in_row_ > 0 && !are_far_apart(sum, spike_sum_, terms.spike_max);
    spike_sum_ = sum;
    // One that the LP stays at is no spike: the market has moved.
    if (agrees && spikes_in_row_ >= terms.spike_confirmations) {
        spikes_in_row_ = 0;
        ++counters_.spikes_believed;
        return false;
    }
    spikes_in_row_ = agrees ? static_cast<std::uint8_t>(spikes_in_row_ + 1) : std::uint8_t{1};
    return true;
}

}  // namespace trireme::marketdata
