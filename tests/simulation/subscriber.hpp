#pragma once

#include "ports/event_source.hpp"
#include "simulation/auditor.hpp"
#include "simulation/simulated_file.hpp"
#include "simulation/tally.hpp"

#include <cstdint>
#include <memory>

namespace trireme::simulation {

// Someone who follows the events over all lives of the engine, from where the last one left off, and now and then asks
// for the events of one account.
class Subscriber {
public:
    Subscriber(Auditor& auditor, Tally& tally) : auditor_(auditor), tally_(tally) {}

    [[nodiscard]] Result<void> read_some(EventSource& source, Random& random);
    [[nodiscard]] Result<void> read_account(EventSource& source, std::uint64_t account, Random& random);

    // A stream ends with the process it came from.
    void end_life() { stream_.reset(); }

    [[nodiscard]] std::uint64_t read_through() const { return read_through_; }

private:
    Auditor& auditor_;
    Tally& tally_;
    std::unique_ptr<EventStream> stream_;
    std::uint64_t read_through_ = 0;
};

}  // namespace trireme::simulation
