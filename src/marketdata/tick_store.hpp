#pragma once

#include "marketdata/series_appender.hpp"
#include "marketdata/series_reader.hpp"
#include "marketdata/store_import.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace trireme::marketdata {

// A folder of ticks and bars: below it one folder for each symbol, below that one for each series, in it the parts. Its
// bytes are described in docs/tick-store.md. Many may read, one at a time may write; readers take no lock.
class TickStore {
public:
    // `not_found` if there is none. Finishes an import that a crash left committed and not in its place.
    [[nodiscard]] static Result<TickStore> open(const std::filesystem::path& path);
    // Made if it is not there. `conflict` if another process writes.
    [[nodiscard]] static Result<TickStore> open_to_write(const std::filesystem::path& path);

    // Ordered by symbol and series.
    [[nodiscard]] Result<std::vector<SeriesName>> series() const;
    // `not_found` if the store has no such series.
    [[nodiscard]] Result<SeriesReader> read(const SeriesName& name) const;

    // Of a store that was opened to write.
    [[nodiscard]] Result<SeriesAppender> append(const SeriesName& name) const;
    [[nodiscard]] Result<StoreImport> begin_import() const;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path folder_of(const SeriesName& name) const;

private:
    explicit TickStore(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
    std::optional<FolderLock> lock_;
};

}  // namespace trireme::marketdata
