#pragma once

#include "reference/draws.hpp"
#include "reference/world.hpp"

// What clients ask for: mostly what makes sense where prices and accounts are, now and then what does not.
namespace trireme::reference {

// Draws requests for the state that they will meet.
class RandomOrders {
public:
    RandomOrders(Random& random, const World& world) : random_(random), world_(world) {}

    [[nodiscard]] Command place_order();
    [[nodiscard]] Command place_oco();
    [[nodiscard]] Command modify_order();
    [[nodiscard]] Command cancel_order();
    [[nodiscard]] Command cancel_orders();
    [[nodiscard]] Command modify_position();
    [[nodiscard]] Command close_position();
    [[nodiscard]] Command close_by();
    [[nodiscard]] Command reverse_position();
    [[nodiscard]] Command close_positions();

private:
    [[nodiscard]] AccountId some_account();
    [[nodiscard]] InstrumentId some_instrument();
    [[nodiscard]] Side some_side() { return one_of(random_, {Side::buy, Side::sell}); }
    [[nodiscard]] Lots part_of(Lots lots, const Instrument& terms);
    [[nodiscard]] Lots some_lots(const Instrument& terms);
    [[nodiscard]] Price away_from(const InstrumentState& instrument, Price from, bool upwards);
    [[nodiscard]] Trailing some_trailing(const InstrumentState& instrument, Price from, bool upwards);
    [[nodiscard]] Protection some_protection(const InstrumentState& instrument, Side side, Price from);
    [[nodiscard]] OrderTerms terms_for(const InstrumentState& instrument, OrderType type, Side side, Lots lots);
    [[nodiscard]] OrderTerms some_terms(AccountId account);
    [[nodiscard]] OrderTerms closing_terms(const PositionState& position);
    void spoil(OrderTerms& terms);
    void spoil_values(OrderTerms& terms);

    Random& random_;
    const World& world_;
};

}  // namespace trireme::reference
