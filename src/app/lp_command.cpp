#include "app/lp_commands.hpp"

namespace trireme::app {

void add_lp_command(CLI::App& program, Action& action) {
    auto* const lp = program.add_subcommand("lp", "Play an LP: a real server on this machine that quotes and deals");
    lp->require_subcommand(1);
    lp->footer(examples({"trireme lp binance --port 9443 --authority lp.pem   prices and orders as Binance's",
                         "trireme lp binance --port 9443 --cut 5 --lie 20     and a bad one",
                         "trireme lp fix --port 9878 --symbols EURUSD          a FIX 4.4 acceptor"}));
    add_lp_binance(*lp, action);
    add_lp_oanda(*lp, action);
    add_lp_delta(*lp, action);
    add_lp_fix(*lp, action);
}

}  // namespace trireme::app
