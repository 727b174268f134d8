#pragma once

#include "app/command_line.hpp"
#include "app/lp_set.hpp"
#include "app/stop_signal.hpp"
#include "base/result.hpp"
#include "counterparts/certificate.hpp"
#include "counterparts/faults.hpp"
#include "counterparts/server.hpp"
#include "ports/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The subcommands of `trireme lp`, and what they have in common.
namespace trireme::app {

void add_lp_binance(CLI::App& lp, Action& action);
void add_lp_oanda(CLI::App& lp, Action& action);
void add_lp_delta(CLI::App& lp, Action& action);
void add_lp_fix(CLI::App& lp, Action& action);

struct LpServerOptions {
    std::uint16_t port = 0;
    std::string authority{};  // where the certificate is written; empty: nowhere
    bool is_plain = false;
    std::uint64_t seconds = 0;  // 0: until a signal
    counterparts::FaultTerms faults{};
};
void add_server_options(CLI::App& command, LpServerOptions& options);

// What deals behind an LP: simulated prices of the simulated market, or those of files.
struct PlayedOptions {
    std::vector<std::string> symbols;   // empty: EURUSD, USDJPY and BTCUSD
    std::vector<std::string> recorded;  // FILE or SYMBOL=FILE; empty: simulated
};
void add_played_options(CLI::App& command, PlayedOptions& options);
// One LP and its instruments.
[[nodiscard]] Result<LpSet> lp_to_play(const PlayedOptions& options, std::uint64_t seed, Clock& clock);

// Made at each start, and written where the options say.
[[nodiscard]] Result<counterparts::Certificate> certificate_for(const LpServerOptions& options);
// Serves the site until the time is over or a signal comes; `what` says to a person what is served.
[[nodiscard]] Result<void> serve_site(counterparts::Site& site, const LpServerOptions& options, std::string_view what,
                                      Clock& clock, StopSignals& signals);
void wait_for_end(const LpServerOptions& options, StopSignals& signals);

}  // namespace trireme::app
