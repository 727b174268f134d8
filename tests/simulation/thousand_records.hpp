#pragma once

#include "runtime/boot.hpp"
#include "runtime/pipeline.hpp"
#include "simulation/counter_traffic.hpp"
#include "simulation/engine_setup.hpp"
#include "simulation/simulated_clock.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace trireme::simulation {

// How many records the journals have in which every byte is visited.
inline constexpr std::uint64_t records_wanted = 1'000;

// Remembers through which command anyone was told anything.
class LastAcknowledged final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t, const Outcome& outcome) override {
        if (outcome.status == OutcomeStatus::durable) {
            sequence_ = outcome.sequence;
        }
    }
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

private:
    std::uint64_t sequence_ = 0;
};

// Lets the real pipeline write a journal of that many records, in batches of all sizes, over several segments.
inline void write_records(journal::Storage& storage, LastAcknowledged& acknowledged) {
    SimulatedClock clock;
    auto booted = runtime::boot(storage, counter_kind(), boot_options(1));
    ASSERT_TRUE(booted) << booted.error().message;
    runtime::Pipeline pipeline(counter_kind(), *std::move(booted), clock,
                               {.queue_capacity = queue_capacity, .limits = batch_limits});
    CounterTraffic traffic(1, batch_limits.command_bytes_max);
    Random random(1);
    while (acknowledged.sequence() < records_wanted) {
        for (std::uint64_t left = 1 + below(random, 12); left > 0; --left) {
            const DrawnCommand drawn = traffic.draw(clock.now());
            static_cast<void>(pipeline.submit(drawn.bytes, acknowledged, 0));
        }
        clock.move(Duration::milliseconds(1));
        ASSERT_TRUE(pipeline.prepare_segments());
        pipeline.gather([] { return true; });
        if (runtime::Batch* const batch = pipeline.take_gathered()) {
            ASSERT_TRUE(pipeline.commit(*batch));
            ASSERT_TRUE(pipeline.publish(*batch));
        }
    }
}

}  // namespace trireme::simulation
