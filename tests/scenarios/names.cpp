#include "scenarios/names.hpp"

namespace trireme::scenarios {

std::uint64_t NameList::declare(std::string_view name) {
    return ids_.try_emplace(std::string(name), ids_.size() + 1).first->second;
}

std::optional<std::uint64_t> NameList::find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace trireme::scenarios
