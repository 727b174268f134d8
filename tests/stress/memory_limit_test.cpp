#include "stress/market.hpp"
#include "stress/stress_rig.hpp"
#include "stress/temporary_folder.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TRIREME_STRESS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TRIREME_STRESS_SANITIZED 1
#endif
#endif

namespace trireme::stress {
namespace {

constexpr std::uint64_t account_count = 50;
constexpr std::uint64_t commands_usually = 120'000;
constexpr rlim_t room_bytes = 160ULL * 1024 * 1024;  // beyond what the process has before it begins
// So much time between commands that what is remembered for 30 days is some 10,000 requests.
constexpr Duration pause = Duration::seconds(250);

// TRIREME_STRESS_COMMANDS makes it longer, as `./test deep` does.
std::uint64_t command_count() {
    const char* const text = std::getenv("TRIREME_STRESS_COMMANDS");
    return text == nullptr ? commands_usually : std::strtoull(text, nullptr, 10);
}

rlim_t address_space_bytes() {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

Command next_command(std::uint64_t number) {
    const std::uint64_t account = 1 + number % account_count;
    if (number % 3 == 0) {
        const std::uint64_t tick = number * 7 % 100;
        return quote(fmt::format("1.084{:02}", tick / 2), fmt::format("1.085{:02}", tick / 2));
    }
    PlaceOrder order = market_order(account, number / account_count % 2 == 0 ? Side::buy : Side::sell, "0.01");
    order.client_order_id = *ClientOrderId::from_text(fmt::format("request-{}", number));
    return order;
}

// In a process of its own. Ends it with 0 if the heap was as large in the last quarter as it had been in the second.
[[noreturn]] void live_within_limit(const std::string& name) {
    const rlim_t bytes = address_space_bytes() + room_bytes;
    const rlimit limit{bytes, bytes};
    if (setrlimit(RLIMIT_AS, &limit) != 0) {
        std::_Exit(2);
    }
    TemporaryFolder folder(name);
    StressRig rig(folder.storage());
    rig.start(runtime::FollowerOptions{.commands_per_snapshot = 10'000, .segments_per_snapshot = 1});
    rig.do_all(opening({}));
    for (std::uint64_t account = 1; account <= account_count; ++account) {
        rig.do_all(std::vector{open_account(account, AccountMode::netting), deposit(account, 1'000'000)});
    }
    const std::uint64_t count = command_count();
    std::array<std::size_t, 4> most{};
    for (std::uint64_t number = 0; number < count; ++number) {
        if (rig.send(next_command(number)) != Admission::taken) {
            std::_Exit(3);
        }
        rig.clock().move(pause);
        if (number % 500 == 499) {
            rig.pump();
            std::size_t& quarter = most[number * most.size() / count];
            quarter = std::max(quarter, heap_bytes());
        }
    }
    rig.expect_all_answered();
    const bool is_bounded = most[3] <= most[1] + most[1] / 5;
    fmt::print(stderr, "{} commands in {} MiB: at most {} KiB of heap in the second quarter, {} KiB in the last\n",
               count, room_bytes >> 20, most[1] >> 10, most[3] >> 10);
    static_cast<void>(rig.stop());
    std::_Exit(is_bounded && !testing::Test::HasFailure() ? 0 : 1);
}

TEST(MemoryLimit, MonthsOfCommandsStayWithinIt) {
#ifdef TRIREME_STRESS_SANITIZED
    GTEST_SKIP() << "a sanitizer takes terabytes of address space for itself";
#endif
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(live_within_limit("memory_limit"), testing::ExitedWithCode(0), "commands in");
}

TEST(MemoryLimit, IsFeltByAProcessThatGoesBeyondIt) {
#ifdef TRIREME_STRESS_SANITIZED
    GTEST_SKIP() << "a sanitizer takes terabytes of address space for itself";
#endif
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    const auto grow_beyond = [] {
        const rlim_t bytes = address_space_bytes() + room_bytes;
        const rlimit limit{bytes, bytes};
        static_cast<void>(setrlimit(RLIMIT_AS, &limit));
        void* const more = std::malloc(2 * room_bytes);
        std::_Exit(more == nullptr ? 0 : 1);
    };
    EXPECT_EXIT(grow_beyond(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace trireme::stress
