#pragma once

#include "marketdata/aggregated_quote.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trireme::marketdata {

// Quotes on their way to a consumer that may be busy: of each instrument the latest waits, and no other. Instruments
// are taken in the order in which they began to wait, so that none starves, and the quotes of each in their order.
// Holds at most one quote an instrument, and allocates nothing once it is made.
class ConflatedQuotes {
public:
    explicit ConflatedQuotes(std::size_t instruments)
        : latest_(instruments), waits_(instruments), queue_(instruments), replaced_(instruments) {}

    void put(const AggregatedQuote& quote) {
        const std::size_t slot = quote.instrument.value();
        latest_[slot] = quote;
        if (waits_[slot] != 0) {
            ++replaced_[slot];
            return;
        }
        waits_[slot] = 1;
        queue_[(head_ + size_) % queue_.size()] = quote.instrument;
        ++size_;
    }

    // As many as wait and `into` has room for, from its begin; how many.
    std::size_t take(std::span<AggregatedQuote> into) {
        std::size_t count = 0;
        for (; count < into.size() && size_ > 0; ++count) {
            const std::size_t slot = queue_[head_].value();
            into[count] = latest_[slot];
            waits_[slot] = 0;
            head_ = head_ + 1 == queue_.size() ? 0 : head_ + 1;
            --size_;
        }
        return count;
    }

    [[nodiscard]] std::size_t waiting() const { return size_; }
    // How many of an instrument's quotes a later one has replaced.
    [[nodiscard]] std::uint64_t replaced(InstrumentSlot instrument) const { return replaced_[instrument.value()]; }

private:
    std::vector<AggregatedQuote> latest_;
    std::vector<std::uint8_t> waits_;
    std::vector<InstrumentSlot> queue_;  // a ring: each instrument stands in it once at most
    std::vector<std::uint64_t> replaced_;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace trireme::marketdata
