#include "reference/tally.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

#include <type_traits>

namespace trireme::reference {
namespace {

template <class Key>
void add_counts(std::map<Key, std::uint64_t>& sum, const std::map<Key, std::uint64_t>& more) {
    for (const auto& [key, count] : more) {
        sum[key] += count;
    }
}

std::string_view text_of(std::string_view name) { return name; }

template <class Enum>
std::string_view text_of(Enum value) {
    return boost::describe::enum_to_string(value, "?");
}

template <class Key>
std::string lines_of(std::string_view title, const std::map<Key, std::uint64_t>& counts) {
    std::string text = fmt::format("{}\n", title);
    for (const auto& [key, count] : counts) {
        text += fmt::format("  {:<28}{:>10}\n", text_of(key), count);
    }
    return text;
}

// The names of the alternatives of a variant that are not among those counted.
template <class Choice>
std::string missing_from(const std::map<std::string_view, std::uint64_t>& counts) {
    std::string text;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, Choice>>([&](auto* alternative) {
        using Alternative = std::remove_pointer_t<decltype(alternative)>;
        if (!counts.contains(Alternative::wire_name)) {
            text += fmt::format(" {}", Alternative::wire_name);
        }
    });
    return text;
}

template <class Enum>
std::string missing_from(const std::map<Enum, std::uint64_t>& counts) {
    std::string text;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
        if (!counts.contains(enumerator.value)) {
            text += fmt::format(" {}", enumerator.name);
        }
    });
    return text;
}

}  // namespace

void Tally::count(const Command& command, std::span<const Event> answered) {
    std::visit([&](const auto& asked) { ++commands[asked.wire_name]; }, command);
    for (const Event& event : answered) {
        std::visit([&](const auto& said) { ++events[said.wire_name]; }, event);
        if (const auto* const rejected = std::get_if<Rejected>(&event)) {
            ++rejects[rejected->code];
        } else if (const auto* const trade = std::get_if<Trade>(&event)) {
            ++trades[trade->reason];
        } else if (const auto* const cancelled = std::get_if<OrderCancelled>(&event)) {
            ++cancels[cancelled->reason];
        } else if (const auto* const stop_out = std::get_if<StopOut>(&event)) {
            ++stop_outs[stop_out->step];
        } else if (const auto* const lp_trade = std::get_if<LpTrade>(&event)) {
            ++lp_trades[lp_trade->reason];
        } else if (const auto* const ignored = std::get_if<LpReportIgnored>(&event)) {
            ++lp_faults[ignored->fault];
        }
    }
}

void Tally::add(const Tally& other) {
    add_counts(commands, other.commands);
    add_counts(events, other.events);
    add_counts(rejects, other.rejects);
    add_counts(trades, other.trades);
    add_counts(cancels, other.cancels);
    add_counts(stop_outs, other.stop_outs);
    add_counts(lp_trades, other.lp_trades);
    add_counts(lp_faults, other.lp_faults);
}

std::string Tally::to_text() const {
    return lines_of("commands", commands) + lines_of("events", events) + lines_of("rejects", rejects) +
           lines_of("trades by reason", trades) + lines_of("cancels by reason", cancels) +
           lines_of("stop-out steps", stop_outs) + lines_of("trades at LPs by reason", lp_trades) +
           lines_of("ignored reports of LPs", lp_faults);
}

std::string Tally::never_happened() const {
    // There is only one version of the rules, so that none can follow it.
    auto said = events;
    said.emplace(RulesVersionChanged::wire_name, 0);
    return missing_from<Command>(commands) + missing_from<Event>(said) + missing_from(rejects) + missing_from(trades) +
           missing_from(cancels) + missing_from(stop_outs) + missing_from(lp_trades) + missing_from(lp_faults);
}

}  // namespace trireme::reference
