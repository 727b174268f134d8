#include "codec/hash.hpp"

#include "codec/bytes.hpp"
#include "codec/tests/described_values.hpp"
#include "codec/tests/sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace trireme::codec {
namespace {

using namespace sample;

TEST(Hash, IsXxh3OfTheEncodedBytes) {
    EXPECT_EQ(hash_bytes({}), 0x2D06800538D394C2u)
        << "XXH3_64bits of nothing with seed 0, as the xxHash project publishes";

    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 1'000; ++round) {
        const auto value = testing::random_value<Everything>(random);
        ByteBuffer bytes;
        encode(bytes, value);
        ASSERT_EQ(hash_state(value), hash_bytes(bytes));
    }
}

TEST(Hash, EveryMutationChangesIt) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20; ++round) {
        const auto value = testing::random_value<Everything>(random);
        const std::uint64_t hash = hash_state(value);
        testing::for_each_mutation(value, [&](const Everything& mutated, const std::string& path) {
            ASSERT_NE(hash_state(mutated), hash) << path;
        });
        ASSERT_EQ(hash_state(value), hash);
    }
}

TEST(Hash, PartsAddUpToTheWholeInTheirOrder) {
    StateHash parts;
    parts.add(std::uint64_t{7});
    parts.add(std::string(5'000, 'x'));
    const std::uint64_t of_two = parts.value();
    parts.add(Leg{});

    ByteBuffer bytes;
    encode(bytes, std::uint64_t{7});
    encode(bytes, std::string(5'000, 'x'));
    EXPECT_EQ(of_two, hash_bytes(bytes));
    encode(bytes, Leg{});
    EXPECT_EQ(parts.value(), hash_bytes(bytes)) << "asking for the value in between changes nothing";
}

TEST(Hash, WhereOneFieldEndsMatters) {
    using Texts = std::vector<std::string>;
    EXPECT_NE(hash_state(Texts{"ab", "c"}), hash_state(Texts{"a", "bc"}));
    EXPECT_NE(hash_state(InlineList<Symbol, 2>{Symbol("ab"), Symbol("c")}),
              hash_state(InlineList<Symbol, 2>{Symbol("a"), Symbol("bc")}));
    EXPECT_NE(hash_state(std::vector<std::optional<bool>>{false}),
              hash_state(std::vector<std::optional<bool>>{std::nullopt}));
}

TEST(Hash, ASeedCarriesOnFromWhatCameBefore) {
    const ByteView record = bytes_of("record");
    EXPECT_NE(hash_bytes(record, 1), hash_bytes(record, 2));
    EXPECT_EQ(hash_bytes(record, 1), hash_bytes(record, 1));
}

#if TRIREME_PLANTED_BUGS
// The mutation test above must be able to fail.
TEST(Hash, TheMutationTestFindsAForgottenField) {
    plant(PlantedBug::forget_field_in_hash);
    int unnoticed = 0;
    testing::for_each_mutation(Order{}, [&](const Order& mutated, const std::string& path) {
        if (hash_state(mutated) == hash_state(Order{})) {
            EXPECT_EQ(path, "/expires_at");
            ++unnoticed;
        }
    });
    plant(PlantedBug::none);
    EXPECT_GT(unnoticed, 0);
}
#endif

}  // namespace
}  // namespace trireme::codec
