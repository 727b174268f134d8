#pragma once

#include "marketdata/row_source.hpp"
#include "marketdata/tick_store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace trireme::marketdata {

struct FileImportOptions {
    RowSourceOptions source{};
    std::string symbol{};
    std::optional<BarSide> side{};      // of bars of one side; else as the file says
    std::optional<BarPeriod> period{};  // of bars; else by the least distance of two rows
    DayEnd day_end = DayEnd::utc_midnight;
    BadLines::Policy bad_rows = BadLines::Policy::refuse;
};

struct FileImport {
    std::vector<SeriesName> series{};  // what was brought in; empty if nothing was
    std::uint64_t rows = 0;
    BadLines bad_rows{BadLines::Policy::skip};
    bool is_refused = false;  // because of bad rows
};

// Brings the rows of a file into the store: all of them, or none. Reads on behind bad rows, so that they are all told.
[[nodiscard]] Result<FileImport> import_file(const TickStore& store, const FileImportOptions& options,
                                             const std::function<void(std::uint64_t rows)>& progress);

}  // namespace trireme::marketdata
