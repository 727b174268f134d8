#include "marketdata/series_appender.hpp"

#include "base/timestamp.hpp"
#include "marketdata/sealed_writer.hpp"

#include <vector>

namespace trireme::marketdata {

Result<SeriesAppender> SeriesAppender::open(const std::filesystem::path& folder, SeriesKind kind) {
    SeriesAppender appender(folder, kind);
    TRIREME_TRY(make_folders(folder));
    TRIREME_TRY_ASSIGN(const auto reader, SeriesReader::open(folder, kind));
    if (!reader.is_empty()) {
        appender.last_time_ = reader.last_time();
    }
    TRIREME_TRY_ASSIGN(const auto files, list_parts(folder));
    appender.number_ = files.empty() ? 1 : files.back().number + 1;
    for (const PartFile& file : files) {
        if (!file.is_sealed) {
            appender.number_ = file.number;
            TRIREME_TRY_ASSIGN(appender.live_, LiveWriter::open(file.path, kind));
        }
    }
    return appender;
}

Result<void> SeriesAppender::add(std::span<const std::int64_t> row) {
    if (last_time_ && row.front() < *last_time_) {
        return fail(ErrorCode::invalid_input, "{}: time goes back from {} to {}", folder_.string(),
                    format_timestamp(Timestamp(*last_time_)), format_timestamp(Timestamp(row.front())));
    }
    last_time_ = row.front();
    gathered_.add(row);
    return {};
}

Result<void> SeriesAppender::open_live() {
    if (!live_) {
        const auto path = folder_ / live_part_name(number_);
        TRIREME_TRY(LiveWriter::create(path, kind_));
        TRIREME_TRY_ASSIGN(live_, LiveWriter::open(path, kind_));
    }
    return {};
}

Result<void> SeriesAppender::commit() {
    if (gathered_.rows() == 0) {
        return {};
    }
    TRIREME_TRY(open_live());
    TRIREME_TRY(live_->append(gathered_.view()));
    gathered_.clear();
    return live_->rows() >= live_rows_max ? seal() : Result<void>();
}

Result<void> SeriesAppender::seal() {
    if (gathered_.rows() > 0) {
        TRIREME_TRY(commit());
    }
    if (!live_ || live_->rows() == 0) {
        return {};
    }
    const auto sealed = folder_ / sealed_part_name(number_);
    const std::filesystem::path making = sealed.string() + ".making";
    TRIREME_TRY(write_sealed(making));
    TRIREME_TRY(rename_path(making, sealed));
    TRIREME_TRY(sync_folder(folder_));
    // From here on the sealed part counts, and the live one no longer, whether it is there or not.
    live_.reset();
    TRIREME_TRY(remove_path(folder_ / live_part_name(number_)));
    number_ += 1;
    return {};
}

Result<void> SeriesAppender::write_sealed(const std::filesystem::path& path) const {
    TRIREME_TRY_ASSIGN(const LivePart live, LivePart::open(folder_ / live_part_name(number_), kind_));
    TRIREME_TRY_ASSIGN(SealedWriter writer, SealedWriter::create(path, kind_));
    std::vector<std::int64_t> row(columns_of(kind_).size());
    for (std::size_t at = 0; at < live.rows(); ++at) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            row[column] = live.view()[column][at];
        }
        TRIREME_TRY(writer.add(row));
    }
    return writer.finish();
}

}  // namespace trireme::marketdata
