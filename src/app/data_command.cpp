#include "app/data_commands.hpp"

namespace trireme::app {

void add_data_command(CLI::App& program, Action& action) {
    auto* const data = program.add_subcommand("data", "Keep ticks and bars: import, export, list and check them");
    data->require_subcommand(1);
    data->footer(examples(
        {"trireme data import 20140501_quote.zip --symbol EURUSD   bring a file in, all of it or nothing",
         "trireme data list                                        what is there?",
         "trireme data check --symbol EURUSD --sessions fx         is anything missing, or wrong?",
         "trireme data export --symbol EURUSD --bars 1h --side mid bars of ticks, as comma-separated values"}));
    add_data_import(*data, action);
    add_data_export(*data, action);
    add_data_list(*data, action);
    add_data_check(*data, action);
}

void add_store_option(CLI::App& command, std::string& folder) {
    folder = "var/marketdata";
    command.add_option("--store", folder, "The folder of the store")
        ->type_name("DIR")
        ->envname("TRIREME_STORE")
        ->capture_default_str();
}

Result<std::vector<marketdata::SeriesName>> choose_series(const marketdata::TickStore& store, const std::string& symbol,
                                                          const std::string& series) {
    TRIREME_TRY_ASSIGN(auto all, store.series());
    std::erase_if(all, [&](const marketdata::SeriesName& name) {
        return (!symbol.empty() && name.symbol != symbol) || (!series.empty() && format_series(name) != series);
    });
    if (all.empty() && !(symbol.empty() && series.empty())) {
        return fail(ErrorCode::not_found, "{}: there is no {} of {}", store.path().string(),
                    series.empty() ? "series" : series, symbol.empty() ? "any symbol" : symbol);
    }
    return all;
}

}  // namespace trireme::app
