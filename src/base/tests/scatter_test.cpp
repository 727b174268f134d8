#include "base/scatter.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace trireme {
namespace {

// States remember what was made of these, so they are what they were in the first release.
TEST(Scatter, NeverChanges) {
    EXPECT_EQ(scatter(1), 0xe220a8397b1dcdafU);  // what SplitMix64 begins with
    EXPECT_EQ(scatter(1, 2), 9140961757350537612U);
    EXPECT_EQ(fold(1, std::uint64_t{2}), 17835814974728543209U);
    EXPECT_EQ(fold(1, "EURUSD"), 6671922135486093670U);
    EXPECT_EQ(fold(1, "0194e8a2-6f3c"), 14864940980415961157U);
}

// What `fold` of a text is by its definition, character by character.
std::uint64_t fold_slowly(std::uint64_t hash, std::string_view text) {
    hash = fold(hash, text.size());
    while (text.size() >= 8) {
        hash = fold(hash, load_little_endian<std::uint64_t>(bytes_of(text).data()));
        text.remove_prefix(8);
    }
    std::uint64_t rest = 0;
    for (const char character : text) {
        rest = rest << 8 | static_cast<unsigned char>(character);
    }
    return text.empty() ? hash : fold(hash, rest);
}

TEST(Fold, IsOfTextsWhatItsDefinitionSays) {
    const std::string text =
        "\x81"
        "zyxwvutsrqponmlkjihgfedcba"
        "\xff"
        "9876543210";
    for (std::size_t begin = 0; begin < 9; ++begin) {
        for (std::size_t length = 0; begin + length <= text.size(); ++length) {
            const std::string_view part = std::string_view(text).substr(begin, length);
            ASSERT_EQ(fold(3, part), fold_slowly(3, part)) << part;
        }
    }
}

TEST(Scatter, DependsOnTheOrderOfTheTwo) { EXPECT_NE(scatter(1, 2), scatter(2, 1)); }

TEST(Fold, TellsTextsOfEveryLengthApart) {
    std::set<std::uint64_t> hashes;
    std::string text;
    for (std::size_t length = 0; length <= 40; ++length) {
        hashes.insert(fold(0, text));
        text.push_back('a');
    }
    EXPECT_EQ(hashes.size(), 41U);
}

TEST(Fold, DependsOnEachCharacter) {
    const std::string text(20, 'a');
    std::set<std::uint64_t> hashes{fold(0, text)};
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string changed = text;
        changed[at] = 'b';
        hashes.insert(fold(0, changed));
    }
    EXPECT_EQ(hashes.size(), 21U);
}

}  // namespace
}  // namespace trireme
