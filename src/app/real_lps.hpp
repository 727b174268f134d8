#pragma once

#include "app/lp_set.hpp"
#include "app/lp_settings.hpp"
#include "base/result.hpp"
#include "ports/clock.hpp"

#include <filesystem>
#include <vector>

// Ways to LPs that are somewhere else.
namespace trireme::app {

// An instrument of an LP, with its place among all.
struct QuotedInstrument {
    InstrumentSlot slot{};
    std::string name{};  // the LP's
    Ratio lot{};         // units of the LP in a lot
    const Instrument* terms = nullptr;
};

// What the adapters live with.
struct LpSurroundings {
    Clock& clock;                  // outlives them, and may be asked by any thread
    std::filesystem::path folder;  // what they keep over restarts is below it
};

// Begins to connect. Errors say which setting is wrong, and never hold a credential.
[[nodiscard]] Result<LpSet::Lp> connect_lp(const OandaLpSettings& settings, LpSlot lp,
                                           const std::vector<QuotedInstrument>& instruments,
                                           const LpSurroundings& surroundings);
[[nodiscard]] Result<LpSet::Lp> connect_lp(const DeltaLpSettings& settings, LpSlot lp,
                                           const std::vector<QuotedInstrument>& instruments,
                                           const LpSurroundings& surroundings);

[[nodiscard]] Result<LpSet::Lp> connect_lp(const BinanceLpSettings& settings, LpSlot lp,
                                           const std::vector<QuotedInstrument>& instruments,
                                           const LpSurroundings& surroundings);
[[nodiscard]] Result<LpSet::Lp> connect_lp(const FixLpSettings& settings, LpSlot lp,
                                           const std::vector<QuotedInstrument>& instruments,
                                           const LpSurroundings& surroundings);

}  // namespace trireme::app
