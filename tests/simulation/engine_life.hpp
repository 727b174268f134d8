#pragma once

#include "runtime/pipeline.hpp"
#include "runtime/snapshot_follower.hpp"
#include "simulation/clients.hpp"
#include "simulation/simulated_clock.hpp"
#include "simulation/simulated_storage.hpp"
#include "simulation/subscriber.hpp"
#include "simulation/tested_core.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace trireme::simulation {

// What a life happens in.
struct World {
    const TestedCore& core;
    SimulatedStorage& storage;
    SimulatedClock& clock;
    Clients& clients;
    Subscriber& subscriber;
    Auditor& auditor;
    History& history;
    Tally& tally;
    Random& random;
};

// One process from its start to its end: the real pipeline, its stages run in an order that the seed draws, also in the
// midst of each other's writes and syncs where the disk is slow.
class EngineLife {
public:
    explicit EngineLife(World world);
    ~EngineLife();

    // Recovers what is on the disk and begins to serve.
    [[nodiscard]] Result<void> start();

    // Does one thing of those that could happen next. Once it failed, the process is at its end.
    [[nodiscard]] Result<void> step();

    // Clients send as much as they can before the engine comes to look.
    void flood();

    // Goes on until whatever was never answered is.
    [[nodiscard]] Result<void> resolve();

    // Goes on without further commands until everyone has an answer and subscribers have seen everything.
    [[nodiscard]] Result<void> settle();

    // What a clean end syncs.
    [[nodiscard]] Result<void> stop();

    // Segments of both logs, over all lives.
    [[nodiscard]] std::uint64_t segments_begun() const;

private:
    enum class Stage : unsigned char { gather, commit, publish, housekeeping, following, reading };
    static constexpr std::size_t stage_count = 6;
    class Occupied;

    void go_on_during(Duration delay);
    [[nodiscard]] bool is_free(Stage stage) const { return !occupied_[static_cast<std::size_t>(stage)]; }
    [[nodiscard]] bool all_free() const;

    void submit_some();
    [[nodiscard]] Result<void> gather();
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] Result<void> publish();
    [[nodiscard]] Result<void> keep_house();
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> follow();
    [[nodiscard]] Result<void> read_events();
    [[nodiscard]] Result<void> read_account();
    void check_if_quiet();
    // Every stage once, for whatever is under way.
    [[nodiscard]] Result<void> advance();
    // A failure of the pipeline ends the life: who waits is told so.
    [[nodiscard]] Result<void> fatal(Result<void> result);
    // A failure beside the pipeline ends the life only if it was the end of the process.
    [[nodiscard]] Result<void> survivable(const Result<void>& result);

    World world_;
    std::unique_ptr<runtime::Pipeline> pipeline_;
    std::deque<runtime::Batch*> to_publish_;
    std::unique_ptr<runtime::SnapshotFollower> follower_;
    std::array<bool, stage_count> occupied_{};
    std::optional<Error> ended_by_;  // while another stage went on
    bool is_nested_ = false;
};

}  // namespace trireme::simulation
