#include "reference/engine_seed.hpp"

#include "codec/json.hpp"
#include "engine/brokerage_engine.hpp"
#include "reference/compare.hpp"
#include "reference/event_audit.hpp"
#include "reference/liquidation.hpp"
#include "reference/random_commands.hpp"
#include "reference/reference_broker.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

namespace trireme::reference {
namespace {

// Comparing all that is known takes longer than a command does.
constexpr std::size_t commands_between_states = 500;
constexpr std::size_t commands_between_liquidations = 50;
constexpr std::size_t commands_between_restarts = 300;

class Collector final : public EventSink {
public:
    void on_event(const Event& event) override { events_.push_back(event); }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

private:
    std::vector<Event> events_;
};

// Both brokers side by side.
class SideBySide {
public:
    explicit SideBySide(std::uint64_t seed) : commands_(seed, reference_) {}

    // What differs after the next command.
    [[nodiscard]] std::optional<std::string> step(Tally& tally) {
        current_ = commands_.next();
        const std::vector<Event> expected = reference_.apply(current_.time, current_.command);
        Collector answered;
        engine_.apply(current_.time, current_.command, answered);
        tally.count(current_.command, expected);
        ++applied_;
        if (auto found = first_difference(expected, answered.events())) {
            return found;
        }
        if (auto broken = audit_.check(expected)) {
            return broken;
        }
        if (reference_.next_timer() != engine_.next_timer()) {
            return fmt::format("the next timer: reference {}, engine {}", time_text(reference_.next_timer()),
                               time_text(engine_.next_timer()));
        }
        return compare_accounts();
    }

    [[nodiscard]] std::optional<std::string> compare_states() const {
        auto found = first_difference(reference_.state(), engine_.state());
        return found ? std::optional("the states differ at " + *found) : std::nullopt;
    }

    // The engine goes on from its own state, as it does after a restart: whatever it keeps beside is made anew. What
    // speaks against it.
    [[nodiscard]] std::optional<std::string> restart_engine() {
        auto restarted = engine::BrokerageEngine::from_state(engine_.state());
        if (!restarted) {
            return "the engine does not take its own state: " + restarted.error().message;
        }
        engine_ = std::move(*restarted);
        return std::nullopt;
    }

    [[nodiscard]] std::string where() const {
        return fmt::format("command {} at {}: {}", applied_, format_timestamp(current_.time),
                           codec::to_json_text(current_.command));
    }

    [[nodiscard]] std::size_t applied() const { return applied_; }

private:
    [[nodiscard]] static std::string time_text(std::optional<Timestamp> time) {
        return time ? format_timestamp(*time) : "none";
    }

    [[nodiscard]] static std::string text_of(const std::optional<engine::AccountFigures>& figures) {
        if (!figures) {
            return "none";
        }
        return fmt::format("cash {}, credit {}, equity {}, used {}, free {}, level {}", format(figures->cash),
                           format(figures->credit), format(figures->equity), format(figures->used_margin),
                           format(figures->free_margin), figures->level ? format(*figures->level) : "none");
    }

    [[nodiscard]] static std::string text_of(const std::optional<engine::LiquidationPrices>& prices) {
        const auto price = [](const std::optional<Price>& at) { return at ? format(*at) : "none"; };
        return prices ? fmt::format("margin call at {}, stop-out at {}", price(prices->margin_call),
                                    price(prices->stop_out))
                      : "none";
    }

    [[nodiscard]] std::optional<std::string> compare_accounts() const {
        for (const auto& [id, account] : reference_.world().accounts) {
            const auto expected = reference_.figures(id);
            const auto found = engine_.figures(id);
            if (expected != found) {
                return fmt::format("figures of account {}: reference {}; engine {}", id.value(), text_of(expected),
                                   text_of(found));
            }
        }
        return applied_ % commands_between_liquidations == 0 ? compare_liquidation_prices() : std::nullopt;
    }

    [[nodiscard]] std::optional<std::string> compare_liquidation_prices() const {
        World world = reference_.world();
        std::set<std::pair<AccountId, InstrumentId>> holdings;
        for (const auto& [id, position] : world.positions) {
            holdings.emplace(position.account, position.instrument);
        }
        for (const auto& [account, instrument] : holdings) {
            const auto found = engine_.liquidation_prices(account, instrument);
            if (!found || !are_liquidation_prices(world, account, instrument, *found)) {
                const auto expected = liquidation_prices(world, account, instrument);
                return fmt::format("liquidation prices of account {} in instrument {}: reference {}; engine {}",
                                   account.value(), instrument.value(), text_of(expected), text_of(found));
            }
        }
        return std::nullopt;
    }

    ReferenceBroker reference_;
    engine::BrokerageEngine engine_;
    RandomCommands commands_;
    EventAudit audit_;
    TimedCommand current_;
    std::size_t applied_ = 0;
};

}  // namespace

SeedResult run_engine_seed(std::uint64_t seed, std::size_t commands) {
    SeedResult result{.seed = seed, .difference = std::nullopt, .tally = {}};
    SideBySide brokers(seed);
    while (!result.difference && brokers.applied() < commands) {
        result.difference = brokers.step(result.tally);
        const bool is_due = brokers.applied() % commands_between_states == 0 || brokers.applied() == commands;
        if (!result.difference && is_due) {
            result.difference = brokers.compare_states();
        }
        if (!result.difference && brokers.applied() % commands_between_restarts == 0) {
            result.difference = brokers.restart_engine();
        }
    }
    if (result.difference) {
        result.difference = fmt::format("seed {}, {}\n  {}", seed, brokers.where(), *result.difference);
    }
    return result;
}

}  // namespace trireme::reference
