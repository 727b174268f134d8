#include "app/file_feed.hpp"

#include "app/checked_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::app {

namespace {

// What was asked for and does nothing was meant otherwise.
Result<void> check_use(const FileFeedOptions& options, const std::vector<CheckedFile>& files) {
    if (!options.columns.empty() && std::ranges::all_of(files, &CheckedFile::is_lean)) {
        return fail(ErrorCode::invalid_input,
                    "columns are named for no use: all files are in LEAN's layout, which says itself what is where");
    }
    const auto needs_spread = [](const CheckedFile& file) { return !file.has_asks && file.options.asks.empty(); };
    if (options.spread_points && std::ranges::none_of(files, needs_spread)) {
        return fail(ErrorCode::invalid_input, "a spread is given for no use: all files have asks");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<FileFeed>> FileFeed::open(const FileFeedOptions& options, const Begins& begins) {
    TRIREME_TRY_ASSIGN(const auto named, find_named_files(options.quotes, options.asks));
    std::vector<CheckedFile> files;
    for (const NamedFile& each : named) {
        begins(each.path.string());
        TRIREME_TRY_ASSIGN(CheckedFile file, check_file(each, options));
        files.push_back(std::move(file));
    }
    TRIREME_TRY(check_use(options, files));
    std::ranges::sort(files, {}, [](const CheckedFile& file) { return std::pair(file.terms->id, file.source.from); });
    std::unique_ptr<FileFeed> feed(new FileFeed);
    TRIREME_TRY(feed->add_instruments(files));
    for (Chain& chain : feed->chains_) {
        TRIREME_TRY(step(chain));
    }
    return feed;
}

Result<void> FileFeed::add_instruments(const std::vector<CheckedFile>& files) {
    const CheckedFile* before = nullptr;
    for (const CheckedFile& file : files) {
        const bool is_more_of_it = before != nullptr && before->terms == file.terms;
        if (is_more_of_it && file.source.from <= before->source.until) {
            return fail(ErrorCode::conflict, "{} begins at {}, before {} ends at {}: both are of {}", file.source.file,
                        format_timestamp(file.source.from), before->source.file, format_timestamp(before->source.until),
                        file.source.symbol.view());
        }
        if (!is_more_of_it) {
            instruments_.push_back(traded_instrument(file));
            chains_.emplace_back();
        }
        auto& age_max = instruments_.back().terms.quote_age_max;
        age_max = std::max(age_max, std::optional(quote_age_max(file)));
        chains_.back().files.push_back(file.options);
        sources_.push_back(file.source);
        before = &file;
    }
    return {};
}

Result<std::optional<FeedQuote>> FileFeed::next() {
    Chain* first = nullptr;
    for (Chain& chain : chains_) {
        if (chain.ahead && (first == nullptr || chain.ahead->time < first->ahead->time)) {
            first = &chain;
        }
    }
    if (first == nullptr) {
        return std::nullopt;
    }
    const FeedQuote quote{first->ahead->time, static_cast<std::size_t>(first - chains_.data()), first->ahead->bid,
                          first->ahead->ask};
    TRIREME_TRY(step(*first));
    return quote;
}

Result<void> FileFeed::step(Chain& chain) {
    chain.ahead.reset();
    for (;;) {
        if (chain.file) {
            TRIREME_TRY_ASSIGN(chain.ahead, chain.file->next());
        }
        if (chain.ahead || chain.next_file == chain.files.size()) {
            return {};
        }
        TRIREME_TRY_ASSIGN(auto opened, marketdata::QuoteFile::open(chain.files[chain.next_file++]));
        chain.file.emplace(std::move(opened));
    }
}

}  // namespace trireme::app
