#pragma once

#include "reference/random_desk.hpp"
#include "reference/random_hedging.hpp"
#include "reference/random_market.hpp"
#include "reference/random_orders.hpp"
#include "reference/reference_broker.hpp"

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace trireme::reference {

struct TimedCommand {
    Timestamp time;
    Command command;
};

// A stream of commands from a seed: a market is set up, and then all that clients, the desk and the market ask for
// comes in mixed order, hostile values included. It looks at the state of a broker, so that most of what it asks for is
// there.
class RandomCommands {
public:
    RandomCommands(std::uint64_t seed, const ReferenceBroker& broker);

    [[nodiscard]] TimedCommand next();

    // The next command of whoever keeps the time and the timers himself. What the stage lacks comes first: the broker
    // may have lost it.
    [[nodiscard]] Command draw_at(Timestamp now);

private:
    // Something that is to come next, some time after what comes before it.
    struct Planned {
        Command command;
        Duration after;
    };

    void set_stage();
    [[nodiscard]] bool stage_is_set() const;
    // So many positions or orders at once that work over them takes several slices, then such work, and an end of it.
    void plan_crowd();
    void plan_work_over_crowd(AccountId account, InstrumentId instrument, bool is_of_positions);
    void plan(Command command, Duration after = Duration()) { planned_.push_back({std::move(command), after}); }
    void pass_time();
    [[nodiscard]] Command next_command();
    [[nodiscard]] Command draw();
    [[nodiscard]] Command draw_quotes();
    [[nodiscard]] std::size_t some_priced();
    [[nodiscard]] Command draw_for_hedges();
    [[nodiscard]] Command draw_rare();
    [[nodiscard]] Command draw_again();
    [[nodiscard]] AnswerOldRequest old_request(const Command& request);
    // Gives a request an id of its own and keeps it to be sent again.
    [[nodiscard]] Command named(Command command);

    Random random_;
    const ReferenceBroker& broker_;
    RandomMarket market_;
    RandomOrders orders_;
    RandomDesk desk_;
    RandomHedging hedging_;
    Timestamp now_;   // of the next command that is no timer
    Timestamp last_;  // of the latest command
    bool time_has_passed_ = false;
    std::deque<Planned> planned_;
    std::vector<Command> asked_;
    std::uint64_t requests_ = 0;
    std::uint64_t crowds_ = 0;
};

}  // namespace trireme::reference
