#pragma once

#include "engine/id_index.hpp"
#include "engine/slab.hpp"
#include "journal/request_entry.hpp"

#include <cstdint>
#include <vector>

namespace trireme::runtime {

// Forgotten requests that are in no file yet, in the order in which they were forgotten.
class RecentRequests {
public:
    // Of equal names, the one that was added first is found until it is dropped.
    [[nodiscard]] const journal::RequestAnswer* find(std::uint64_t hash, const journal::RequestName& name) const;

    // `sequence` is that of the command at which its core no longer knew it; it never goes back.
    void add(const journal::RequestEntry& entry, std::uint64_t sequence);

    // Drops the oldest, at most so many, that were forgotten by this command.
    void drop_through(std::uint64_t sequence, std::size_t count_max);
    void clear() { drop_through(UINT64_MAX, size()); }

    [[nodiscard]] std::vector<journal::RequestEntry> all() const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Recent {
        journal::RequestEntry entry;
        std::uint64_t sequence = 0;
        std::uint32_t newer = none;
    };

    engine::Slab<Recent> entries_;
    engine::IdIndex index_;
    std::uint32_t oldest_ = none;
    std::uint32_t newest_ = none;
};

}  // namespace trireme::runtime
