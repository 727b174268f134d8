#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/inline_list.hpp"
#include "base/inline_text.hpp"
#include "base/timestamp.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Structs that together use every kind of field the codec knows.
namespace trireme::codec::sample {

enum class Side : std::uint8_t { buy = 1, sell = 2 };
TRIREME_DESCRIBE_ENUM(Side, buy, sell)

enum class Shift : std::int16_t { back = -300, none = 0, forth = 300 };
TRIREME_DESCRIBE_ENUM(Shift, back, none, forth)

// Six fields of fixed width: what a command of the hot path looks like.
struct Order {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "order";

    AccountId account;
    RequestId request;
    Side side = Side::buy;
    Lots lots;
    Price price;
    Timestamp expires_at = Timestamp::latest();

    bool operator==(const Order&) const = default;
};
TRIREME_DESCRIBE(Order, (account, request, side, lots, price, expires_at));

struct Leg {
    Lots lots;
    std::optional<Price> limit;

    bool operator==(const Leg&) const = default;
};
TRIREME_DESCRIBE(Leg, (lots, limit));

struct Basket {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "basket";

    std::string note = "none";
    std::vector<Leg> legs;
    std::optional<std::string> tag;
    Leg hedge{.lots = Lots(5), .limit = Price(7)};

    bool operator==(const Basket&) const = default;
};
TRIREME_DESCRIBE(Basket, (note, legs, tag, hedge));

struct Halt {
    static constexpr std::uint16_t wire_type = 9;
    static constexpr std::string_view wire_name = "halt";

    bool operator==(const Halt&) const = default;
};
TRIREME_DESCRIBE(Halt, ());

using Command = std::variant<Order, Basket, Halt>;

using Symbol = InlineText<struct SymbolTag, 12>;

// What lies in the state of a core: bounded, and nothing in it allocates.
struct Session {
    Symbol symbol;
    Weekday weekday = Weekday::monday;
    InlineList<Date, 3> holidays;

    bool operator==(const Session&) const = default;
};
TRIREME_DESCRIBE(Session, (symbol, weekday, holidays));

struct Everything {
    bool flag = false;
    std::int8_t tiny = 0;
    std::uint8_t byte = 0;
    std::int16_t small = 0;
    std::uint16_t port = 0;
    std::int32_t medium = 0;
    std::uint32_t count = 0;
    std::int64_t large = 0;
    std::uint64_t bits = 0;
    Side side = Side::buy;
    Shift shift = Shift::none;
    AccountId account;
    EventSequence sequence;
    Timestamp time;
    Duration patience;
    Price price;
    Lots lots;
    Ratio ratio;
    PriceLots cost;
    Amount amount;
    Currency currency;
    Money money;
    std::string text;
    std::optional<Money> credit;
    std::vector<std::uint64_t> numbers;
    std::vector<std::optional<Side>> sides;
    std::vector<std::string> texts;
    Leg leg;
    Command command;
    std::vector<Command> commands;
    Date day;
    Symbol symbol;
    InlineList<Session, 2> sessions;
    InlineList<std::string, 255> notes;

    bool operator==(const Everything&) const = default;
};
TRIREME_DESCRIBE(Everything, (flag, tiny, byte, small, port, medium, count, large, bits, side, shift, account, sequence,
                              time, patience, price, lots, ratio, cost, amount, currency, money, text, credit, numbers,
                              sides, texts, leg, command, commands, day, symbol, sessions, notes));

}  // namespace trireme::codec::sample
