#include "app/lp_commands.hpp"

namespace trireme::app {

void add_lp_command(CLI::App& program, Action& action) {
    auto* const lp = program.add_subcommand("lp", "Play an LP: a real server on this machine that quotes and deals");
    lp->require_subcommand(1);
    lp->footer(examples({"trireme lp binance --port 9443 --authority lp.pem   prices and orders as Binance's",
                         "trireme lp binance --port 9443 --cut 5 --lie 20     and a bad one"}));
    add_lp_binance(*lp, action);
}

void add_fault_options(CLI::App& command, counterparts::FaultTerms& faults) {
    const auto add = [&](const char* name, std::uint32_t& permille, const char* what) {
        command.add_option(name, permille, what)->type_name("PERMILLE")->check(whole_number(0, 1'000));
    };
    add("--drop", faults.drop_permille, "Messages that are not sent");
    add("--delay", faults.delay_permille, "Messages that are sent 50 ms late");
    add("--duplicate", faults.duplicate_permille, "Messages that are sent twice");
    add("--reorder", faults.reorder_permille, "Messages that the next one overtakes");
    add("--cut", faults.cut_permille, "Messages instead of which the connection ends");
    add("--refuse", faults.refuse_permille, "Requests that are refused");
    add("--lie", faults.lie_permille, "Messages that are broken or absurd");
    command.add_option("--seed", faults.seed, "What misbehaviour and prices are drawn from")->capture_default_str();
}

}  // namespace trireme::app
