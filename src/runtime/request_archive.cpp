#include "runtime/request_archive.hpp"

#include "base/assert.hpp"
#include "codec/hash.hpp"
#include "journal/unfinished_file.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace trireme::runtime {
namespace {

// Of equal names the one that was forgotten last comes first, and so is found.
std::vector<journal::RequestEntry> in_file_order(const std::vector<journal::RequestEntry>& forgotten) {
    std::vector<std::size_t> order(forgotten.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        if (journal::comes_before(forgotten[a], forgotten[b])) {
            return true;
        }
        return !journal::comes_before(forgotten[b], forgotten[a]) && a > b;
    });
    std::vector<journal::RequestEntry> ordered;
    ordered.reserve(forgotten.size());
    for (const std::size_t at : order) {
        ordered.push_back(forgotten[at]);
    }
    return ordered;
}

}  // namespace

RequestArchive::RequestArchive(journal::Storage& storage, const journal::LogId& log_id, journal::RequestRow row,
                               std::vector<std::string> damages)
    : storage_(storage), log_id_(log_id), damages_(std::move(damages)), row_(std::move(row)) {
    show_row();
}

Result<std::unique_ptr<RequestArchive>> RequestArchive::open(journal::Storage& storage, const journal::LogId& log_id) {
    std::vector<std::string> damages;
    const auto note_damage = [&](const Error& error) { damages.push_back(error.message); };
    TRIREME_TRY_ASSIGN(auto row, journal::open_request_row(storage, log_id, note_damage));
    return std::unique_ptr<RequestArchive>(new RequestArchive(storage, log_id, std::move(row), std::move(damages)));
}

std::uint64_t RequestArchive::hash_of(ByteView name) const {
    return codec::hash_bytes(name, load_little_endian<std::uint64_t>(log_id_.data()));
}

std::shared_ptr<const journal::RequestRow> RequestArchive::row() const {
    const std::scoped_lock lock(shown_mutex_);
    return shown_;
}

void RequestArchive::show_row() {
    auto row = std::make_shared<const journal::RequestRow>(row_);
    {
        const std::scoped_lock lock(shown_mutex_);
        std::swap(row, shown_);
    }
    changes_.fetch_add(1, std::memory_order_release);
    std::erase_if(retired_, [](const auto& retired) { return retired.use_count() == 1; });
    if (row != nullptr) {
        retired_.push_back(std::move(row));
    }
}

Result<void> RequestArchive::add(std::vector<journal::RequestEntry>& forgotten, std::uint64_t through) {
    const std::uint64_t after = covered_through();
    TRIREME_ASSERT(through > after, "what was forgotten through {} is in the files already", through);
    const journal::RequestRange range{after, through};
    TRIREME_TRY(journal::write_request_file(storage_, log_id_, range, in_file_order(forgotten)));
    TRIREME_TRY_ASSIGN(auto file, journal::RequestFile::open(storage_, journal::request_file_name(range)));
    row_.push_back(std::make_shared<journal::RequestFile>(std::move(file)));
    show_row();
    forgotten.clear();
    may_be_superseded_ = true;
    return {};
}

void RequestArchive::set_aside(const journal::RequestFileInfo& damaged) {
    const std::string name = journal::request_file_name(damaged.range);
    // Where that fails too, the next start comes upon the same damage and says the same.
    static_cast<void>(storage_.rename(name, name + ".damaged"));
}

void RequestArchive::set_aside_damaged(std::initializer_list<journal::RequestFileInfo> suspects) {
    for (const journal::RequestFileInfo& suspect : suspects) {
        const auto verified = journal::verify_request_file(storage_, suspect.range);
        if (!verified && verified.error().code == ErrorCode::corrupt) {
            set_aside(suspect);
        }
    }
}

Result<bool> RequestArchive::tidy() {
    if (may_be_superseded_) {
        TRIREME_TRY(journal::remove_superseded_request_files(storage_, row_));
        may_be_superseded_ = false;
        return true;
    }
    if (!merge_) {
        const auto older = may_merge_ ? journal::request_files_to_merge(row_) : std::nullopt;
        if (!older) {
            return false;
        }
        merged_at_ = *older;
        TRIREME_TRY_ASSIGN(
            auto merge, journal::RequestMerge::open(storage_, row_[merged_at_]->info(), row_[merged_at_ + 1]->info()));
        merge_.emplace(std::move(merge));
        return true;
    }
    const std::string name = journal::request_file_name(merge_->merged().range);
    auto stepped = merge_->step();
    if (!stepped) {
        merge_.reset();
        // What cannot be removed now is removed by the next start.
        static_cast<void>(journal::remove_if_there(storage_, journal::unfinished_name(name)));
        if (stepped.error().code == ErrorCode::corrupt) {
            may_merge_ = false;
            set_aside_damaged({row_[merged_at_]->info(), row_[merged_at_ + 1]->info()});
        }
        return stepped;
    }
    if (*stepped) {
        return true;
    }
    merge_.reset();
    TRIREME_TRY_ASSIGN(auto file, journal::RequestFile::open(storage_, name));
    row_[merged_at_] = std::make_shared<journal::RequestFile>(std::move(file));
    row_.erase(row_.begin() + static_cast<std::ptrdiff_t>(merged_at_) + 1);
    show_row();
    may_be_superseded_ = true;
    return true;
}

}  // namespace trireme::runtime
