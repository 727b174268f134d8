#pragma once

#include "base/assert.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>

namespace trireme::engine {

// Makes a record one that can stand in an IdList of the same tag, once at a time.
template <class Tag>
using IdListHook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                                    boost::intrusive::link_mode<boost::intrusive::safe_link>>;

// Records by id, ascending, where each that comes has a higher id than all before it: orders of an account, positions
// of a holding. Owns none of them. T may be incomplete where only the type is named.
template <class T, class Tag>
class IdList {
    using Items = boost::intrusive::list<T, boost::intrusive::base_hook<IdListHook<Tag>>,
                                         boost::intrusive::constant_time_size<true>>;

public:
    void insert(T& item) {
        TRIREME_ASSERT(items_.empty() || items_.back().id < item.id);
        items_.push_back(item);
    }
    // It must stand in here.
    void erase(T& item) { items_.erase(items_.iterator_to(item)); }

    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] auto begin() { return items_.begin(); }
    [[nodiscard]] auto end() { return items_.end(); }
    [[nodiscard]] auto begin() const { return items_.begin(); }
    [[nodiscard]] auto end() const { return items_.end(); }

    // The one with the lowest id; null if there is none.
    [[nodiscard]] T* first() { return items_.empty() ? nullptr : &items_.front(); }

private:
    Items items_;
};

}  // namespace trireme::engine
