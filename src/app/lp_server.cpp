// What the servers of `trireme lp` have in common.

#include "app/configured_lps.hpp"
#include "app/lp_commands.hpp"

#include <chrono>
#include <cstdio>

namespace trireme::app {
namespace {

constexpr std::uint64_t port_max = 65'535;
constexpr std::uint64_t seconds_max = 365 * 24 * 3'600;

void add_fault_options(CLI::App& command, counterparts::FaultTerms& faults) {
    const auto add = [&](const char* name, std::uint32_t& permille, const char* what) {
        command.add_option(name, permille, what)->type_name("PERMILLE")->check(whole_number(0, 1'000));
    };
    add("--drop", faults.drop_permille, "Messages that are not sent");
    add("--delay", faults.delay_permille, "Messages that are sent 50 ms late");
    add("--duplicate", faults.duplicate_permille, "Messages that are sent twice");
    add("--reorder", faults.reorder_permille, "Messages that the next one overtakes");
    add("--cut", faults.cut_permille, "Messages instead of which the connection ends");
    add("--refuse", faults.refuse_permille, "Requests that are refused");
    add("--lie", faults.lie_permille, "Messages that are broken or absurd");
    command.add_option("--seed", faults.seed, "What misbehaviour and prices are drawn from")->capture_default_str();
}

}  // namespace

void add_server_options(CLI::App& command, LpServerOptions& options) {
    command.add_option("--port", options.port, "The port on 127.0.0.1; 0: any that is free")
        ->check(whole_number(0, port_max))
        ->capture_default_str();
    command.add_option("--authority", options.authority, "Write the certificate there, for clients to trust")
        ->type_name("FILE");
    command.add_flag("--plain", options.is_plain, "Without TLS");
    command.add_option("--seconds", options.seconds, "Stop after so long; 0: on Ctrl-C")
        ->check(whole_number(0, seconds_max))
        ->capture_default_str();
    add_fault_options(command, options.faults);
}

void add_played_options(CLI::App& command, PlayedOptions& options) {
    auto* const symbols = command.add_option("--symbols", options.symbols, "What is quoted, of the simulated market")
                              ->type_name("SYMBOL")
                              ->default_str("EURUSD USDJPY BTCUSD");
    command.add_option("--recorded", options.recorded, "Play the prices of files instead, each FILE or SYMBOL=FILE")
        ->type_name("FILE")
        ->excludes(symbols);
}

Result<LpSet> lp_to_play(const PlayedOptions& options, std::uint64_t seed, Clock& clock) {
    Configuration configuration;
    if (!options.recorded.empty()) {
        configuration.lps.emplace_back(RecordedLpSettings{.name = "recorded", .files = options.recorded});
    } else {
        SimulatedLpSettings settings{.name = "simulated", .seed = seed, .market_seed = seed};
        for (const std::string& each : options.symbols) {
            const auto symbol = Symbol::from_text(each);
            if (!symbol || symbol->empty()) {
                return fail(ErrorCode::invalid_input, "\"{}\" is no symbol", each);
            }
            settings.symbols.push_back(*symbol);
        }
        if (settings.symbols.empty()) {
            settings.symbols = {Symbol("EURUSD"), Symbol("USDJPY"), Symbol("BTCUSD")};
        }
        configuration.lps.emplace_back(std::move(settings));
    }
    return configured_lps(configuration, {clock, {}}, {});
}

Result<counterparts::Certificate> certificate_for(const LpServerOptions& options) {
    TRIREME_TRY_ASSIGN(auto certificate, counterparts::make_certificate());
    if (!options.authority.empty()) {
        TRIREME_TRY(counterparts::write_authority(certificate, options.authority));
    }
    return certificate;
}

void wait_for_end(const LpServerOptions& options, StopSignals& signals) {
    using namespace std::chrono;
    const auto end = steady_clock::now() + seconds(options.seconds == 0 ? seconds_max : options.seconds);
    while (steady_clock::now() < end && !signals.wait(milliseconds(100))) {
    }
}

Result<void> serve_site(counterparts::Site& site, const LpServerOptions& options, std::string_view what, Clock& clock,
                        StopSignals& signals) {
    TRIREME_TRY_ASSIGN(const auto certificate, certificate_for(options));
    TRIREME_TRY_ASSIGN(
        const auto server,
        counterparts::start_server(
            {.certificate = options.is_plain ? nullptr : &certificate, .port = options.port, .faults = options.faults},
            site, clock));
    fmt::print("serving:    {}://localhost:{}, {}\n", options.is_plain ? "http" : "https", server->port(), what);
    std::fflush(stdout);
    wait_for_end(options, signals);
    return {};
}

}  // namespace trireme::app
