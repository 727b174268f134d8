#pragma once

#include "flows/applier.hpp"
#include "flows/encoded_run.hpp"

#include <array>

namespace trireme::benchmarks {

// The engine with the encoding that the journal takes around it. The bytes of a command are its client's affair and
// made beforehand; reading them is not.
class EngineEncoded final : public Applier {
public:
    EngineEncoded();

    void prepare(std::span<const Command> commands) override;
    void settle() override { run_.settle(); }
    void apply(ReadClock clock, std::vector<std::int64_t>& readings) override;
    [[nodiscard]] std::span<const Made> made() override;
    [[nodiscard]] std::uint64_t rejects() const override { return rejects_; }

private:
    void learn(const EventView& event, Made& made);

    EncodedRun run_;
    std::array<ByteBuffer, batch_commands_max> bytes_;
    std::array<ByteView, batch_commands_max> commands_{};
    std::array<Made, batch_commands_max> made_{};
    std::size_t count_ = 0;
    std::uint64_t rejects_ = 0;
};

}  // namespace trireme::benchmarks
