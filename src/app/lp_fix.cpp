#include "app/lp_commands.hpp"
#include "app/new_text_file.hpp"
#include "app/temporary_folder.hpp"
#include "fix/fix_server.hpp"
#include "runtime/system_clock.hpp"

#include <cstdio>
#include <filesystem>

namespace trireme::app {
namespace {

struct Options {
    LpServerOptions server{.port = 9878};
    PlayedOptions played;
    std::string comp_id = "LP";
    std::vector<std::string> clients;  // empty: BROKER
    std::string username;
    std::string password;
    std::string folder;  // empty: a temporary one
};

fix::MisbehaviourTerms misbehaviour_of(const counterparts::FaultTerms& faults) {
    return {.seed = faults.seed,
            .drop_permille = faults.drop_permille,
            .duplicate_permille = faults.duplicate_permille,
            .reorder_permille = faults.reorder_permille,
            .garble_permille = faults.cut_permille,
            .lie_permille = faults.lie_permille,
            .delay = faults.delay_permille > 0 ? faults.delay : Duration(),
            .refuse_permille = faults.refuse_permille};
}

Result<void> write(const std::filesystem::path& path, const std::string& text) {
    TRIREME_TRY_ASSIGN(const auto file, NewTextFile::at(path.string()));
    return file.write(text);
}

Result<void> serve(const Options& options) {
    StopSignals signals;
    runtime::SystemClock clock;
    TRIREME_TRY_ASSIGN(LpSet set, lp_to_play(options.played, options.server.faults.seed, clock));
    fix::FixServerTerms terms{.port = options.server.port, .comp_id = options.comp_id, .clients = options.clients};
    terms.username = options.username;
    terms.password = fix::Secret(options.password);
    terms.misbehaviour = misbehaviour_of(options.server.faults);
    TRIREME_TRY_ASSIGN(const std::string scratch, new_temporary_folder("lp", "Set TMPDIR"));
    terms.folder = options.folder.empty() ? std::filesystem::path(scratch) : std::filesystem::path(options.folder);
    if (!options.server.is_plain) {
        TRIREME_TRY_ASSIGN(const auto certificate, certificate_for(options.server));
        terms.certificate_file = scratch + "/certificate.pem";
        terms.key_file = scratch + "/key.pem";
        TRIREME_TRY(write(terms.certificate_file, certificate.certificate));
        TRIREME_TRY(write(terms.key_file, certificate.key));
    }
    std::string names;
    for (std::uint32_t slot = 0; slot < set.instruments.size(); ++slot) {
        const Instrument& instrument = set.instruments[slot].terms;
        terms.instruments.push_back({.slot = InstrumentSlot(slot),
                                     .symbol = std::string(instrument.symbol.view()),
                                     .contract_size = instrument.contract_size});
        names += fmt::format(" {}", instrument.symbol.view());
    }
    TRIREME_TRY_ASSIGN(const auto server, fix::FixServer::create(terms, *set.lps.front().adapter, clock));
    fmt::print("serving:    FIX 4.4 on localhost:{}{} as {}, prices of{}; sessions in {}\n", server->port(),
               options.server.is_plain ? "" : " with TLS", options.comp_id, names, terms.folder.string());
    std::fflush(stdout);
    wait_for_end(options.server, signals);
    return {};
}

}  // namespace

void add_lp_fix(CLI::App& lp, Action& action) {
    auto* const command = lp.add_subcommand("fix", "Accept FIX 4.4 sessions: market data, orders, positions");
    const auto options = std::make_shared<Options>();
    options->clients = {"BROKER"};
    add_server_options(*command, options->server);
    add_played_options(*command, options->played);
    command->add_option("--comp-id", options->comp_id, "Its own CompID")->capture_default_str();
    command->add_option("--client", options->clients, "CompIDs that may connect, each with a session")
        ->type_name("COMPID")
        ->capture_default_str();
    command->add_option("--username", options->username, "What clients must say (553); empty: anything");
    command->add_option("--password", options->password, "Likewise (554)");
    command->add_option("--sessions", options->folder, "Where the sessions' files are; without it a temporary folder")
        ->type_name("DIR");
    command->callback([options, &action] {
        action = [options] {
            const auto served = serve(*options);
            return served ? ExitStatus::success : report(served.error());
        };
    });
}

}  // namespace trireme::app
