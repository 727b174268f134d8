#include "app/lp_commands.hpp"
#include "app/stop_signal.hpp"
#include "counterparts/binance_capture.hpp"
#include "counterparts/binance_site.hpp"
#include "counterparts/certificate.hpp"
#include "counterparts/server.hpp"
#include "runtime/system_clock.hpp"
#include "venues/simulated_lp.hpp"

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

namespace trireme::app {
namespace {

struct Options {
    std::uint16_t port = 9443;
    std::string symbol = "BTCUSDT";
    std::string price = "60000";
    std::string capture;
    std::uint32_t speed = 1;
    std::string authority;
    std::string api_key = "key";
    std::string secret = "secret";
    bool is_plain = false;
    std::uint64_t seconds = 0;  // 0: until a signal
    counterparts::FaultTerms faults;
};

constexpr std::uint64_t port_max = 65'535;
constexpr std::uint64_t speed_max = 1'000;
constexpr std::uint64_t seconds_max = 365 * 24 * 3'600;

Result<std::unique_ptr<counterparts::BinanceSite>> make_site(const Options& options, Timestamp now) {
    const auto symbol = Symbol::from_text(options.symbol);
    if (!symbol || symbol->empty()) {
        return fail(ErrorCode::invalid_input, "{} is no symbol", options.symbol);
    }
    TRIREME_TRY_ASSIGN(const Price price, parse<Price>(options.price));
    counterparts::BinanceSiteTerms terms{.credentials = {options.api_key, options.secret},
                                         .instruments = {{*symbol, "BTC", "USDT"}}};
    if (!options.capture.empty()) {
        TRIREME_TRY_ASSIGN(terms.capture, counterparts::read_binance_capture(options.capture, options.symbol));
        terms.capture->speed = options.speed;
    }
    constexpr Price tick(1'000'000);
    constexpr Lots level_lots(200'000'000);
    TRIREME_TRY_ASSIGN(auto dealer, venues::SimulatedLp::create({.seed = options.faults.seed,
                                                                 .market_seed = options.faults.seed,
                                                                 .begin = now,
                                                                 .instruments = {{InstrumentSlot(0),
                                                                                  {.begin = price,
                                                                                   .tick = tick,
                                                                                   .volatility = Ratio(3'000'000),
                                                                                   .levels = 10,
                                                                                   .level_lots = level_lots}}}}));
    return std::make_unique<counterparts::BinanceSite>(terms, std::move(dealer));
}

Result<void> serve(const Options& options) {
    StopSignals signals;
    runtime::SystemClock clock;
    TRIREME_TRY_ASSIGN(const auto certificate, counterparts::make_certificate());
    if (!options.authority.empty()) {
        TRIREME_TRY(counterparts::write_authority(certificate, options.authority));
    }
    TRIREME_TRY_ASSIGN(const auto site, make_site(options, clock.now()));
    TRIREME_TRY_ASSIGN(
        const auto server,
        counterparts::start_server(
            {.certificate = options.is_plain ? nullptr : &certificate, .port = options.port, .faults = options.faults},
            *site, clock));
    fmt::print("serving:    {}://localhost:{}, {} of {}\n", options.is_plain ? "http" : "https", server->port(),
               options.capture.empty() ? "simulated prices" : "captured frames", options.symbol);
    std::fflush(stdout);
    using namespace std::chrono;
    const auto end = steady_clock::now() + seconds(options.seconds == 0 ? seconds_max : options.seconds);
    while (steady_clock::now() < end && !signals.wait(milliseconds(100))) {
    }
    return {};
}

}  // namespace

void add_lp_binance(CLI::App& lp, Action& action) {
    auto* const command = lp.add_subcommand("binance", "Speak Binance's spot protocol: streams, REST, user data");
    const auto options = std::make_shared<Options>();
    command->add_option("--port", options->port, "The port on 127.0.0.1; 0: any that is free")
        ->check(whole_number(0, port_max))
        ->capture_default_str();
    command->add_option("--symbol", options->symbol, "What is traded")->capture_default_str();
    command->add_option("--price", options->price, "Where simulated prices begin")->capture_default_str();
    command->add_option("--capture", options->capture, "Play these frames instead: lines of \"TIME FRAME\", .gz or not")
        ->type_name("FILE");
    command->add_option("--speed", options->speed, "How many times as fast as captured")
        ->check(whole_number(1, speed_max))
        ->capture_default_str();
    command->add_option("--authority", options->authority, "Write the certificate there, for clients to trust")
        ->type_name("FILE");
    command->add_option("--api-key", options->api_key, "The key that orders come with")->capture_default_str();
    command->add_option("--secret", options->secret, "What they are signed with")->capture_default_str();
    command->add_flag("--plain", options->is_plain, "Without TLS");
    command->add_option("--seconds", options->seconds, "Stop after so long; 0: on Ctrl-C")
        ->check(whole_number(0, seconds_max))
        ->capture_default_str();
    add_fault_options(*command, options->faults);
    command->callback([options, &action] {
        action = [options] {
            const auto served = serve(*options);
            return served ? ExitStatus::success : report(served.error());
        };
    });
}

}  // namespace trireme::app
