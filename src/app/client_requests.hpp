#pragma once

#include "app/chance.hpp"
#include "app/client_portfolios.hpp"
#include "app/client_terms.hpp"
#include "app/market_view.hpp"
#include "app/order_choice.hpp"
#include "model/commands.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace trireme::app {

// What simulated clients ask for, and the desk's answers. They react to nothing but chance, but know their own
// portfolios, so that most of what they ask for can be done. Some of them dare more than their money bears, and are
// stopped out sooner or later.
//
// Portfolios and market outlive it.
class ClientRequests {
public:
    // Request ids from `first_request` on were never used before.
    ClientRequests(ClientPortfolios& portfolios, const MarketView& market, std::uint64_t first_request,
                   std::uint64_t seed)
        : portfolios_(portfolios),
          market_(market),
          terms_(market.instruments()),
          next_request_(first_request),
          chance_(seed),
          orders_(market, chance_) {}
    ClientRequests(const ClientRequests&) = delete;
    ClientRequests& operator=(const ClientRequests&) = delete;

    // The terms that the clients trade on.
    [[nodiscard]] const ClientTerms& terms() const { return terms_; }

    // A new client's first commands: the account, and money in it.
    [[nodiscard]] std::vector<Command> join(std::size_t client);

    // The next request of a client drawn by chance. Nothing if nobody wants anything: accounts are not known to be open
    // yet, those who dare wait for luck, or there are no prices.
    [[nodiscard]] std::optional<Command> next(Timestamp now);

    // What the desk does next about the money of clients: settles a deposit, or decides about a withdrawal.
    [[nodiscard]] std::optional<Command> desk_request();

private:
    // Whoever dares holds on to a position, mostly.
    [[nodiscard]] bool is_hoping(const Portfolio& portfolio);
    [[nodiscard]] std::optional<Command> request_of(const Portfolio& portfolio, Timestamp now);

    [[nodiscard]] Command deposit(const AccountTerms& account);
    [[nodiscard]] Command withdraw(const Portfolio& portfolio);

    [[nodiscard]] std::optional<Command> place_order(const Portfolio& portfolio, Timestamp now);
    [[nodiscard]] Command change_order(const Portfolio& portfolio);
    [[nodiscard]] Command move_order(const Portfolio& portfolio, const LiveOrder& order,
                                     const TradedInstrument& instrument);

    [[nodiscard]] Command change_position(const Portfolio& portfolio);
    [[nodiscard]] Command close(const Portfolio& portfolio, const OpenPosition& position);
    // An order that waits to close it at a profit.
    [[nodiscard]] Command order_to_close(const Portfolio& portfolio, const OpenPosition& position,
                                         const TradedInstrument& instrument);

    // Null for one that is not traded here or has had no quote yet: after a start there may be orders and positions in
    // it.
    [[nodiscard]] const TradedInstrument* quoted(InstrumentId id) const;
    // One that has a quote and that the account can trade; null if there is none.
    [[nodiscard]] const TradedInstrument* some_instrument(const AccountTerms& account);
    [[nodiscard]] Lots some_lots(const AccountTerms& account, const TradedInstrument& instrument);
    // For what must not be done twice: the engine remembers each for 30 days.
    [[nodiscard]] ClientOrderId next_id();

    ClientPortfolios& portfolios_;
    const MarketView& market_;
    const ClientTerms terms_;
    std::uint64_t next_request_;
    Chance chance_;
    OrderChoice orders_;
};

}  // namespace trireme::app
