#pragma once

#include "base/result.hpp"
#include "venues/simulated_adapter.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace trireme::venues {

struct SimulatedLpTerms {
    LpSlot lp{};
    std::uint64_t seed = 0;         // of how it quotes and deals
    std::uint64_t market_seed = 0;  // of how prices go: LPs of one market have the same
    Timestamp begin{};
    Duration latency_min = Duration::milliseconds(1);
    Duration latency_max = Duration::milliseconds(5);  // of quotes
    SimulatedDealingTerms dealing{};
    struct Instrument {
        InstrumentSlot slot{};
        SimulatedPriceTerms price{};
    };
    std::vector<Instrument> instruments{};
};

// An LP whose prices, latencies, fills and rejects follow from a seed. It has no clock: a day of it takes as long as
// polling through it does.
class SimulatedLp final : public SimulatedAdapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<SimulatedLp>> create(const SimulatedLpTerms& terms);

private:
    struct Stream {
        InstrumentSlot slot;
        SimulatedPrice price;
    };

    explicit SimulatedLp(const SimulatedLpTerms& terms);
    [[nodiscard]] Timestamp next_price_time() const override { return streams_[next_].price.next_time(); }
    void step_prices() override;
    void find_next();

    std::vector<Stream> streams_;
    std::size_t next_ = 0;  // the stream that goes on first
};

}  // namespace trireme::venues
