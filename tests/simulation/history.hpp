#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace trireme::simulation {

// What happened in a run, the latest of it: printed when the run fails.
class History {
public:
    template <class... Values>
    void note(fmt::format_string<Values...> format, Values&&... values) {
        lines_.push_back(fmt::format(format, std::forward<Values>(values)...));
        if (lines_.size() > lines_max) {
            lines_.pop_front();
        }
    }

    [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

private:
    static constexpr std::size_t lines_max = 400;

    std::deque<std::string> lines_;
};

}  // namespace trireme::simulation
