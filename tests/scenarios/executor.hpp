#pragma once

#include "base/result.hpp"
#include "scenarios/definitions.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"
#include "scenarios/tested_engine.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trireme::scenarios {

struct Failure {
    std::size_t line = 0;
    std::string message;               // may have several lines
    bool is_broken_invariant = false;  // something does not hold that must, whatever was asked

    bool operator==(const Failure&) const = default;
};

// Hands out the text of a preset.
using PresetReader = std::function<Result<std::string>(std::string_view name)>;

// Runs a scenario against an engine of its own. Every event of a step must be expected, in order, unless the step only
// sets the scene; what does not come as expected is a failure, and the scenario goes on.
class Executor {
public:
    Executor(PresetReader presets, Restoring restoring) : presets_(std::move(presets)), engine_(restoring) {}

    void run(const Script& script);

    [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
    [[nodiscard]] const TestedEngine& engine() const { return engine_; }

private:
    using Steps = std::span<const Step>;

    // A step and the expectations behind it.
    void run_step(const Step& step, Steps expectations);
    [[nodiscard]] Result<Response> respond(const Step& step);
    [[nodiscard]] Result<void> use(const Step& step);
    [[nodiscard]] Result<Response> move_clock(const Step& step);
    [[nodiscard]] Result<Response> apply(const Step& step);
    void learn(const Event& event);
    void compare(const Step& step, Steps expectations, const Response& response);
    void fail_at(std::size_t line, std::string message);
    void fail_for_broken_invariant(const Step& step, const Response& response);

    PresetReader presets_;
    TestedEngine engine_;
    Names names_;
    Definitions definitions_;
    std::size_t last_timer_count_ = 0;
    std::vector<Failure> failures_;
};

}  // namespace trireme::scenarios
