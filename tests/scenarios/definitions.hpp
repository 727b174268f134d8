#pragma once

#include "model/events.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>

namespace trireme::scenarios {

// What the engine said last of its instruments, groups and accounts: a line that changes one names only what changes.
class Definitions {
public:
    void on_event(const Event& event);

    // nullptr for what was never defined.
    [[nodiscard]] const boost::json::value* instrument(std::uint64_t id) const { return find(instruments_, id); }
    [[nodiscard]] const boost::json::value* group(std::uint64_t id) const { return find(groups_, id); }
    [[nodiscard]] const boost::json::value* account(std::uint64_t id) const { return find(accounts_, id); }

private:
    using ById = std::map<std::uint64_t, boost::json::value>;

    [[nodiscard]] static const boost::json::value* find(const ById& all, std::uint64_t id) {
        const auto found = all.find(id);
        return found == all.end() ? nullptr : &found->second;
    }

    ById instruments_;
    ById groups_;
    ById accounts_;
};

}  // namespace trireme::scenarios
