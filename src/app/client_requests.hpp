#pragma once

#include "app/chance.hpp"
#include "app/client_portfolios.hpp"
#include "app/simulated_prices.hpp"
#include "model/commands.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace trireme::app {

// What simulated clients ask for. They react to nothing but chance, but know their own portfolios, so that most of what
// they ask for can be done. Some of them dare more than their money bears, and are stopped out sooner or later.
//
// Portfolios and prices outlive it.
class ClientRequests {
public:
    // Request ids from `first_request` on were never used before.
    ClientRequests(const ClientPortfolios& portfolios, const SimulatedPrices& prices, std::uint64_t first_request,
                   std::uint64_t seed)
        : portfolios_(portfolios), prices_(prices), next_request_(first_request), chance_(seed) {}

    // The terms that the clients trade on.
    [[nodiscard]] static std::vector<Group> groups();

    // A new client's first commands: the account, and money in it.
    [[nodiscard]] std::vector<Command> join(std::size_t client);

    // The next request of a client drawn by chance. Nothing if nobody wants anything: accounts are not known to be open
    // yet, or those who dare wait for luck.
    [[nodiscard]] std::optional<Command> next(Timestamp now);

    // The desk's answer.
    [[nodiscard]] Command decide(const ClientPortfolios::Withdrawal& withdrawal);

private:
    // Whoever dares holds on to a position, mostly.
    [[nodiscard]] bool is_hoping(const Portfolio& portfolio);
    [[nodiscard]] Command request_of(const Portfolio& portfolio, Timestamp now);

    [[nodiscard]] Command deposit(const AccountTerms& account);
    [[nodiscard]] Command withdraw(const Portfolio& portfolio);

    [[nodiscard]] Command place_order(const Portfolio& portfolio, Timestamp now);
    [[nodiscard]] OrderTerms market_order(const Portfolio& portfolio, const SimulatedInstrument& instrument);
    [[nodiscard]] OrderTerms resting_order(const SimulatedInstrument& instrument, Timestamp now);
    [[nodiscard]] Command change_order(const Portfolio& portfolio);
    [[nodiscard]] Command move_order(const Portfolio& portfolio, const LiveOrder& order,
                                     const SimulatedInstrument& instrument);

    [[nodiscard]] Command change_position(const Portfolio& portfolio);
    [[nodiscard]] Command protect(const Portfolio& portfolio, const OpenPosition& position,
                                  const SimulatedInstrument& instrument);
    [[nodiscard]] Command close(const Portfolio& portfolio, const OpenPosition& position);

    [[nodiscard]] const SimulatedInstrument& some_instrument(const Portfolio& portfolio);
    [[nodiscard]] Lots some_lots(const Portfolio& portfolio, const SimulatedInstrument& instrument);
    [[nodiscard]] Side some_side() { return chance_.one_in(2) ? Side::buy : Side::sell; }
    [[nodiscard]] Protection some_protection(const SimulatedInstrument& instrument, Side side, Price from);
    // A whole number of ticks, more than the spread and any markup.
    [[nodiscard]] Price some_distance(const SimulatedInstrument& instrument);
    // For what must not be done twice: the engine remembers each for 30 days.
    [[nodiscard]] ClientOrderId next_id();

    const ClientPortfolios& portfolios_;
    const SimulatedPrices& prices_;
    std::uint64_t next_request_;
    Chance chance_;
};

}  // namespace trireme::app
