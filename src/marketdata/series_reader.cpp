#include "marketdata/series_reader.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr std::string_view sealed_suffix = ".sealed";
constexpr std::string_view live_suffix = ".live";
constexpr std::size_t number_digits = 10;
// A part may be sealed, and its live form removed, between the listing and the opening.
constexpr int open_attempts = 3;

std::optional<std::uint64_t> number_in(std::string_view name, std::string_view suffix) {
    if (name.size() != number_digits + suffix.size() || !name.ends_with(suffix)) {
        return std::nullopt;
    }
    const auto number = parse_decimal(name.substr(0, number_digits), 0);
    return number && *number > 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

Result<void> check_columns(const SealedPart& part, SeriesKind kind) {
    if (!std::ranges::equal(part.columns(), columns_of(kind))) {
        return fail(ErrorCode::corrupt, "{}: damaged: offset {}: has other columns than its series",
                    part.path().string(), part_header_bytes);
    }
    return {};
}

Result<std::vector<SeriesReader::Part>> open_parts(const std::filesystem::path& folder, SeriesKind kind) {
    TRIREME_TRY_ASSIGN(const auto files, list_parts(folder));
    std::vector<SeriesReader::Part> parts;
    for (const PartFile& file : files) {
        if (file.is_sealed) {
            TRIREME_TRY_ASSIGN(SealedPart part, SealedPart::open(file.path));
            TRIREME_TRY(check_columns(part, kind));
            parts.emplace_back(std::move(part));
        } else {
            TRIREME_TRY_ASSIGN(LivePart part, LivePart::open(file.path, kind));
            if (part.rows() > 0) {
                parts.emplace_back(std::move(part));
            }
        }
    }
    // Two may begin at the same time if one ends there too.
    std::ranges::sort(parts, {}, [](const auto& part) { return std::pair(first_time_of(part), last_time_of(part)); });
    for (std::size_t at = 1; at < parts.size(); ++at) {
        if (first_time_of(parts[at]) < last_time_of(parts[at - 1])) {
            return fail(ErrorCode::corrupt, "{}: damaged: is of times that {} holds too", path_of(parts[at]).string(),
                        path_of(parts[at - 1]).string());
        }
    }
    return parts;
}

}  // namespace

std::string sealed_part_name(std::uint64_t number) { return fmt::format("{:010}{}", number, sealed_suffix); }
std::string live_part_name(std::uint64_t number) { return fmt::format("{:010}{}", number, live_suffix); }

Result<std::vector<PartFile>> list_parts(const std::filesystem::path& folder) {
    std::error_code failure;
    std::map<std::uint64_t, PartFile> found;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (const auto number = number_in(name, sealed_suffix)) {
            found[*number] = {*number, true, entry->path()};
        } else if (const auto live = number_in(name, live_suffix)) {
            found.try_emplace(*live, PartFile{*live, false, entry->path()});
        }
    }
    if (failure && failure != std::errc::no_such_file_or_directory) {
        return fail(ErrorCode::io_failure, "{}: cannot be read: {}", folder.string(), failure.message());
    }
    std::vector<PartFile> files;
    for (auto& [number, file] : found) {
        files.push_back(std::move(file));
    }
    return files;
}

std::int64_t first_time_of(const SeriesReader::Part& part) {
    const auto* const sealed = std::get_if<SealedPart>(&part);
    return sealed != nullptr ? sealed->first_time() : std::get<LivePart>(part).view()[0].front();
}

std::int64_t last_time_of(const SeriesReader::Part& part) {
    const auto* const sealed = std::get_if<SealedPart>(&part);
    return sealed != nullptr ? sealed->last_time() : std::get<LivePart>(part).view()[0].back();
}

const std::filesystem::path& path_of(const SeriesReader::Part& part) {
    return std::visit([](const auto& any) -> const std::filesystem::path& { return any.path(); }, part);
}

