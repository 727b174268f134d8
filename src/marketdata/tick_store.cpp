#include "marketdata/tick_store.hpp"

#include <algorithm>
#include <string>
#include <system_error>

namespace trireme::marketdata {
namespace {

constexpr std::string_view lock_name = ".lock";

Result<std::vector<std::string>> folders_in(const std::filesystem::path& path) {
    std::error_code failure;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator entry(path, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        std::string name = entry->path().filename().string();
        if (entry->is_directory(failure) && !name.starts_with('.')) {
            names.push_back(std::move(name));
        }
    }
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", path.string(), failure.message());
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace

Result<TickStore> TickStore::open(const std::filesystem::path& path) {
    std::error_code failure;
    if (!std::filesystem::is_directory(path, failure)) {
        return fail(ErrorCode::not_found, "{}: there is no store of ticks and bars", path.string());
    }
    if (has_committed_import(path)) {
        const auto lock = FolderLock::take(path / lock_name);
        if (lock) {
            TRIREME_TRY(finish_imports(path));
        } else if (lock.error().code != ErrorCode::conflict) {  // else its writer is about to
            return std::unexpected(lock.error());
        }
    }
    return TickStore(path);
}

Result<TickStore> TickStore::open_to_write(const std::filesystem::path& path) {
    TRIREME_TRY(make_folders(path));
    TickStore store(path);
    TRIREME_TRY_ASSIGN(store.lock_, FolderLock::take(path / lock_name));
    TRIREME_TRY(finish_imports(path));
    return store;
}

Result<std::vector<SeriesName>> TickStore::series() const {
    std::vector<SeriesName> found;
    TRIREME_TRY_ASSIGN(const auto symbols, folders_in(path_));
    for (const std::string& symbol : symbols) {
        TRIREME_TRY_ASSIGN(const auto names, folders_in(path_ / symbol));
        for (const std::string& name : names) {
            auto series = parse_series(symbol, name);
            if (!series) {
                return fail_with_context(std::move(series), (path_ / symbol).string());
            }
            found.push_back(*std::move(series));
        }
    }
    return found;
}

std::filesystem::path TickStore::folder_of(const SeriesName& name) const {
    return path_ / name.symbol / format_series(name);
}

Result<SeriesReader> TickStore::read(const SeriesName& name) const {
    TRIREME_TRY_ASSIGN(auto reader, SeriesReader::open(folder_of(name), name.kind));
    if (reader.is_empty()) {
        return fail(ErrorCode::not_found, "{}: there are no {} of {}", path_.string(), format_series(name),
                    name.symbol);
    }
    return reader;
}

Result<SeriesAppender> TickStore::append(const SeriesName& name) const {
    TRIREME_ASSERT(lock_.has_value());
    TRIREME_TRY(check_symbol(name.symbol));
    return SeriesAppender::open(folder_of(name), name.kind);
}

Result<StoreImport> TickStore::begin_import() const {
    TRIREME_ASSERT(lock_.has_value());
    return StoreImport::begin(path_);
}

}  // namespace trireme::marketdata
