#include "app/lp_commands.hpp"
#include "counterparts/oanda_site.hpp"
#include "runtime/system_clock.hpp"

namespace trireme::app {
namespace {

struct Options {
    LpServerOptions server{.port = 9444};
    PlayedOptions played;
    std::string account = counterparts::OandaSiteTerms().account;
    std::string token = counterparts::OandaSiteTerms().token;
};

// OANDA's name for it: "EUR_USD".
Result<Symbol> name_of(const Instrument& instrument) {
    const auto name = Symbol::from_text(fmt::format("{}_{}", format(instrument.base), format(instrument.quote)));
    if (!name) {
        return fail(ErrorCode::invalid_input, "{} has no name at OANDA", instrument.symbol.view());
    }
    return *name;
}

Result<void> serve(const Options& options) {
    StopSignals signals;
    runtime::SystemClock clock;
    TRIREME_TRY_ASSIGN(LpSet set, lp_to_play(options.played, options.server.faults.seed, clock));
    counterparts::OandaSiteTerms terms{.account = options.account, .token = options.token};
    std::string names;
    for (std::uint32_t slot = 0; slot < set.instruments.size(); ++slot) {
        const Instrument& instrument = set.instruments[slot].terms;
        TRIREME_TRY_ASSIGN(const Symbol name, name_of(instrument));
        terms.instruments.push_back(
            {.name = name, .slot = InstrumentSlot(slot), .contract_size = instrument.contract_size});
        names += fmt::format(" {}", name.view());
    }
    TRIREME_TRY_ASSIGN(const auto site,
                       counterparts::OandaSite::create(terms, std::move(set.lps.front().adapter), clock.now()));
    return serve_site(*site, options.server, fmt::format("prices of{}", names), clock, signals);
}

}  // namespace

void add_lp_oanda(CLI::App& lp, Action& action) {
    auto* const command = lp.add_subcommand("oanda", "Speak OANDA's v20 protocol: requests and streams");
    const auto options = std::make_shared<Options>();
    add_server_options(*command, options->server);
    add_played_options(*command, options->played);
    command->add_option("--account", options->account, "The account that it has")->capture_default_str();
    command->add_option("--token", options->token, "What requests must come with")->capture_default_str();
    command->callback([options, &action] {
        action = [options] {
            const auto served = serve(*options);
            return served ? ExitStatus::success : report(served.error());
        };
    });
}

}  // namespace trireme::app
