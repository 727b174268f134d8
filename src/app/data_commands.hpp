#pragma once

#include "app/command_line.hpp"
#include "marketdata/tick_store.hpp"

#include <optional>
#include <string>
#include <vector>

// The subcommands of `trireme data`, and what they have in common.
namespace trireme::app {

void add_data_import(CLI::App& data, Action& action);
void add_data_export(CLI::App& data, Action& action);
void add_data_list(CLI::App& data, Action& action);
void add_data_check(CLI::App& data, Action& action);

// `--store`: else the environment variable TRIREME_STORE, else var/marketdata.
void add_store_option(CLI::App& command, std::string& folder);

// Those of a store that have this symbol and name; an empty text is of all. `not_found` if there is none.
[[nodiscard]] Result<std::vector<marketdata::SeriesName>> choose_series(const marketdata::TickStore& store,
                                                                        const std::string& symbol,
                                                                        const std::string& series);

}  // namespace trireme::app
