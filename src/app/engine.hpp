#pragma once

#include "base/result.hpp"
#include "journal/storage.hpp"
#include "ports/clock.hpp"
#include "runtime/runtime.hpp"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

namespace trireme::app {

// An engine on a data folder, with what it needs to run.
struct Engine {
    std::unique_ptr<journal::Storage> storage;
    std::unique_ptr<Clock> clock;
    std::unique_ptr<runtime::Runtime> runtime;
};

struct EngineOptions {
    std::string folder;  // made where missing
    std::string wait = "auto";
    std::uint64_t segment_mib = 64;
    std::uint64_t commands_per_snapshot = runtime::FollowerOptions().commands_per_snapshot;
    runtime::LostEvents lost_events = runtime::LostEvents::refuse;
};

// Recovers what the folder holds and starts, by the machine's time. `on_booted` is shown the core before it takes
// commands.
[[nodiscard]] Result<Engine> start_engine(const EngineOptions& options,
                                          std::function<void(const runtime::Core&)> on_booted = {});
// The same by another clock.
[[nodiscard]] Result<Engine> start_engine(const EngineOptions& options, std::unique_ptr<Clock> clock,
                                          std::function<void(const runtime::Core&)> on_booted = {});

// What the start found: a new journal, or from where to where it was replayed and what was cut.
void print_recovery(std::FILE* to, const Engine& engine);

// Finishes what was taken and prints where the engine stands.
[[nodiscard]] Result<void> stop_engine(std::FILE* to, Engine& engine);

}  // namespace trireme::app
