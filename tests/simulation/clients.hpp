#pragma once

#include "ports/command_sink.hpp"
#include "simulation/auditor.hpp"
#include "simulation/tally.hpp"
#include "simulation/traffic.hpp"

#include <cstdint>
#include <deque>
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
    Clients(Auditor& auditor, Tally& tally, Traffic& traffic, std::uint64_t seed)
        : auditor_(auditor), tally_(tally), traffic_(traffic), random_(seed) {}

    // Draws a command, or takes one up again whose outcome was never known, hands it in and judges the answer.
    void submit(CommandSink& sink, Timestamp now);
    // Hands in once more what was never answered; false if there is nothing.
    bool send_again(CommandSink& sink, Timestamp now);

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

    // A new process: nobody who asked the last one is answered any more.
    void begin_life();
    // The process ended: what it still says reaches nobody.
    void end_life() { hears_ = false; }

    ServiceState& service() { return service_; }

    [[nodiscard]] std::uint64_t waiting() const { return waiting_; }
    // Requests whose outcome nobody knows.
    [[nodiscard]] std::size_t unresolved() const { return unresolved_.size(); }

private:
    void hand_in(DrawnCommand drawn, CommandSink& sink, Timestamp now);
    void keep_unresolved(ByteBuffer command);

    struct Sent {
        ByteBuffer command;
        bool is_waiting = true;
    };

    Auditor& auditor_;
    Tally& tally_;
    Traffic& traffic_;
    Random random_;
    ServiceState service_;
    std::vector<Sent> sent_;  // those taken, over all lives; the tag is the place
    std::deque<ByteBuffer> unresolved_;
    std::uint64_t first_of_life_ = 0;
    std::uint64_t waiting_ = 0;
    bool hears_ = false;
};

}  // namespace trireme::simulation
