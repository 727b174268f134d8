#include "base/inline_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

namespace trireme {
namespace {

using Numbers = InlineList<int, 3>;

static_assert(std::is_trivially_destructible_v<Numbers> &&
              !std::is_trivially_destructible_v<InlineList<std::string, 2>>);
static_assert(is_inline_list<Numbers> && !is_inline_list<std::vector<int>>);

TEST(InlineList, HoldsItemsInTheirOrder) {
    Numbers numbers{1, 2};
    numbers.push_back(3);
    EXPECT_EQ(numbers.size(), 3u);
    EXPECT_EQ(std::vector<int>(numbers.begin(), numbers.end()), (std::vector{1, 2, 3}));
    numbers[1] = 7;
    EXPECT_EQ(numbers, (Numbers{1, 7, 3}));
}

TEST(InlineList, ComparesWhatItHolds) {
    EXPECT_EQ(Numbers(), Numbers{});
    EXPECT_NE((Numbers{1, 2}), (Numbers{1, 2, 0}));
    EXPECT_NE((Numbers{1, 2}), (Numbers{2, 1}));
}

TEST(InlineList, ClearedItHoldsNothingOfWhatItHeld) {
    Numbers numbers{1, 2, 3};
    numbers.clear();
    EXPECT_TRUE(numbers.empty());
    EXPECT_EQ(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers.emplace_back(), 0);
    EXPECT_EQ(numbers.size(), 1u);
}

TEST(InlineList, WhatWasAddedCanBeFilledIn) {
    Numbers numbers{1};
    numbers.emplace_back() = 2;
    EXPECT_EQ(numbers, (Numbers{1, 2}));
}

TEST(InlineList, CopiesAndDestroysWhatItHolds) {
    const std::string text(100, 'x');
    InlineList<std::string, 2> texts{text};
    InlineList<std::string, 2> copy = texts;
    copy.push_back(text + "y");
    texts = copy;
    copy.clear();
    EXPECT_TRUE(copy.empty());
    EXPECT_EQ(texts, (InlineList<std::string, 2>{text, text + "y"}));
    EXPECT_EQ(texts.back(), text + "y");
}

TEST(InlineListDeathTest, OneMoreThanItHoldsIsABug) {
    Numbers numbers{1, 2, 3};
    EXPECT_DEATH(numbers.push_back(4), "a list of at most 3 items is full");
    EXPECT_DEATH(numbers.emplace_back(), "a list of at most 3 items is full");
}

}  // namespace
}  // namespace trireme
