#pragma once

#include "engine/brokerage_engine.hpp"
#include "flows/applier.hpp"
#include "flows/event_tally.hpp"

#include <array>

namespace trireme::benchmarks {

// The engine by itself: no disk, no encoding. It is told of commands as the runtime tells it. A microsecond goes by
// between two of them.
class EngineAlone final : public Applier {
public:
    void prepare(std::span<const Command> commands) override { commands_ = commands; }
    void settle() override { engine_.gather_pages(); }
    void apply(ReadClock clock, std::vector<std::int64_t>& readings) override;
    [[nodiscard]] std::span<const Made> made() override { return std::span(made_).first(commands_.size()); }
    [[nodiscard]] std::uint64_t rejects() const override { return tally_.count<Rejected>(); }

    [[nodiscard]] EventTally& tally() { return tally_; }

private:
    engine::BrokerageEngine engine_;
    EventTally tally_;
    std::span<const Command> commands_;
    std::array<Made, batch_commands_max> made_{};
    Timestamp now_{1'788'249'600'000'000'000};  // a Tuesday in September 2026
};

}  // namespace trireme::benchmarks
