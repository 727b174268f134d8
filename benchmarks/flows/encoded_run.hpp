#pragma once

#include "benchmarks/clocks.hpp"
#include "ports/clock.hpp"
#include "runtime/batch.hpp"
#include "runtime/core.hpp"
#include "runtime/sequencer.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace trireme::benchmarks {

// Runs a core as the runtime does, on one thread and without a disk: commands are decoded and applied, their journal
// records and events laid down in batches, events hashed, and the checksums of all records made. What is left out is
// the handing over between threads, and the question whether a request came before and was forgotten, which a replay
// does not ask either.
class EncodedRun {
public:
    explicit EncodedRun(std::unique_ptr<runtime::Core> core)
        : core_(std::move(core)), sequencer_(*core_, {}, clock_, nullptr) {}

    void settle() { core_->gather_pages(); }
    void apply(std::span<const ByteView> commands, ReadClock clock, std::vector<std::int64_t>& readings);

    // The events of the commands applied last.
    [[nodiscard]] std::span<const EventView> events() const { return batch_.events().views().subspan(events_before_); }
    [[nodiscard]] std::uint64_t last_sequence() const { return sequencer_.position().sequence; }

private:
    // As many as lie in a batch of the runtime under load.
    static constexpr std::size_t batch_commands = 512;

    // Time that goes on by a microsecond a command; nobody asks for it but through the sequencer.
    class SteadyTime final : public Clock {
    public:
        [[nodiscard]] Timestamp now() override {
            now_ = now_.plus(Duration::microseconds(1));
            return now_;
        }

    private:
        Timestamp now_{1'788'249'600'000'000'000};
    };

    void seal_and_clear();

    SteadyTime clock_;
    std::unique_ptr<runtime::Core> core_;
    runtime::Sequencer sequencer_;
    runtime::Batch batch_;
    std::size_t events_before_ = 0;
};

}  // namespace trireme::benchmarks
