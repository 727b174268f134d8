#include "codec/bytes.hpp"

#include "codec/tests/described_values.hpp"
#include "codec/tests/sample.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace trireme::codec {
namespace {

using namespace sample;

template <class T>
ByteBuffer encoded(const T& value) {
    ByteBuffer bytes;
    encode(bytes, value);
    return bytes;
}

std::string hex(ByteView bytes) {
    std::string text;
    for (const std::byte byte : bytes) {
        text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    }
    return text;
}

ByteBuffer from_hex(std::string_view text) {
    ByteBuffer bytes;
    std::string digits;
    for (const char character : text) {
        if (character != ' ') {
            digits += character;
        }
        if (digits.size() == 2) {
            bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return bytes;
}

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

template <class T>
void expect_error(ByteView bytes, ErrorCode code, std::string_view message) {
    const auto decoded = decode<T>(bytes);
    ASSERT_FALSE(decoded) << hex(bytes);
    EXPECT_EQ(decoded.error().code, code) << decoded.error().message;
    EXPECT_EQ(decoded.error().message, message);
}

// The form of stored data. If this test fails, journals that exist can no longer be read.
TEST(Bytes, TheFormatOfACommandNeverChanges) {
    const Command order = Order{.account = AccountId(7),
                                .request = RequestId(0x0102030405060708),
                                .side = Side::sell,
                                .lots = Lots(-1),
                                .price = Price(108'452'000),
                                .expires_at = Timestamp(1)};
    const std::string bytes = without_spaces(
        "0100"              // wire type
        "06"                // fields
        "0700000000000000"  // account
        "0807060504030201"  // request
        "02"                // side
        "ffffffffffffffff"  // lots
        "a0d8760600000000"  // price
        "0100000000000000"  // expires_at
    );
    EXPECT_EQ(hex(encoded(order)), bytes);
    EXPECT_EQ(decode<Command>(from_hex(bytes)), order);
}

TEST(Bytes, TheFormatOfEveryKindNeverChanges) {
    const Command basket =
        Basket{.note = "a\xE2\x82\xAC",
               .legs = {{.lots = Lots(1), .limit = Price(2)}, {.lots = Lots(3), .limit = std::nullopt}},
               .tag = "t",
               .hedge = {.lots = Lots(4), .limit = std::nullopt}};
    EXPECT_EQ(hex(encoded(basket)), without_spaces("0200 04"
                                                   "04000000 61e282ac"
                                                   "02000000"
                                                   "  02 0100000000000000 01 0200000000000000"
                                                   "  02 0300000000000000 00"
                                                   "01 01000000 74"
                                                   "02 0400000000000000 00"));
    EXPECT_EQ(hex(encoded(Command(Halt{}))), "090000");
    EXPECT_EQ(hex(encoded(Money{1025, Currency("USD")})),
              "0104000000000000"
              "5553440000000000");
    EXPECT_EQ(hex(encoded(Amount(-2))), "fe" + std::string(30, 'f'));
    EXPECT_EQ(hex(encoded(true)), "01");
    EXPECT_EQ(hex(encoded(Shift::back)), "d4fe");
    EXPECT_EQ(hex(encoded(Duration::nanoseconds(258))), "0201000000000000");
    EXPECT_EQ(hex(encoded(std::vector<std::optional<Side>>{std::nullopt, Side::sell})),
              "02000000"
              "00"
              "0102");
    EXPECT_EQ(hex(encoded(Date(20'513))), "21500000");
    EXPECT_EQ(hex(encoded(Date(-1))), "ffffffff");
    EXPECT_EQ(hex(encoded(Session{.symbol = Symbol("US30"), .weekday = Weekday::friday, .holidays = {Date(1)}})),
              without_spaces("03"
                             "04 55533330"
                             "05"
                             "01000000 01000000"));
}

TEST(Bytes, SizesAreKnownAheadWhereTheTypeBoundsThem) {
    static_assert(encoded_size_max<Order> == 1 + 5 * 8 + 1);
    static_assert(encoded_size_max<Leg> == 1 + 8 + 9);
    static_assert(encoded_size_max<std::variant<Order, Halt>> == 2 + encoded_size_max<Order>);
    static_assert(encoded_size_max<Money> == 16);
    static_assert(encoded_size_max<Symbol> == 1 + 12);
    static_assert(encoded_size_max<Session> == 1 + 13 + 1 + (4 + 3 * 4));
    static_assert(!BoundedSize<Basket> && !BoundedSize<Command> && !BoundedSize<InlineList<std::string, 2>>);
    EXPECT_EQ(encoded(Order{}).size(), encoded_size_max<Order>);
    EXPECT_EQ(encoded(Leg{.lots = {}, .limit = Price(1)}).size(), encoded_size_max<Leg>);
    EXPECT_EQ(encoded(Leg{}).size(), encoded_size_max<Leg> - 8);
    const Session largest{.symbol = Symbol("twelve_chars"),
                          .weekday = Weekday::sunday,
                          .holidays = {Date::earliest(), Date(), Date::latest()}};
    EXPECT_EQ(encoded(largest).size(), encoded_size_max<Session>);
}

TEST(Bytes, EncodingAppends) {
    ByteBuffer bytes = from_hex("aabb");
    encode(bytes, Leg{});
    encode(bytes, std::string("x"));
    EXPECT_EQ(hex(bytes), without_spaces("aabb 02 0000000000000000 00 01000000 78"));
}

TEST(Bytes, RandomValuesOfEveryKindComeBack) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 2'000; ++round) {
        const auto value = testing::random_value<Everything>(random);
        const ByteBuffer bytes = encoded(value);
        ASSERT_EQ(encoded_size(value), bytes.size());
        const auto decoded = decode<Everything>(bytes);
        ASSERT_TRUE(decoded) << decoded.error().message;
        ASSERT_EQ(*decoded, value);
    }
}

TEST(Bytes, WhatAValueHeldBeforeDoesNotShowInWhatIsDecodedIntoIt) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    Everything reused;
    Command command;
    for (int round = 0; round < 2'000; ++round) {
        ByteBuffer bytes = encoded(testing::random_value<Everything>(random));
        if (random.one_in(4)) {
            bytes[0] = static_cast<std::byte>(random.below(field_count<Everything>));  // as an older release wrote it
        }
        if (random.one_in(4)) {
            bytes.resize(random.below(bytes.size()));  // leaves a value that was read half
        }
        const auto fresh = decode<Everything>(bytes);
        const auto again = decode_into(reused, bytes);
        ASSERT_EQ(again.has_value(), fresh.has_value());
        if (fresh) {
            ASSERT_EQ(reused, *fresh);
        }
        const auto expected = testing::random_value<Command>(random);
        ASSERT_TRUE(decode_into(command, encoded(expected)));
        ASSERT_EQ(command, expected);
    }
}

TEST(Bytes, DecodingIntoAValueUsesItsMemoryAgain) {
    const std::string text(100, 'x');
    const ByteBuffer large = encoded(Command(Basket{.note = text, .legs = std::vector<Leg>(50), .tag = text}));
    const ByteBuffer small = encoded(Command(Basket{.note = "n", .legs = std::vector<Leg>(2), .tag = "t"}));
    Command command;
    ASSERT_TRUE(decode_into(command, large));
    const auto& basket = std::get<Basket>(command);
    const auto* const note = basket.note.data();
    const auto* const legs = basket.legs.data();
    const auto* const tag = basket.tag->data();
    for (const ByteBuffer& bytes : {small, large, small, large}) {
        ASSERT_TRUE(decode_into(command, bytes));
        EXPECT_EQ(basket.note.data(), note);
        EXPECT_EQ(basket.legs.data(), legs);
        EXPECT_EQ(basket.tag->data(), tag);
    }
    EXPECT_EQ(encoded(command), large);
}

TEST(Bytes, EveryMutationChangesTheBytes) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    const auto value = testing::random_value<Everything>(random);
    const ByteBuffer bytes = encoded(value);
    int mutations = 0;
    testing::for_each_mutation(value, [&](const Everything& mutated, const std::string& path) {
        ++mutations;
        EXPECT_NE(encoded(mutated), bytes) << path;
        EXPECT_NE(mutated, value) << path;
    });
    EXPECT_GT(mutations, static_cast<int>(field_count<Everything>));
}

TEST(Bytes, ARecordOfAnOlderReleaseHasDefaultsForWhatItDidNotKnow) {
    // Written when a basket had a note and legs, and a leg had only lots.
    const auto basket = decode<Command>(from_hex("0200 02 01000000 6e 01000000 01 0900000000000000"));
    ASSERT_TRUE(basket) << basket.error().message;
    const Basket expected{.note = "n", .legs = {{.lots = Lots(9), .limit = std::nullopt}}, .tag = std::nullopt};
    EXPECT_EQ(std::get<Basket>(*basket), expected);
    EXPECT_EQ(std::get<Basket>(*basket).hedge.limit, Price(7)) << "the default of the field, which is not a leg's";

    EXPECT_EQ(decode<Order>(from_hex("00")), Order{});
}

TEST(Bytes, AnOlderStructInsideHasItsOwnDefaultsAndNotThoseAroundIt) {
    // The basket's default hedge has a limit; a hedge that was stored without one has none.
    const auto basket = decode<Basket>(from_hex("04 00000000 00000000 00 01 0300000000000000"));
    ASSERT_TRUE(basket) << basket.error().message;
    EXPECT_EQ(basket->hedge, (Leg{.lots = Lots(3), .limit = std::nullopt}));
}

TEST(Bytes, WhatANewerReleaseWroteIsRefusedAndNamed) {
    expect_error<Command>(from_hex("0100 07"), ErrorCode::unsupported_version,
                          "Order is stored with 7 fields, 6 are known here: a newer release of Trireme wrote it");
    expect_error<Command>(from_hex("0300 00"), ErrorCode::unsupported_version,
                          "type 3 is not known here: a newer release of Trireme wrote it");
    expect_error<Basket>(from_hex("04 00000000 01000000 03"), ErrorCode::unsupported_version,
                         "/legs/0: Leg is stored with 3 fields, 2 are known here: a newer release of Trireme wrote it");
}

TEST(Bytes, DamageIsRefusedWithItsPlace) {
    expect_error<Order>({}, ErrorCode::corrupt, "needs 1 bytes, 0 are left");
    expect_error<Order>(from_hex("06 07000000"), ErrorCode::corrupt, "/account: needs 8 bytes, 4 are left");
    expect_error<Leg>(from_hex("02 0000000000000000 02"), ErrorCode::corrupt, "/limit: 2 is no bool");
    expect_error<Halt>(from_hex("00 00"), ErrorCode::corrupt, "1 bytes are left behind the value");
    expect_error<Side>(from_hex("00"), ErrorCode::corrupt, "0 is no Side");
    expect_error<Shift>(from_hex("0100"), ErrorCode::corrupt, "1 is no Shift");
    expect_error<bool>(from_hex("02"), ErrorCode::corrupt, "2 is no bool");
    expect_error<Currency>(from_hex("7573640000000000"), ErrorCode::corrupt, "6583157 is no Currency");
    expect_error<Basket>(from_hex("04 05000000 61"), ErrorCode::corrupt, "/note: needs 5 bytes, 1 are left");
    expect_error<Basket>(from_hex("01 01000100"), ErrorCode::corrupt,
                         "/note: a text of 65537 bytes, at most 65536 are allowed");
    expect_error<Basket>(from_hex("02 00000000 02000000 02 0000000000000000 00 02 0000000000000000 03"),
                         ErrorCode::corrupt, "/legs/1/limit: 3 is no bool");
    expect_error<Date>(from_hex("a1c02c00"), ErrorCode::corrupt, "2932897 is no Date");
    expect_error<Session>(from_hex("03 0d"), ErrorCode::corrupt, "/symbol: a text of 13 bytes, at most 12 are allowed");
    expect_error<Session>(from_hex("03 03 5553"), ErrorCode::corrupt, "/symbol: needs 3 bytes, 2 are left");
    expect_error<Session>(from_hex("03 03 552053"), ErrorCode::corrupt,
                          "/symbol: \"U S\" is not printable ASCII without spaces");
    expect_error<Session>(from_hex("03 00 08"), ErrorCode::corrupt, "/weekday: 8 is no Weekday");
    expect_error<Session>(from_hex("03 00 01 04000000"), ErrorCode::corrupt,
                          "/holidays: a list of 4 items, at most 3 are allowed");
    expect_error<Session>(from_hex("03 00 01 02000000 00000000 000000"), ErrorCode::corrupt,
                          "/holidays/1: needs 4 bytes, 3 are left");
}

TEST(Bytes, ALengthThatLiesReservesNoMemory) {
    expect_error<Basket>(from_hex("02 00000000 ffffffff 00"), ErrorCode::corrupt,
                         "/legs: a list of 4294967295 items in the 1 bytes that are left");
    expect_error<Basket>(from_hex("02 00000000 ffffff00 00"), ErrorCode::corrupt,
                         "/legs: a list of 16777215 items in the 1 bytes that are left");
    const auto items = decode<std::vector<Leg>>(from_hex("03000000 01 0100000000000000 00 00"));
    ASSERT_TRUE(items) << items.error().message;
    EXPECT_EQ(items->size(), 3u) << "older records may be shorter than any that this release writes";
}

// Bytes that decode mean what they say: written again they are the same, or, where an older count of fields was read,
// they mean the same.
void expect_error_or_same_meaning(ByteView bytes) {
    const auto decoded = decode<Everything>(bytes);
    if (!decoded) {
        ASSERT_TRUE(decoded.error().code == ErrorCode::corrupt ||
                    decoded.error().code == ErrorCode::unsupported_version);
        ASSERT_FALSE(decoded.error().message.empty());
        return;
    }
    const ByteBuffer again = encoded(*decoded);
    if (again.size() == bytes.size()) {
        ASSERT_TRUE(std::ranges::equal(again, bytes)) << hex(bytes);
    } else {
        ASSERT_GT(again.size(), bytes.size()) << "only missing fields may be added: " << hex(bytes);
        ASSERT_EQ(decode<Everything>(again), *decoded);
    }
}

TEST(Bytes, EveryFlippedByteAndEveryTruncationIsAnErrorOrMeansWhatItSays) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 10; ++round) {
        ByteBuffer bytes = encoded(testing::random_value<Everything>(random));
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            const std::byte original = bytes[at];
            for (const int flip : {0x01, 0x80, 0xFF, static_cast<int>(random.below(255)) + 1}) {
                bytes[at] = original ^ static_cast<std::byte>(flip);
                ASSERT_NO_FATAL_FAILURE(expect_error_or_same_meaning(bytes));
            }
            bytes[at] = original;
            ASSERT_NO_FATAL_FAILURE(expect_error_or_same_meaning(ByteView(bytes).first(at)));
        }
    }
}

TEST(BytesDeathTest, TextsBeyondTheirBoundAreABug) {
    ByteBuffer bytes;
    EXPECT_DEATH(encode(bytes, std::string(text_bytes_max + 1, 'x')), "a text of 65537 bytes");
}

TEST(BytesDeathTest, AnEnumThatIsNoneOfItsEnumeratorsIsABug) {
    ByteBuffer bytes;
    EXPECT_DEATH(encode(bytes, Order{.account = {}, .request = {}, .side = Side(0), .lots = {}, .price = {}}),
                 "0 is no Side");
}

TEST(BytesDeathTest, ADateBeyondItsRangeIsABug) {
    ByteBuffer bytes;
    EXPECT_DEATH(encode(bytes, Date(INT32_MIN)), "-2147483648 is no Date");
}

}  // namespace
}  // namespace trireme::codec
