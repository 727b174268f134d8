#include "marketdata/store_import.hpp"

#include "base/timestamp.hpp"
#include "marketdata/series_reader.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

namespace trireme::marketdata {
namespace {

// Behind a dot, so that no symbol is named so.
constexpr std::string_view making_name = ".import.making";
constexpr std::string_view ready_name = ".import.ready";
// Stands between the folders of the path that a part will have; no symbol has it in its name.
constexpr char separator = '~';

std::filesystem::path series_folder(const std::filesystem::path& store, const SeriesName& name) {
    return store / name.symbol / format_series(name);
}

Result<void> check_is_apart(const SealedWriter& part, const std::filesystem::path& folder, SeriesKind kind) {
    TRIREME_TRY_ASSIGN(const SeriesReader there, SeriesReader::open(folder, kind));
    for (const auto& other : there.parts()) {
        if (part.first_time() <= last_time_of(other) && part.last_time() >= first_time_of(other)) {
            return fail(ErrorCode::conflict,
                        "has rows from {} to {}, and the store has rows from {} to {} already, in {}",
                        format_timestamp(Timestamp(part.first_time())), format_timestamp(Timestamp(part.last_time())),
                        format_timestamp(Timestamp(first_time_of(other))),
                        format_timestamp(Timestamp(last_time_of(other))), path_of(other).string());
        }
    }
    return {};
}

Result<std::uint64_t> next_number(const std::filesystem::path& folder) {
    TRIREME_TRY_ASSIGN(const auto files, list_parts(folder));
    return files.empty() ? 1 : files.back().number + 1;
}

std::filesystem::path path_in_store(const std::string& staged) {
    std::filesystem::path path;
    std::string_view rest = staged;
    for (;;) {
        const std::size_t end = rest.find(separator);
        path /= rest.substr(0, end);
        if (end == std::string_view::npos) {
            return path;
        }
        rest.remove_prefix(end + 1);
    }
}

// Each may have been moved before a crash, so that it is no longer there.
Result<void> move_all(const std::filesystem::path& store, const std::filesystem::path& ready) {
    std::error_code failure;
    std::vector<std::string> staged;
    for (const auto& entry : std::filesystem::directory_iterator(ready, failure)) {
        staged.push_back(entry.path().filename().string());
    }
    if (failure) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", ready.string(), failure.message());
    }
    for (const std::string& name : staged) {
        const auto target = store / path_in_store(name);
        TRIREME_TRY(make_folders(target.parent_path()));
        TRIREME_TRY(rename_path(ready / name, target));
        TRIREME_TRY(sync_folder(target.parent_path()));
    }
    return {};
}

}  // namespace

Result<StoreImport> StoreImport::begin(const std::filesystem::path& store) {
    TRIREME_TRY(finish_imports(store));
    TRIREME_TRY(make_folders(store / making_name));
    return StoreImport(store);
}

StoreImport::~StoreImport() {
    if (!store_.empty()) {
        parts_.clear();
        std::error_code ignored;  // the next import removes what could not be removed now
        std::filesystem::remove_all(store_ / making_name, ignored);
    }
}

StoreImport::StoreImport(StoreImport&& other) noexcept
    : store_(std::exchange(other.store_, {})), parts_(std::move(other.parts_)) {}

Result<SealedWriter*> StoreImport::add_part(SeriesKind kind) {
    const auto path = store_ / making_name / fmt::format("{}", parts_.size());
    TRIREME_TRY_ASSIGN(SealedWriter writer, SealedWriter::create(path, kind));
    parts_.push_back({path, std::make_unique<SealedWriter>(std::move(writer))});
    return parts_.back().writer.get();
}

Result<void> StoreImport::commit(std::span<const SeriesName> names) {
    TRIREME_ASSERT(names.size() == parts_.size());
    const auto making = store_ / making_name;
    for (std::size_t at = 0; at < parts_.size(); ++at) {
        Part& part = parts_[at];
        if (part.writer->rows() == 0) {
            TRIREME_TRY(remove_path(part.path));
            continue;
        }
        TRIREME_TRY(check_symbol(names[at].symbol));
        const auto folder = series_folder(store_, names[at]);
        TRIREME_TRY(check_is_apart(*part.writer, folder, names[at].kind));
        TRIREME_TRY_ASSIGN(const std::uint64_t number, next_number(folder));
        TRIREME_TRY(part.writer->finish());
        TRIREME_TRY(rename_path(
            part.path, making / fmt::format("{}{}{}{}{}", names[at].symbol, separator, format_series(names[at]),
                                            separator, sealed_part_name(number))));
    }
    parts_.clear();
    TRIREME_TRY(sync_folder(making));
    TRIREME_TRY(rename_path(making, store_ / ready_name));
    const auto store = std::exchange(store_, {});
    TRIREME_TRY(sync_folder(store));
    return finish_imports(store);
}

bool has_committed_import(const std::filesystem::path& store) {
    std::error_code ignored;
    return std::filesystem::exists(store / ready_name, ignored);
}

Result<void> finish_imports(const std::filesystem::path& store) {
    TRIREME_TRY(remove_path(store / making_name));
    if (has_committed_import(store)) {
        TRIREME_TRY(move_all(store, store / ready_name));
        TRIREME_TRY(remove_path(store / ready_name));
        TRIREME_TRY(sync_folder(store));
    }
    return {};
}

}  // namespace trireme::marketdata
