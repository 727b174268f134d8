#include "app/feed_choice.hpp"

#include "app/credential.hpp"
#include "app/simulated_configuration.hpp"

#include <span>
#include <utility>

namespace trireme::app {
namespace {

Result<void> refuse_arguments(const FeedChoice& choice) {
    return choice.feed.size() == 1
               ? Result<void>()
               : fail(ErrorCode::invalid_input, "--feed {}: it takes nothing more", choice.feed.front());
}

// Each SYMBOL, or SYMBOL=NAME where the LP calls it otherwise.
Result<std::vector<QuotedSettings>> instruments_of(std::span<const std::string> arguments,
                                                   std::vector<std::string> usual) {
    std::vector<QuotedSettings> instruments;
    for (const std::string& each : arguments.empty() ? std::span<const std::string>(usual) : arguments) {
        const std::size_t equals = each.find('=');
        const auto symbol = Symbol::from_text(std::string_view(each).substr(0, equals));
        if (!symbol || symbol->empty()) {
            return fail(ErrorCode::invalid_input, "\"{}\": expected SYMBOL, or SYMBOL=NAME as the LP calls it", each);
        }
        instruments.push_back({.symbol = *symbol, .as = equals == std::string::npos ? "" : each.substr(equals + 1)});
    }
    return instruments;
}

// How many contracts are a lot, where their value is known (https://docs.delta.exchange, products: contract_value).
std::optional<Ratio> delta_contracts(const Symbol& symbol) {
    if (symbol == Symbol("BTCUSD")) {
        return Ratio(1'000LL * 100'000'000);
    }
    return symbol == Symbol("ETHUSD") ? std::optional(Ratio(100LL * 100'000'000)) : std::nullopt;
}

}  // namespace

void add_feed_options(CLI::App& command, FeedChoice& choice) {
    auto* const feed = command
                           .add_option("--feed", choice.feed,
                                       "Where prices come from: `simulated` for three simulated LPs, the best of all; "
                                       "`recorded FILE` for one that plays files, each FILE or SYMBOL=FILE; `binance`, "
                                       "`oanda` or `delta`, and SYMBOL=NAME where others than the usual are wanted; "
                                       "`fix FILE` for a file of settings")
                           ->type_name("KIND")
                           ->expected(1, CLI::detail::expected_max_vector_size);
    command.add_option("--config", choice.config, "A file that names LPs and how their quotes become one, in TOML")
        ->type_name("FILE")
        ->excludes(feed);
}

Result<Configuration> configuration_of(const FeedChoice& choice, std::uint64_t seed) {
    if (!choice.config.empty()) {
        return read_configuration(choice.config);
    }
    if (!choice.is_made()) {
        return simulated_configuration({.seed = seed});
    }
    const std::string& kind = choice.feed.front();
    const std::span<const std::string> arguments = std::span(choice.feed).subspan(1);
    if (kind == "simulated") {
        TRIREME_TRY(refuse_arguments(choice));
        return simulated_configuration({.seed = seed});
    }
    if (kind == "fix") {
        if (arguments.size() != 1) {
            return fail(ErrorCode::invalid_input, "--feed fix: expected a file of settings that names the LP");
        }
        return read_configuration(arguments.front());
    }
    Configuration configuration;
    if (kind == "recorded") {
        if (arguments.empty()) {
            return fail(ErrorCode::invalid_input, "--feed recorded: which file?");
        }
        configuration.lps.emplace_back(RecordedLpSettings{.name = kind, .files = {arguments.begin(), arguments.end()}});
    } else if (kind == "binance") {
        TRIREME_TRY_ASSIGN(auto instruments, instruments_of(arguments, {"BTCUSD=BTCUSDT", "ETHUSD=ETHUSDT"}));
        configuration.lps.emplace_back(BinanceLpSettings{.name = kind, .instruments = std::move(instruments)});
    } else if (kind == "oanda") {
        TRIREME_TRY_ASSIGN(auto account, credential_of("account", "env:OANDA_ACCOUNT"));
        TRIREME_TRY_ASSIGN(auto instruments,
                           instruments_of(arguments, {"EURUSD=EUR_USD", "GBPUSD=GBP_USD", "USDJPY=USD_JPY"}));
        configuration.lps.emplace_back(
            OandaLpSettings{.name = kind, .account = std::move(account), .instruments = std::move(instruments)});
    } else if (kind == "delta") {
        TRIREME_TRY_ASSIGN(auto instruments, instruments_of(arguments, {"BTCUSD", "ETHUSD"}));
        for (QuotedSettings& each : instruments) {
            each.lot = delta_contracts(each.symbol);
        }
        configuration.lps.emplace_back(DeltaLpSettings{.name = kind, .instruments = std::move(instruments)});
    } else {
        return fail(ErrorCode::invalid_input,
                    "--feed {}: expected simulated, recorded and a file, binance, oanda, delta, or fix and a file of "
                    "settings",
                    kind);
    }
    return configuration;
}

}  // namespace trireme::app
