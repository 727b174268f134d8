#include "scenarios/script.hpp"

#include <gtest/gtest.h>

#include <string>

namespace trireme::scenarios {
namespace {

std::string error_of(std::string_view text) {
    const auto script = parse_scenario(text);
    return script ? "none" : script.error().message;
}

constexpr std::string_view head = "rule margin.accept\n# What the dealer sees.\n";

std::string with_head(std::string_view steps) { return std::string(head).append(steps); }

TEST(Script, HasRulesASummaryAndSteps) {
    const auto script = parse_scenario(
        "rule margin.accept margin.level\n"
        "rule order.market\n"
        "# First line,\n"
        "# second line.\n"
        "use usd_forex\n"
        "\n"
        "# Only a remark.\n"
        "at 2026-03-02T10:00:00Z\n"
        "given deposit alice 5.00\n"
        "buy alice 1.0 EURUSD  # another remark\n"
        "expect accepted 1  # a third\n"
        "    lots 1.0\n"
        "check account alice cash 5.00\n");
    ASSERT_TRUE(script) << script.error().message;
    EXPECT_EQ(script->rules, (std::vector<std::string>{"margin.accept", "margin.level", "order.market"}));
    EXPECT_EQ(script->summary, "First line, second line.");
    ASSERT_EQ(script->steps.size(), 6U);
    EXPECT_EQ(script->steps[0].kind, StepKind::use);
    EXPECT_EQ(script->steps[1].kind, StepKind::at);
    EXPECT_TRUE(script->steps[2].is_given);
    EXPECT_EQ(script->steps[3].kind, StepKind::command);
    EXPECT_FALSE(script->steps[3].is_given);
    EXPECT_EQ(script->steps[3].line, 10U);
    EXPECT_EQ(script->steps[3].phrase.terms.size(), 4U);
    EXPECT_EQ(script->steps[4].kind, StepKind::expect);
    EXPECT_EQ(script->steps[4].line, 11U);
    EXPECT_EQ(script->steps[4].phrase.terms.size(), 4U);
    EXPECT_EQ(script->steps[5].kind, StepKind::check);
}

TEST(Script, BracketsHoldPhrases) {
    const auto phrase = parse_phrase("quotes [EURUSD 1.1 1.2,USDJPY 150 151] []");
    ASSERT_TRUE(phrase) << phrase.error().message;
    ASSERT_EQ(phrase->terms.size(), 3U);
    ASSERT_TRUE(phrase->terms[1].is_bracket);
    ASSERT_EQ(phrase->terms[1].items.size(), 2U);
    EXPECT_EQ(phrase->terms[1].items[1].terms[0].word, "USDJPY");
    EXPECT_TRUE(phrase->terms[2].is_bracket);
    EXPECT_TRUE(phrase->terms[2].items.empty());
}

TEST(Script, AnItemOfAListMayBeRepeated) {
    const auto phrase = parse_phrase("quotes [repeat 3 A 1, B 2, repeat 1]");
    ASSERT_TRUE(phrase) << phrase.error().message;
    EXPECT_EQ(*phrase, *parse_phrase("quotes [A 1, A 1, A 1, B 2, repeat 1]"));
    EXPECT_FALSE(parse_phrase("quotes [repeat 5001 A]"));
    EXPECT_FALSE(parse_phrase("quotes [repeat 2 [A]]"));
}

TEST(Script, RefusesBracketsThatDoNotMatch) {
    EXPECT_EQ(error_of(with_head("quotes [EURUSD 1 2\n")), "3: a bracket is not closed");
    EXPECT_EQ(error_of(with_head("quotes EURUSD]\n")), "3: `]` stands outside of brackets");
    EXPECT_EQ(error_of(with_head("quotes [a,,b]\n")), "3: a bracket has nothing between two commas");
    EXPECT_EQ(error_of(with_head("quotes [[[[[[[[[a]]]]]]]]]\n")), "3: brackets lie more than 8 deep");
}

TEST(Script, SaysWhatAScenarioBeginsWith) {
    EXPECT_EQ(error_of("# Nothing.\nuse x\n"),
              "1: a scenario begins with the rules that it shows: `rule margin.accept`");
    EXPECT_EQ(error_of("rule margin.accept\nuse x\n"), "1: a comment before the first step says what the dealer sees");
    EXPECT_EQ(error_of("rule margin\n# x\n"), "1: expected the id of a rule such as `margin.accept`, got \"margin\"");
    EXPECT_EQ(error_of(with_head("use x\nrule a.b\n")), "4: rules stand before the first step");
}

TEST(Script, ExpectsOnlyOfWhatHasEvents) {
    constexpr std::string_view expected = "there is no step before it whose events it could expect";
    EXPECT_NE(error_of(with_head("expect accepted 1\n")).find(expected), std::string::npos);
    EXPECT_NE(error_of(with_head("use x\nexpect accepted 1\n")).find(expected), std::string::npos);
    EXPECT_NE(error_of(with_head("given deposit a 1\nexpect accepted 1\n")).find(expected), std::string::npos);
    EXPECT_NE(error_of(with_head("deposit a 1\ncheck no order 1\nexpect accepted 1\n")).find(expected),
              std::string::npos);
    EXPECT_EQ(error_of(with_head("deposit a 1\nexpect accepted 1\nexpect accepted 2\n")), "none");
    EXPECT_EQ(error_of(with_head("given expect accepted 1\n")),
              "3: `given` sets the scene; it neither expects nor checks");
}

TEST(Script, CountsRepetitions) {
    const auto script = parse_scenario(with_head("repeat 3 deposit a 1\nexpect repeat 2 accepted 1\n"));
    ASSERT_TRUE(script) << script.error().message;
    EXPECT_EQ(script->steps[0].repetitions, 3U);
    EXPECT_EQ(script->steps[1].repetitions, 2U);
    for (const std::string_view count : {"0", "5001", "-1", "x", ""}) {
        EXPECT_NE(error_of(with_head("repeat " + std::string(count) + " deposit a 1\n")), "none") << count;
    }
}

TEST(Script, TakesJsonAsItStands) {
    const auto script = parse_scenario(with_head("do {\"type\": \"a #1\"}\nexpect {\"type\": \"rejected\"}\n"));
    ASSERT_TRUE(script) << script.error().message;
    EXPECT_EQ(script->steps[0].json, "{\"type\": \"a #1\"}");
    EXPECT_EQ(script->steps[1].json, "{\"type\": \"rejected\"}");
}

TEST(Script, RefusesBytesThatAreNoText) {
    EXPECT_EQ(error_of(with_head("deposit \xFF\n")), "3: \"\\xff\" is no character of a scenario");
    EXPECT_EQ(error_of(with_head("deposit caf\xC3\xA9\n")), "3: \"\\xc3\" is no character of a scenario");
}

TEST(Script, APresetOnlySetsTheScene) {
    const auto preset = parse_preset("# Two.\ndeposit a 1\nat 2026-03-02T10:00:00Z\n");
    ASSERT_TRUE(preset) << preset.error().message;
    ASSERT_EQ(preset->steps.size(), 2U);
    EXPECT_TRUE(preset->steps[0].is_given);
    EXPECT_FALSE(parse_preset("deposit a 1\nexpect accepted 1\n"));
    EXPECT_FALSE(parse_preset("check no order 1\n"));
}

TEST(Script, SpansHaveAUnit) {
    EXPECT_EQ(*parse_span("90s"), Duration::seconds(90));
    EXPECT_EQ(*parse_span("0.000000001s"), Duration::nanoseconds(1));
    EXPECT_EQ(*parse_span("1.5m"), Duration::seconds(90));
    EXPECT_EQ(*parse_span("2d"), Duration::seconds(172'800));
    for (const std::string_view text : {"", "5", "s", "5x", "1e3s", "200000d"}) {
        EXPECT_FALSE(parse_span(text)) << text;
    }
}

}  // namespace
}  // namespace trireme::scenarios
