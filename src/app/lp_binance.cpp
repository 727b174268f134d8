#include "app/lp_commands.hpp"
#include "counterparts/binance_capture.hpp"
#include "counterparts/binance_site.hpp"
#include "runtime/system_clock.hpp"
#include "venues/simulated_lp.hpp"

#include <memory>
#include <optional>

namespace trireme::app {
namespace {

struct Options {
    LpServerOptions server{.port = 9443};
    std::string symbol = "BTCUSDT";
    std::string price = "60000";
    std::string capture;
    std::uint32_t speed = 1;
    std::string api_key = "key";
    std::string secret = "secret";
};

constexpr std::uint64_t speed_max = 1'000;

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
    TRIREME_TRY_ASSIGN(auto dealer, venues::SimulatedLp::create({.seed = options.server.faults.seed,
                                                                 .market_seed = options.server.faults.seed,
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
    TRIREME_TRY_ASSIGN(const auto site, make_site(options, clock.now()));
    return serve_site(
        *site, options.server,
        fmt::format("{} of {}", options.capture.empty() ? "simulated prices" : "captured frames", options.symbol),
        clock, signals);
}

}  // namespace

void add_lp_binance(CLI::App& lp, Action& action) {
    auto* const command = lp.add_subcommand("binance", "Speak Binance's spot protocol: streams, REST, user data");
    const auto options = std::make_shared<Options>();
    add_server_options(*command, options->server);
    command->add_option("--symbol", options->symbol, "What is traded")->capture_default_str();
    command->add_option("--price", options->price, "Where simulated prices begin")->capture_default_str();
    command->add_option("--capture", options->capture, "Play these frames instead: lines of \"TIME FRAME\", .gz or not")
        ->type_name("FILE");
    command->add_option("--speed", options->speed, "How many times as fast as captured")
        ->check(whole_number(1, speed_max))
        ->capture_default_str();
    command->add_option("--api-key", options->api_key, "The key that orders come with")->capture_default_str();
    command->add_option("--secret", options->secret, "What they are signed with")->capture_default_str();
    command->callback([options, &action] {
        action = [options] {
            const auto served = serve(*options);
            return served ? ExitStatus::success : report(served.error());
        };
    });
}

}  // namespace trireme::app
