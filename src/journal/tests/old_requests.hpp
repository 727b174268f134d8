#pragma once

#include "base/scatter.hpp"
#include "journal/request_entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace trireme::journal {

// One of a row of requests that differ in everything.
[[nodiscard]] inline RequestEntry old_request(std::uint64_t number) {
    return {.hash = scatter(number, 1),
            .name = RequestName(bytes_of(fmt::format("request-{}", number))),
            .answer = RequestAnswer(bytes_of(fmt::format("answer {}", number)))};
}

[[nodiscard]] inline std::vector<RequestEntry> sorted_requests(std::uint64_t first, std::uint64_t count) {
    std::vector<RequestEntry> entries;
    for (std::uint64_t number = first; number < first + count; ++number) {
        entries.push_back(old_request(number));
    }
    std::ranges::sort(entries, comes_before);
    return entries;
}

}  // namespace trireme::journal
