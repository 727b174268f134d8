#include "app/day_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace trireme::app {
namespace {

constexpr std::chrono::milliseconds terminal_interval(200);
constexpr std::chrono::milliseconds file_interval(2'000);

}  // namespace

DayProgressLine::DayProgressLine(std::optional<std::uint64_t> quotes)
    : quotes_(quotes), is_terminal_(::isatty(STDOUT_FILENO) == 1) {}

void DayProgressLine::show(const DayProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> seconds = now - shown_at_;
    if (seconds < (is_terminal_ ? terminal_interval : file_interval)) {
        return;
    }
    const double rate = static_cast<double>(progress.commands - commands_before_) / seconds.count();
    const std::string how_far =
        quotes_ ? fmt::format(" of {} quotes, {} %", *quotes_, progress.quotes * 100 / *quotes_) : " quotes";
    fmt::print("{}{}  {}{}  {:.0f} commands/s{}", is_terminal_ ? "\r" : "", format_timestamp(progress.time),
               progress.quotes, how_far, rate, is_terminal_ ? "\x1b[K" : "\n");
    std::fflush(stdout);
    shown_at_ = now;
    commands_before_ = progress.commands;
    has_shown_ = true;
}

void DayProgressLine::end() {
    if (is_terminal_ && has_shown_) {
        fmt::print("\r\x1b[K");
    }
}

}  // namespace trireme::app
