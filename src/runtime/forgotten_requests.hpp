#pragma once

#include "journal/request_entry.hpp"
#include "runtime/core.hpp"
#include "runtime/request_archive.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace trireme::runtime {

class RecentRequests;

// Makes entries of what a core hands out.
class ForgottenCollector final : public ForgottenSink {
public:
    ForgottenCollector(const RequestArchive& archive, std::vector<journal::RequestEntry>& entries)
        : archive_(archive), entries_(entries) {}

    void on_forgotten(ByteView name, ByteView answer) override {
        entries_.push_back({archive_.hash_of(name), journal::RequestName(name), journal::RequestAnswer(answer)});
    }

private:
    const RequestArchive& archive_;
    std::vector<journal::RequestEntry>& entries_;
};

// All that a core has forgotten: what the files of old requests do not hold yet, in memory, and the files. What they
// have come to hold is dropped from memory little by little. A name that was never used costs a look into a hash table
// and one cache line per file. Owned by the engine thread; outlived by the archive.
class ForgottenRequests final : public ForgottenSink {
public:
    // How many are held in memory before `has_room` is false. The follower, where there is one, files them long before.
    static constexpr std::size_t recent_max = 4'194'304;

    explicit ForgottenRequests(RequestArchive& archive);
    ~ForgottenRequests();

    // Takes what the core hands out when it has applied the command of this sequence, or is about to.
    void take_from(Core& core, std::uint64_t sequence);
    void on_forgotten(ByteView name, ByteView answer) override;

    // The answer to the request of that name; nothing if none was forgotten. `corrupt` if a file is damaged there.
    [[nodiscard]] Result<std::optional<journal::RequestAnswer>> find(ByteView name);

    [[nodiscard]] bool has_room();
    [[nodiscard]] std::size_t recent_count() const;

    // Writes all that is held to the files: what was forgotten through this command, at which the core stands. The
    // archive must be nobody else's to write.
    [[nodiscard]] Result<void> move_to_archive(Core& core, std::uint64_t sequence);

private:
    void look_for_new_row();

    RequestArchive& archive_;
    std::uint64_t changes_seen_ = 0;
    std::shared_ptr<const journal::RequestRow> row_;
    std::uint64_t row_covers_through_ = 0;
    std::unique_ptr<RecentRequests> recent_;
    std::uint64_t sequence_ = 0;
};

}  // namespace trireme::runtime
