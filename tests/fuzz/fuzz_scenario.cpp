// Bytes as the text of a scenario: whatever it says is parsed and done, or refused with a reason.

#include "base/assert.hpp"
#include "scenarios/scenario_run.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace {

using namespace trireme;

// What is repeated thousands of times is only slow.
constexpr std::size_t repetitions_here_max = 4;

Result<std::string> no_preset(std::string_view) { return fail(ErrorCode::not_found, "there are no presets here"); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto script = scenarios::parse_scenario(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!script) {
        TRIREME_ASSERT(!script.error().message.empty());
        return 0;
    }
    for (scenarios::Step& step : script->steps) {
        step.repetitions = std::min(step.repetitions, repetitions_here_max);
    }
    // Expectations may fail; what must always hold may not.
    for (const scenarios::Failure& failure : scenarios::run_scenario(*script, no_preset)) {
        TRIREME_ASSERT(!failure.is_broken_invariant, "{}", failure.message);
    }
    return 0;
}
