#pragma once

#include "base/assert.hpp"
#include "engine/scratch.hpp"
#include "model/scaled.hpp"

#include <boost/intrusive/set.hpp>

#include <cstdint>

namespace trireme::engine {

enum class LadderDirection : std::uint8_t {
    falling,  // a level is reached when the price is at or below it; the highest is the first to be
    rising,   // a level is reached when the price is at or above it; the lowest is the first to be
};

class PriceLadder;

// A price that something waits for. Lies in the record of whoever waits, which keeps it where it is while it stands in
// a ladder, and does not change it.
struct Trigger : boost::intrusive::set_base_hook<boost::intrusive::optimize_size<true>,
                                                 boost::intrusive::link_mode<boost::intrusive::safe_link>> {
    Price level;
    std::uint64_t id = 0;           // of the order or position that waits
    std::uint32_t slot = 0;         // where its record lies
    PriceLadder* ladder = nullptr;  // in which it stands

    [[nodiscard]] bool is_in_ladder() const { return ladder != nullptr; }
};

// Triggers by price: the next one to be reached comes first, of equal levels the lowest id. Owns none of them, and
// stays where it is, because they point to it.
class PriceLadder {
public:
    explicit PriceLadder(LadderDirection direction) : triggers_(Before{direction}) {}
    PriceLadder(PriceLadder&&) = delete;

    void insert(Trigger& trigger) {
        TRIREME_ASSERT(!trigger.is_in_ladder());
        triggers_.insert(trigger);
        trigger.ladder = this;
    }
    // It must stand in this ladder.
    void erase(Trigger& trigger) {
        TRIREME_ASSERT(trigger.ladder == this);
        triggers_.erase(triggers_.iterator_to(trigger));
        trigger.ladder = nullptr;
    }

    [[nodiscard]] bool empty() const { return triggers_.empty(); }
    // The next one to be reached; null in an empty ladder.
    [[nodiscard]] const Trigger* first() const { return empty() ? nullptr : &*triggers_.begin(); }
    // Whether any is reached at the price.
    [[nodiscard]] bool is_reached(Price price) const { return !empty() && is_reached(*triggers_.begin(), price); }

    // Appends all that are reached at the price, in the order of the ladder. They stay in it.
    void collect_reached(Price price, ScratchList<Trigger*>& reached) {
        for (Trigger& trigger : triggers_) {
            if (!is_reached(trigger, price)) {
                return;
            }
            reached.push_back(&trigger);
        }
    }

private:
    struct Before {
        LadderDirection direction;

        bool operator()(const Trigger& a, const Trigger& b) const {
            if (a.level != b.level) {
                return direction == LadderDirection::falling ? a.level > b.level : a.level < b.level;
            }
            return a.id < b.id;
        }
    };
    // One owner may have two triggers at the same level, hence a multiset.
    using Triggers = boost::intrusive::multiset<Trigger, boost::intrusive::compare<Before>,
                                                boost::intrusive::constant_time_size<false>>;

    [[nodiscard]] bool is_reached(const Trigger& trigger, Price price) const {
        return triggers_.value_comp().direction == LadderDirection::falling ? price <= trigger.level
                                                                            : price >= trigger.level;
    }

    Triggers triggers_;
};

}  // namespace trireme::engine
