#pragma once

#include "base/assert.hpp"

#include <boost/intrusive/set.hpp>

namespace trireme::engine {

// Makes a record one that can stand in an IdOrdered of the same tag. One that stands in several derives from several:
//
//   struct Position : IdHook<struct OfAccount>, IdHook<struct OfInstrument> { PositionId id; ... };
template <class Tag>
using IdHook = boost::intrusive::set_base_hook<boost::intrusive::tag<Tag>, boost::intrusive::optimize_size<true>,
                                               boost::intrusive::link_mode<boost::intrusive::safe_link>>;

// Records by id, ascending: the order in which a command may walk through them. Owns none of them; a record stays where
// it is, and keeps its `id`, while it stands in here. T may be incomplete where only the type is named.
template <class T, class Tag>
class IdOrdered {
    struct Before {
        bool operator()(const T& a, const T& b) const { return a.id < b.id; }
    };
    struct BeforeId {
        template <class Id>
        bool operator()(const T& a, const Id& id) const {
            return a.id < id;
        }
        template <class Id>
        bool operator()(const Id& id, const T& b) const {
            return id < b.id;
        }
    };
    using Items = boost::intrusive::set<T, boost::intrusive::base_hook<IdHook<Tag>>, boost::intrusive::compare<Before>,
                                        boost::intrusive::constant_time_size<true>>;

public:
    using iterator = typename Items::iterator;
    using const_iterator = typename Items::const_iterator;

    // Its id must not be in here. Ids that come in ascending order are entered in constant time.
    void insert(T& item) {
        TRIREME_ASSERT(items_.empty() || items_.rbegin()->id < item.id || find(item.id) == nullptr);
        items_.insert(items_.end(), item);
    }
    // It must stand in here.
    void erase(T& item) { items_.erase(items_.iterator_to(item)); }

    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] iterator begin() { return items_.begin(); }
    [[nodiscard]] iterator end() { return items_.end(); }
    [[nodiscard]] const_iterator begin() const { return items_.begin(); }
    [[nodiscard]] const_iterator end() const { return items_.end(); }

    // The one with the lowest id; null if there is none.
    [[nodiscard]] T* first() { return pointer_at(items_.begin()); }
    // The one with the next id after that of `item`, which stands in here. Ask before erasing `item`.
    [[nodiscard]] T* next(T& item) { return pointer_at(++items_.iterator_to(item)); }
    // The one with the lowest id that is not below `id`.
    template <class Id>
    [[nodiscard]] T* lower_bound(const Id& id) {
        return pointer_at(items_.lower_bound(id, BeforeId()));
    }
    template <class Id>
    [[nodiscard]] T* find(const Id& id) {
        return pointer_at(items_.find(id, BeforeId()));
    }

private:
    [[nodiscard]] T* pointer_at(const iterator& at) { return at == items_.end() ? nullptr : &*at; }

    Items items_;
};

}  // namespace trireme::engine
