#include "scenarios/scenario_run.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace trireme::scenarios {
namespace {

Result<std::string> preset(std::string_view name) {
    if (name == "wrong") {
        return "deposit alice 5.00\n";
    }
    if (name != "desk") {
        return fail(ErrorCode::not_found, "there is no preset {}", name);
    }
    return "group retail leverage 100 margin_call_level 100 stop_out_level 50\n"
           "account alice USD retail\n"
           "deposit alice 100.00\n";
}

std::vector<Failure> failures_of(std::string_view steps) {
    const auto script = parse_scenario(std::string("rule cash.deposit\n# Sees.\nuse desk\n").append(steps));
    EXPECT_TRUE(script) << script.error().message;
    return script ? run_scenario(*script, preset) : std::vector<Failure>();
}

// The first lines of the only failure.
std::string failure_of(std::string_view steps) {
    const auto failures = failures_of(steps);
    EXPECT_EQ(failures.size(), 1U);
    if (failures.empty()) {
        return {};
    }
    return std::to_string(failures.front().line) + ": " + failures.front().message;
}

void expect_begins(const std::string& text, std::string_view beginning) {
    EXPECT_EQ(text.substr(0, beginning.size()), beginning) << text;
}

TEST(Executor, PassesWhatHappensAsExpected) {
    EXPECT_TRUE(failures_of("deposit alice 5.00\n"
                            "expect posted deposit [cash 5.00 105.00, deposits_in_transit -5.00]\n"
                            "check account alice cash 105.00\n"
                            "after 5s\n")
                    .empty());
}

TEST(Executor, NamesTheDifference) {
    expect_begins(failure_of("deposit alice 5.00\n"
                             "expect posted deposit [cash 6.00, deposits_in_transit -5.00]\n"),
                  "5: expect posted deposit [cash 6.00, deposits_in_transit -5.00]\n"
                  "  differs   postings.1.amount.amount: expected 6.00, got 5.00\n"
                  "  event 1 of `deposit alice 5.00` on line 4; its events are\n"
                  "    transaction_posted account 1 account_seq 3");
}

TEST(Executor, WantsEveryEventExpected) {
    expect_begins(failure_of("deposit alice 5.00\n"),
                  "4: deposit alice 5.00\n  0 events were expected; its events are");
    expect_begins(failure_of("after 5s\nexpect reject no_money\n"),
                  "5: expect reject no_money\n  differs   there are no more events\n");
}

TEST(Executor, WantsTheSceneToBeSet) {
    expect_begins(failure_of("given deposit alice -5.00\n"), "4: given deposit alice -5.00\n  was refused");
    expect_begins(failure_of("use nothing\n"), "4: use nothing\n  there is no preset nothing");
    expect_begins(failure_of("given change_account alice status suspended\n"
                             "given change_account alice status closed\n"),
                  "5: given change_account alice status closed\n  was refused");
}

TEST(Executor, SaysWhatAPresetLacks) {
    const auto script = parse_scenario("rule cash.deposit\n# Sees.\nuse wrong\n");
    const auto failures = run_scenario(*script, preset);
    ASSERT_EQ(failures.size(), 1U);
    expect_begins(failures.front().message,
                  "use wrong\n  preset wrong, line 1: deposit alice 5.00\n  account: nothing is called \"alice\" yet");
}

TEST(Executor, ChecksHowThingsStand) {
    expect_begins(failure_of("check account alice cash 1.00\n"),
                  "4: check account alice cash 1.00\n  cash.amount: expected 1.00, got 100.00\n"
                  "  there is  [cash 100.00USD credit 0.00USD");
    expect_begins(failure_of("check account 9 cash 1.00\n"),
                  "4: check account 9 cash 1.00\n  there is no such account");
    expect_begins(failure_of("check position 1 lots 1\n"), "4: check position 1 lots 1\n  it is not there");
    expect_begins(failure_of("check house bank USD 1.00\n"), "4: check house bank USD 1.00\n  expected 1.00, got 0.00");
    expect_begins(failure_of("check timers 1\n"), "4: check timers 1\n  expected 1, got 0");
    expect_begins(failure_of("check weather 1\n"), "4: check weather 1\n  \"weather\" cannot be checked");
}

TEST(Executor, TimeDoesNotGoBack) {
    expect_begins(failure_of("at 2026-03-02T10:00:00Z\nat 2026-03-02T09:59:59Z\n"),
                  "5: at 2026-03-02T09:59:59Z\n  it is 2026-03-02T10:00:00Z already");
}

TEST(Executor, RepeatsAStepAndAnExpectation) {
    EXPECT_TRUE(failures_of("repeat 3 deposit alice 5.00\n"
                            "expect repeat 3 posted deposit [cash 5.00, deposits_in_transit -5.00]\n"
                            "check account alice cash 115.00\n")
                    .empty());
}

}  // namespace
}  // namespace trireme::scenarios
