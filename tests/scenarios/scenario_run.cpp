#include "scenarios/scenario_run.hpp"

#include <fmt/format.h>

namespace trireme::scenarios {

std::vector<Failure> run_scenario(const Script& script, const PresetReader& presets) {
    Executor live(presets, Restoring::never);
    live.run(script);
    if (!live.failures().empty()) {
        return live.failures();
    }
    Executor restored(presets, Restoring::after_each_command);
    restored.run(script);
    std::vector<Failure> failures = restored.failures();
    for (Failure& failure : failures) {
        failure.message = fmt::format("after the engine was restored from its state: {}", failure.message);
        failure.is_broken_invariant = true;
    }
    if (failures.empty() && restored.engine().state_hash() != live.engine().state_hash()) {
        failures.push_back({.line = script.steps.empty() ? 1 : script.steps.back().line,
                            .message = "an engine that is restored again and again ends in another state",
                            .is_broken_invariant = true});
    }
    return failures;
}

}  // namespace trireme::scenarios
