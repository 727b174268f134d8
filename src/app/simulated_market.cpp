#include "app/simulated_market.hpp"

#include "app/rollover_calendar.hpp"

#include <algorithm>
#include <chrono>

namespace trireme::app {
namespace {

constexpr std::size_t rollovers_ahead = 260;  // about a year
constexpr auto pace = std::chrono::milliseconds(10);
constexpr std::uint64_t quotes_per_pace = SimulatedMarket::quotes_per_second * pace.count() / 1'000;
static_assert(quotes_per_pace > 0 && quotes_per_pace <= quotes_max);

bool is_known(const engine::EngineState& found, InstrumentId id) {
    return std::ranges::any_of(found.instruments, [id](const auto& known) { return known.terms.id == id; });
}

}  // namespace

SimulatedMarket::SimulatedMarket(CommandSink& sink, Clock& clock, SimulatedPrices& prices,
                                 const engine::EngineState& found)
    : prices_(prices), flow_(sink) {
    Quotes first;
    for (const TradedInstrument& instrument : prices_.instruments()) {
        if (!is_known(found, instrument.terms.id)) {
            flow_.send(DefineInstrument{instrument.terms});
        }
        first.quotes.push_back(*prices_.quote(instrument));
    }
    flow_.send(SetCalendar{rollovers_after(clock.now(), rollovers_ahead)});
    flow_.send(first);
    thread_ = std::thread([this] { run(); });
}

SimulatedMarket::~SimulatedMarket() { stop(); }

void SimulatedMarket::stop() {
    flow_.stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void SimulatedMarket::run() {
    auto next_at = std::chrono::steady_clock::now();
    while (!flow_.is_stopping()) {
        Quotes command;
        while (command.quotes.size() < quotes_per_pace) {
            command.quotes.push_back(prices_.move());
        }
        if (!flow_.send(command)) {
            return;
        }
        quotes_sent_.fetch_add(command.quotes.size(), std::memory_order_relaxed);
        next_at += pace;
        std::this_thread::sleep_until(next_at);
    }
}

}  // namespace trireme::app
