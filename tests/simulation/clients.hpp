#pragma once

#include "ports/command_sink.hpp"
#include "simulation/auditor.hpp"
#include "simulation/tally.hpp"
#include "simulation/traffic.hpp"

#include <cstdint>
#include <vector>

namespace trireme::simulation {

// What may be true of the engine just now, by which its answers are judged.
struct ServiceState {
    bool may_stop = false;       // it has failed, or was told to stop
    bool may_lack_room = false;  // the disk is or was full since the last start
    std::size_t queue_capacity = 0;
};

// Everyone who sends commands. Each command that is taken must be answered once, in order, and truthfully.
class Clients final : public OutcomeReceiver {
public:
    Clients(Auditor& auditor, Tally& tally, Traffic traffic)
        : auditor_(auditor), tally_(tally), traffic_(std::move(traffic)) {}

    // Draws a command, hands it in and judges the answer.
    void submit(CommandSink& sink, Timestamp now);

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

    // A new process: nobody who asked the last one is answered any more.
    void begin_life();
    // The process ended: what it still says reaches nobody.
    void end_life() { hears_ = false; }

    ServiceState& service() { return service_; }

    [[nodiscard]] std::uint64_t waiting() const { return waiting_; }

private:
    struct Sent {
        ByteBuffer command;
        bool is_waiting = true;
    };

    Auditor& auditor_;
    Tally& tally_;
    Traffic traffic_;
    ServiceState service_;
    std::vector<Sent> sent_;  // those taken, over all lives; the tag is the place
    std::uint64_t first_of_life_ = 0;
    std::uint64_t waiting_ = 0;
    bool hears_ = false;
};

}  // namespace trireme::simulation
