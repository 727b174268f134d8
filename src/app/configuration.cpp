#include "app/configuration.hpp"

#include "app/toml_document.hpp"

#include <algorithm>
#include <span>

namespace trireme::app {
namespace {

using Check = std::expected<void, codec::Misfit>;

Check check_lps(const std::vector<LpSettings>& lps) {
    if (lps.empty()) {
        return std::unexpected(codec::Misfit{"/lps", "there are none; expected [[lps]] with a type and a name"});
    }
    if (lps.size() > lps_max) {
        return std::unexpected(codec::Misfit{"/lps", fmt::format("{} are more than {}", lps.size(), lps_max)});
    }
    for (std::size_t at = 0; at < lps.size(); ++at) {
        const std::string& name = name_of(lps[at]);
        const auto misfit = [&](std::string message) {
            return std::unexpected(codec::Misfit{fmt::format("/lps/{}/name", at), std::move(message)});
        };
        if (name.empty()) {
            return misfit("is missing; expected a name that no other LP has");
        }
        const auto same = std::ranges::find(lps.begin(), lps.begin() + static_cast<std::ptrdiff_t>(at), name, name_of);
        if (same != lps.begin() + static_cast<std::ptrdiff_t>(at)) {
            return misfit(fmt::format("another LP is called {} already", name));
        }
    }
    return {};
}

Check check_instruments(const Configuration& configuration) {
    const auto& instruments = configuration.instruments;
    for (std::size_t at = 0; at < instruments.size(); ++at) {
        const auto misfit = [&](std::string_view field, std::string message) {
            return std::unexpected(codec::Misfit{fmt::format("/instruments/{}{}", at, field), std::move(message)});
        };
        if (instruments[at].symbol.empty()) {
            return misfit("/symbol", "is missing; expected a symbol such as \"EURUSD\"");
        }
        const auto before = std::span(instruments).first(at);
        if (std::ranges::find(before, instruments[at].symbol, &InstrumentSettings::symbol) != before.end()) {
            return misfit("/symbol", fmt::format("{} stands here already", instruments[at].symbol.view()));
        }
        for (std::size_t lp = 0; lp < instruments[at].lps.size(); ++lp) {
            if (std::ranges::find(configuration.lps, instruments[at].lps[lp], name_of) == configuration.lps.end()) {
                return misfit(fmt::format("/lps/{}", lp), fmt::format("no LP is called {}", instruments[at].lps[lp]));
            }
        }
    }
    return {};
}

// What else there is to be said of rules the engine says; here it is whether their LPs are there.
Check check_routing(const Configuration& configuration) {
    for (std::size_t at = 0; at < configuration.routing.size(); ++at) {
        const RoutingRule& rule = configuration.routing[at];
        const LpId most(static_cast<std::uint32_t>(configuration.lps.size()));
        const auto misfit = [&](std::string_view field, LpId lp) {
            return std::unexpected(
                codec::Misfit{fmt::format("/routing/{}{}", at, field),
                              fmt::format("there is no LP {}; expected its place among the LPs, from 1 to {}",
                                          lp.value(), most.value())});
        };
        if (rule.lp > most) {
            return misfit("/lp", rule.lp);
        }
        if (rule.when.lp_available && (*rule.when.lp_available > most || *rule.when.lp_available == LpId())) {
            return misfit("/when/lp_available", *rule.when.lp_available);
        }
    }
    return {};
}

}  // namespace

Result<Configuration> read_configuration(const std::string& path) {
    TRIREME_TRY_ASSIGN(const TomlDocument document, TomlDocument::read(path));
    TRIREME_TRY_ASSIGN(auto configuration, settings_of<Configuration>(document));
    auto checked = check_lps(configuration.lps);
    if (checked) {
        checked = check_instruments(configuration);
    }
    if (checked) {
        checked = check_routing(configuration);
    }
    if (!checked) {
        return std::unexpected(document.error_at(checked.error()));
    }
    return configuration;
}

}  // namespace trireme::app
