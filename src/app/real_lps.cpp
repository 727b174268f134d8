#include "app/real_lps.hpp"

#include "app/credential.hpp"
#include "venues/binance_lp.hpp"
#include "venues/delta_lp.hpp"
#include "venues/oanda_lp.hpp"
#include "venues/socket_network.hpp"

#include <random>

namespace trireme::app {
namespace {

Result<std::unique_ptr<venues::Network>> network_of(const WebSettings& web, Clock& clock) {
    venues::NetworkTerms terms;
    terms.encryption = web.encryption == EncryptionChoice::tls ? venues::Encryption::tls : venues::Encryption::none;
    terms.authorities = web.authorities;
    return venues::make_socket_network(terms, clock);
}

void apply(const std::optional<AddressSettings>& settings, venues::NetworkAddress& address) {
    if (settings && !settings->host.empty()) {
        address = {.host = settings->host, .port = settings->port};
    }
}

Result<Symbol> symbol_named(const QuotedInstrument& instrument) {
    const auto symbol = Symbol::from_text(instrument.name);
    if (!symbol) {
        return fail(ErrorCode::invalid_input, "instruments: \"{}\" is no name that an LP may have for {}",
                    instrument.name, instrument.terms->symbol.view());
    }
    return *symbol;
}

// What only has to differ from program to program.
std::uint64_t jitter_seed() { return std::random_device()(); }

}  // namespace

Result<LpSet::Lp> connect_lp(const OandaLpSettings& settings, LpSlot lp,
                             const std::vector<QuotedInstrument>& instruments, const LpSurroundings& surroundings) {
    venues::OandaTerms terms{.lp = lp, .seed = jitter_seed()};
    if (settings.practice) {
        terms.requests.host = "api-fxpractice.oanda.com";
        terms.streams.host = "stream-fxpractice.oanda.com";
    }
    apply(settings.web.requests, terms.requests);
    apply(settings.web.streams, terms.streams);
    const auto account = venues::OandaAccountId::from_text(settings.account);
    if (!account || account->empty()) {
        return fail(ErrorCode::invalid_input, "account: expected the id of an account such as 101-004-1435156-001");
    }
    terms.account = *account;
    TRIREME_TRY_ASSIGN(terms.token, credential_of("token", settings.token));
    for (const QuotedInstrument& each : instruments) {
        TRIREME_TRY_ASSIGN(const Symbol name, symbol_named(each));
        terms.instruments.push_back({.name = name, .slot = each.slot, .contract_size = each.lot});
    }
    TRIREME_TRY_ASSIGN(auto network, network_of(settings.web, surroundings.clock));
    TRIREME_TRY_ASSIGN(auto adapter, venues::OandaLp::create(terms, std::move(network)));
    return LpSet::Lp{settings.name, fmt::format("OANDA at {}", terms.requests.host), std::move(adapter)};
}

Result<LpSet::Lp> connect_lp(const DeltaLpSettings& settings, LpSlot lp,
                             const std::vector<QuotedInstrument>& instruments, const LpSurroundings& surroundings) {
    venues::DeltaTerms terms{.lp = lp, .seed = jitter_seed()};
    apply(settings.web.requests, terms.requests);
    apply(settings.web.streams, terms.messages);
    TRIREME_TRY_ASSIGN(terms.api_key, credential_of("api_key", settings.api_key));
    TRIREME_TRY_ASSIGN(terms.secret, credential_of("secret", settings.secret));
    for (const QuotedInstrument& each : instruments) {
        TRIREME_TRY_ASSIGN(const Symbol name, symbol_named(each));
        terms.instruments.push_back({.symbol = name, .slot = each.slot, .contract_size = each.lot});
    }
    TRIREME_TRY_ASSIGN(auto network, network_of(settings.web, surroundings.clock));
    TRIREME_TRY_ASSIGN(auto adapter, venues::DeltaLp::create(terms, std::move(network)));
    return LpSet::Lp{settings.name, fmt::format("Delta Exchange at {}", terms.requests.host), std::move(adapter)};
}

Result<LpSet::Lp> connect_lp(const BinanceLpSettings& settings, LpSlot lp,
                             const std::vector<QuotedInstrument>& instruments, const LpSurroundings& surroundings) {
    venues::BinanceLpTerms terms{.lp = lp};
    apply(settings.web.requests, terms.rest);
    apply(settings.web.streams, terms.streams);
    if (!settings.api_key.empty() || !settings.secret.empty()) {
        TRIREME_TRY_ASSIGN(terms.credentials.api_key, credential_of("api_key", settings.api_key));
        TRIREME_TRY_ASSIGN(terms.credentials.secret, credential_of("secret", settings.secret));
    }
    for (const QuotedInstrument& each : instruments) {
        TRIREME_TRY_ASSIGN(const Symbol name, symbol_named(each));
        terms.instruments.push_back({.market = {.symbol = name, .slot = each.slot, .contract_size = each.lot},
                                     .base_asset = format(each.terms->base)});
    }
    terms.market.seed = jitter_seed();
    terms.trading.seed = jitter_seed();
    TRIREME_TRY_ASSIGN(auto network, network_of(settings.web, surroundings.clock));
    const std::string host = terms.streams.host;
    TRIREME_TRY_ASSIGN(auto adapter, venues::BinanceLp::create(std::move(terms), std::move(network)));
    return LpSet::Lp{settings.name, fmt::format("Binance spot at {}", host), std::move(adapter)};
}

}  // namespace trireme::app
