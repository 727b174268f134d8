#include "app/lp_commands.hpp"
#include "counterparts/delta_site.hpp"
#include "runtime/system_clock.hpp"

namespace trireme::app {
namespace {

struct Options {
    LpServerOptions server{.port = 9445};
    PlayedOptions played;
    std::string api_key = counterparts::DeltaSiteTerms().api_key;
    std::string secret = counterparts::DeltaSiteTerms().secret;
};

// As of BTCUSD there: a contract is a thousandth of a coin.
constexpr std::int64_t contracts_per_unit = 1'000;

Result<void> serve(const Options& options) {
    StopSignals signals;
    runtime::SystemClock clock;
    TRIREME_TRY_ASSIGN(LpSet set, lp_to_play(options.played, options.server.faults.seed, clock));
    counterparts::DeltaSiteTerms terms{.api_key = options.api_key, .secret = options.secret};
    std::string names;
    for (std::uint32_t slot = 0; slot < set.instruments.size(); ++slot) {
        const Instrument& instrument = set.instruments[slot].terms;
        terms.instruments.push_back({.symbol = instrument.symbol,
                                     .slot = InstrumentSlot(slot),
                                     .contract_size = Ratio(instrument.contract_size.value() * contracts_per_unit)});
        names += fmt::format(" {}", instrument.symbol.view());
    }
    counterparts::DeltaSite site(terms, std::move(set.lps.front().adapter));
    return serve_site(site, options.server, fmt::format("prices of{}", names), clock, signals);
}

}  // namespace

void add_lp_delta(CLI::App& lp, Action& action) {
    auto* const command = lp.add_subcommand(
        "delta", "Speak Delta Exchange's v2 protocol: WebSocket and requests; a contract is a thousandth of a unit");
    const auto options = std::make_shared<Options>();
    add_server_options(*command, options->server);
    add_played_options(*command, options->played);
    command->add_option("--api-key", options->api_key, "The key that requests come with")->capture_default_str();
    command->add_option("--secret", options->secret, "What they are signed with")->capture_default_str();
    command->callback([options, &action] {
        action = [options] {
            const auto served = serve(*options);
            return served ? ExitStatus::success : report(served.error());
        };
    });
}

}  // namespace trireme::app
