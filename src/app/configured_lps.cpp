#include "app/configured_lps.hpp"

#include "app/checked_file.hpp"
#include "app/known_instruments.hpp"
#include "app/simulated_instruments.hpp"
#include "venues/recorded_lp.hpp"
#include "venues/simulated_lp.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

venues::SimulatedPriceTerms price_terms(const TradedInstrument& instrument, const SimulatedLpSettings& settings) {
    const auto spread = static_cast<std::uint32_t>(instrument.spread.value() / instrument.terms.tick_size.value());
    return {.begin = instrument.mid,
            .tick = instrument.terms.tick_size,
            .volatility = settings.volatility,
            .jumps_per_day = 4,
            .jump_max = Ratio(300'000),
            .interval_min = settings.interval_min,
            .interval_max = settings.interval_max,
            .spread_min = std::max(spread / 2, 1U),
            .spread_max = spread + settings.extra_spread,
            .levels = 5,
            .level_lots = instrument.daring_lots};
}

// Puts LPs together one by one.
class Builder {
public:
    Builder(const Configuration& configuration, const LpSurroundings& surroundings, const engine::EngineState& found)
        : configuration_(configuration), surroundings_(surroundings), now_(surroundings.clock.now()), found_(found) {}

    Result<LpSet> build() {
        for (const LpSettings& settings : configuration_.lps) {
            lp_ = LpSlot(static_cast<std::uint8_t>(set_.lps.size()));
            auto added = std::visit([&](const auto& any) { return add(any); }, settings);
            if (!added) {
                return fail_with_context(std::move(added), fmt::format("LP {}", name_of(settings)));
            }
            set_.liquidity.lps.push_back(LpId(static_cast<std::uint32_t>(set_.lps.size())));
        }
        for (const InstrumentSettings& settings : configuration_.instruments) {
            TRIREME_TRY(apply(settings));
        }
        TRIREME_TRY(marketdata::check(set_.liquidity));
        set_.routing = configuration_.routing;
        return std::move(set_);
    }

private:
    Result<void> add(const SimulatedLpSettings& settings) {
        venues::SimulatedLpTerms terms{.lp = lp_,
                                       .seed = settings.seed,
                                       .market_seed = settings.market_seed,
                                       .begin = now_,
                                       .latency_min = settings.latency_min,
                                       .latency_max = settings.latency_max};
        terms.dealing.latency_min = settings.latency_min;
        terms.dealing.latency_max = settings.latency_max;
        terms.dealing.last_look = settings.last_look;
        terms.dealing.reject_permille = settings.reject_permille;
        terms.dealing.partial_permille = settings.partial_permille;
        std::vector<TradedInstrument> simulated = simulated_instruments();
        TRIREME_TRY(adopt_instruments(simulated, found_));
        for (const Symbol& symbol : settings.symbols) {
            if (std::ranges::find(simulated, symbol, symbol_of) == simulated.end()) {
                return fail(ErrorCode::not_found, "symbols: the simulated market has no {}; it has {}", symbol.view(),
                            symbols_of(simulated));
            }
        }
        for (const TradedInstrument& each : simulated) {
            if (settings.symbols.empty() ||
                std::ranges::find(settings.symbols, symbol_of(each)) != settings.symbols.end()) {
                terms.instruments.push_back({slot_of(each), price_terms(each, settings)});
            }
        }
        TRIREME_TRY_ASSIGN(auto adapter, venues::SimulatedLp::create(terms));
        set_.lps.push_back({settings.name, "simulated", std::move(adapter)});
        return {};
    }

    Result<void> add(const RecordedLpSettings& settings) {
        if (settings.files.empty()) {
            return fail(ErrorCode::invalid_input, "files: there are none; expected files of quotes");
        }
        venues::RecordedLpTerms terms{.lp = lp_, .begin = now_, .speed = settings.speed};
        for (const std::string& named : settings.files) {
            TRIREME_TRY_ASSIGN(const NamedFile file, find_named_file(named));
            TRIREME_TRY_ASSIGN(const CheckedFile checked, check_file(file, {}));
            std::vector<TradedInstrument> recorded{traded_instrument(checked)};
            TRIREME_TRY(adopt_instruments(recorded, found_));
            terms.instruments.push_back({slot_of(recorded.front()), checked.options});
        }
        TRIREME_TRY_ASSIGN(auto adapter, venues::RecordedLp::open(terms));
        set_.lps.push_back({settings.name, "recorded", std::move(adapter)});
        return {};
    }

    template <class RealLpSettings>
    Result<void> add(const RealLpSettings& settings) {
        if (settings.instruments.empty()) {
            return fail(ErrorCode::invalid_input, "instruments: there are none; expected those that the LP quotes");
        }
        std::vector<QuotedInstrument> instruments;
        for (const QuotedSettings& quoted : settings.instruments) {
            const Instrument* const known = find_known_instrument(quoted.symbol.view());
            if (known == nullptr) {
                return fail(ErrorCode::not_found, "instruments: the symbol {} is not known; known are {}",
                            quoted.symbol.view(), known_symbols());
            }
            // Its price is learnt from what the LP quotes.
            std::vector<TradedInstrument> traded(1);
            traded.front().terms = *known;
            TRIREME_TRY(adopt_instruments(traded, found_));
            traded.front().mid = Price();
            instruments.push_back({.slot = slot_of(traded.front()),
                                   .name = quoted.as.empty() ? std::string(quoted.symbol.view()) : quoted.as,
                                   .lot = quoted.lot.value_or(known->contract_size),
                                   .terms = known});
        }
        TRIREME_TRY_ASSIGN(LpSet::Lp connected, connect_lp(settings, lp_, instruments, surroundings_));
        set_.lps.push_back(std::move(connected));
        return {};
    }

    Result<void> apply(const InstrumentSettings& settings) {
        const auto found = std::ranges::find(set_.instruments, settings.symbol, symbol_of);
        if (found == set_.instruments.end()) {
            return fail(ErrorCode::invalid_input, "instruments: no LP quotes {}; they quote {}", settings.symbol.view(),
                        symbols_of(set_.instruments));
        }
        auto& quoted = set_.liquidity.quoted[static_cast<std::size_t>(found - set_.instruments.begin())];
        quoted.mode = static_cast<marketdata::LiquidityMode>(settings.mode);
        quoted.stale_after = settings.stale_after;
        quoted.return_after = settings.return_after;
        quoted.delay_max = settings.delay_max.value_or(Duration());
        quoted.spike_max = settings.spike_max.value_or(Ratio());
        if (settings.lps.empty()) {
            return {};
        }
        const auto quoting = quoted.lps;
        quoted.lps.clear();
        for (const std::string& name : settings.lps) {
            const auto lp = std::ranges::find(set_.lps, name, &LpSet::Lp::name);
            const LpSlot slot(static_cast<std::uint8_t>(lp - set_.lps.begin()));
            if (std::ranges::find(quoting, slot) == quoting.end()) {
                return fail(ErrorCode::invalid_input, "instruments: LP {} does not quote {}", name,
                            settings.symbol.view());
            }
            quoted.lps.push_back(slot);
        }
        return {};
    }

    static Symbol symbol_of(const TradedInstrument& instrument) { return instrument.terms.symbol; }

    static std::string symbols_of(const std::vector<TradedInstrument>& instruments) {
        std::string symbols;
        for (const TradedInstrument& each : instruments) {
            symbols += fmt::format("{}{}", symbols.empty() ? "" : ", ", each.terms.symbol.view());
        }
        return symbols;
    }

    // The instrument's place, a new one if no LP before quoted it.
    InstrumentSlot slot_of(const TradedInstrument& instrument) {
        const auto found = std::ranges::find(set_.instruments, symbol_of(instrument), symbol_of);
        const InstrumentSlot slot(static_cast<std::uint32_t>(found - set_.instruments.begin()));
        if (found == set_.instruments.end()) {
            set_.instruments.push_back(instrument);
            set_.liquidity.quoted.push_back({.id = instrument.terms.id});
        }
        set_.liquidity.quoted[slot.value()].lps.push_back(lp_);
        return slot;
    }

    const Configuration& configuration_;
    const LpSurroundings& surroundings_;
    Timestamp now_;
    const engine::EngineState& found_;
    LpSlot lp_;  // the one that is added
    LpSet set_;
};

}  // namespace

Result<LpSet> configured_lps(const Configuration& configuration, const LpSurroundings& surroundings,
                             const engine::EngineState& found) {
    return Builder(configuration, surroundings, found).build();
}

}  // namespace trireme::app