Result<SeriesReader> SeriesReader::open(const std::filesystem::path& folder, SeriesKind kind) {
    SeriesReader reader;
    reader.columns_ = columns_of(kind).size();
    for (int attempt = 1;; ++attempt) {
        auto parts = open_parts(folder, kind);
        if (parts) {
            reader.parts_ = *std::move(parts);
            return reader;
        }
        if (parts.error().code != ErrorCode::not_found || attempt == open_attempts) {
            return std::unexpected(std::move(parts).error());
        }
    }
}

std::uint64_t SeriesReader::rows() const {
    std::uint64_t rows = 0;
    for (const Part& part : parts_) {
        rows += std::visit([](const auto& any) { return any.rows(); }, part);
    }
    return rows;
}

std::uint64_t SeriesReader::bytes() const {
    std::uint64_t bytes = 0;
    for (const Part& part : parts_) {
        const auto* const sealed = std::get_if<SealedPart>(&part);
        bytes += sealed != nullptr ? sealed->bytes()
                                   : std::get<LivePart>(part).rows() * columns_ * sizeof(std::int64_t) +
                                         std::get<LivePart>(part).commits() * live_commit_bytes;
    }
    return bytes;
}

std::int64_t SeriesReader::first_time() const { return first_time_of(parts_.front()); }
std::int64_t SeriesReader::last_time() const { return last_time_of(parts_.back()); }

SeriesScan SeriesReader::scan(const ScanRange& range) const { return {parts_, columns_, range}; }

SeriesScan::SeriesScan(const std::vector<SeriesReader::Part>& parts, std::size_t columns, const ScanRange& range)
    : parts_(&parts), columns_(columns), range_(range) {
    const auto first = std::ranges::lower_bound(parts, range.from, {}, last_time_of);
    part_ = static_cast<std::size_t>(first - parts.begin());
}

bool SeriesScan::is_behind(std::int64_t time) const {
    return time >= range_.to && range_.to != std::numeric_limits<std::int64_t>::max();
}

Result<bool> SeriesScan::next(ColumnView& rows) {
    for (; part_ < parts_->size(); ++part_, is_inside_ = false) {
        const auto& part = (*parts_)[part_];
        if (is_behind(first_time_of(part))) {
            return false;
        }
        if (const auto* const live = std::get_if<LivePart>(&part)) {
            rows = clipped(live->view());
            if (!std::exchange(is_inside_, true) && rows.rows > 0) {
                return true;
            }
            continue;
        }
        const auto& sealed = std::get<SealedPart>(part);
        if (!std::exchange(is_inside_, true)) {
            block_ = sealed.block_at(range_.from);
        }
        while (block_ < sealed.blocks() && !is_behind(sealed.first_time_of_block(block_))) {
            TRIREME_TRY_ASSIGN(rows, read_block(sealed, block_++));
            if (rows.rows > 0) {
                return true;
            }
        }
    }
    return false;
}

Result<ColumnView> SeriesScan::read_block(const SealedPart& part, std::uint64_t block) {
    ColumnView view{.columns = {}, .rows = part.rows_of_block(block)};
    const bool is_whole = part.first_time_of_block(block) >= range_.from && !is_behind(part.last_time_of_block(block));
    for (std::size_t column = 0; column < columns_; ++column) {
        if (!contains(range_.columns, column) && (column > 0 || is_whole)) {
            continue;
        }
        values_[column].resize(view.rows);
        TRIREME_TRY(part.read(block, column, decoder_, values_[column]));
        view.columns[column] = values_[column];
    }
    return is_whole ? view : clipped(view);
}

ColumnView SeriesScan::clipped(const ColumnView& view) const {
    const auto times = view[0];
    const auto begin = std::ranges::lower_bound(times, range_.from) - times.begin();
    const auto end = is_behind(times.back()) ? std::ranges::lower_bound(times, range_.to) - times.begin()
                                             : static_cast<std::ptrdiff_t>(times.size());
    return view.rows_from(static_cast<std::size_t>(begin),
                          static_cast<std::size_t>(std::max<std::ptrdiff_t>(end - begin, 0)));
}

}  // namespace trireme::marketdata
