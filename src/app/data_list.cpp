#include "app/data_commands.hpp"

#include <cstdio>
#include <memory>

namespace trireme::app {
namespace {

struct ListOptions {
    std::string store;
    std::string symbol;
    bool as_json = false;
};

Result<void> list(const ListOptions& options) {
    TRIREME_TRY_ASSIGN(const auto store, marketdata::TickStore::open(options.store));
    TRIREME_TRY_ASSIGN(const auto names, choose_series(store, options.symbol, ""));
    if (!options.as_json) {
        fmt::print("{:<12} {:<16} {:>12} {:>12} {:>6}  {:<30} {}\n", "symbol", "series", "rows", "bytes", "parts",
                   "from", "to");
    }
    for (const marketdata::SeriesName& name : names) {
        const auto reader = store.read(name);
        if (!reader && reader.error().code == ErrorCode::not_found) {
            continue;  // a series that was begun and has no rows yet
        }
        TRIREME_TRY(reader);
        const std::string from = format_timestamp(Timestamp(reader->first_time()));
        const std::string to = format_timestamp(Timestamp(reader->last_time()));
        if (options.as_json) {
            fmt::print(R"({{"symbol":"{}","series":"{}","rows":{},"bytes":{},"parts":{},"from":"{}","to":"{}"}})"
                       "\n",
                       name.symbol, format_series(name), reader->rows(), reader->bytes(), reader->parts().size(), from,
                       to);
        } else {
            fmt::print("{:<12} {:<16} {:>12} {:>12} {:>6}  {:<30} {}\n", name.symbol, format_series(name),
                       reader->rows(), reader->bytes(), reader->parts().size(), from, to);
        }
    }
    return {};
}

}  // namespace

void add_data_list(CLI::App& data, Action& action) {
    auto* const command = data.add_subcommand("list", "Show what a store holds");
    auto options = std::make_shared<ListOptions>();
    add_store_option(*command, options->store);
    command->add_option("--symbol", options->symbol, "Of this symbol only");
    command->add_flag("--json", options->as_json, "One object of JSON for each series");
    command->footer(examples({"trireme data list", "trireme data list --store ticks --json"}));
    command->callback([options, &action] {
        action = [options] {
            const auto listed = list(*options);
            return listed ? ExitStatus::success : report(listed.error());
        };
    });
}

}  // namespace trireme::app
