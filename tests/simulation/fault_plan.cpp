#include "simulation/fault_plan.hpp"

#include <numeric>

namespace trireme::simulation {

std::string_view name_of(OperationKind kind) {
    constexpr std::array<std::string_view, operation_kind_count> names{
        "create",      "open_to_read", "open_to_write", "list", "rename", "remove",
        "make_folder", "lock",         "size",          "read", "write",  "sync",
    };
    return names[static_cast<std::size_t>(kind)];
}

std::string describe(const TracedOperation& operation) {
    std::string text = fmt::format("{} {} {}", operation.number, name_of(operation.kind), operation.name);
    if (operation.bytes > 0) {
        text += fmt::format(" {} bytes at {}", operation.bytes, operation.offset);
    }
    if (operation.failed) {
        text += fmt::format(": {}", name_of(*operation.failed));
    }
    return text;
}

std::uint64_t OperationCounters::operations() const {
    return std::accumulate(attempted.begin(), attempted.end(), std::uint64_t{0});
}

}  // namespace trireme::simulation
