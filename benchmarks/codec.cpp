// What it costs to turn a command and its event into bytes, JSON and a hash, and back.

#include "base/crc32c.hpp"
#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "benchmarks/report.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "codec/json.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace trireme;
using namespace trireme::benchmarks;

constexpr std::size_t rounds = 9;

enum class Side : std::uint8_t { buy = 1, sell = 2 };
TRIREME_DESCRIBE_ENUM(Side, buy, sell)

struct PlaceOrder {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "place_order";

    AccountId account;
    RequestId request;
    Side side = Side::buy;
    Lots lots;
    Price price;
    Timestamp expires_at;
};
TRIREME_DESCRIBE(PlaceOrder, (account, request, side, lots, price, expires_at));

struct OrderFilled {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "order_filled";

    AccountId account;
    RequestId request;
    Lots lots;
    Price price;
    Money commission;
    Money balance;
};
TRIREME_DESCRIBE(OrderFilled, (account, request, lots, price, commission, balance));

using Command = std::variant<PlaceOrder>;
using Event = std::variant<OrderFilled>;

std::vector<Command> commands(std::size_t count) {
    std::vector<Command> all;
    for (std::size_t index = 0; index < count; ++index) {
        const auto number = static_cast<std::int64_t>(index);
        all.push_back(PlaceOrder{.account = AccountId(index % 10'000),
                                 .request = RequestId(index),
                                 .side = index % 2 == 0 ? Side::buy : Side::sell,
                                 .lots = Lots(1'000'000 * (number % 500 + 1)),
                                 .price = Price(108'452'000 + 1'000 * (number % 200)),
                                 .expires_at = Timestamp(1'772'384'400'250'000'000 + number)});
    }
    return all;
}

std::vector<Event> events(std::size_t count) {
    const Currency usd("USD");
    std::vector<Event> all;
    for (std::size_t index = 0; index < count; ++index) {
        const auto number = static_cast<std::int64_t>(index);
        all.push_back(OrderFilled{.account = AccountId(index % 10'000),
                                  .request = RequestId(index),
                                  .lots = Lots(1'000'000 * (number % 500 + 1)),
                                  .price = Price(108'452'000 + 1'000 * (number % 200)),
                                  .commission = {-700, usd},
                                  .balance = {999'300 - number, usd}});
    }
    return all;
}

// Nanoseconds that `work`, which handles `count` values at a time, takes for one: the median of the rounds.
template <class Work>
double ns_each(std::size_t count, const Work& work) {
    Samples each;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        each.add(seconds_since(begin) * 1e9 / static_cast<double>(count));
    }
    return each.median();
}

template <class T>
void measure_bytes(Report& report, std::string_view what, const std::vector<T>& values) {
    ByteBuffer bytes;
    const double encode_ns = ns_each(values.size(), [&] {
        bytes.clear();
        for (const T& value : values) {
            codec::encode(bytes, value);
        }
        keep(bytes);
    });
    const std::size_t size = codec::encoded_size(values.front());
    const double decode_ns = ns_each(values.size(), [&] {
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            keep(*codec::decode<T>(ByteView(bytes).subspan(at, size)));
        }
    });
    report.figure(fmt::format("encode {}", what), encode_ns, "ns", fmt::format("{} bytes", size));
    report.figure(fmt::format("decode {}", what), decode_ns, "ns");
}

template <class T>
void measure_json(Report& report, std::string_view what, const std::vector<T>& values) {
    std::vector<std::string> texts(values.size());
    const double write_ns = ns_each(values.size(), [&] {
        for (std::size_t index = 0; index < values.size(); ++index) {
            texts[index] = codec::to_json_text(values[index]);
        }
    });
    const double read_ns = ns_each(values.size(), [&] {
        for (const std::string& text : texts) {
            keep(*codec::parse_json<T>(text));
        }
    });
    report.figure(fmt::format("{} to JSON", what), write_ns, "ns", fmt::format("{} bytes", texts.front().size()));
    report.figure(fmt::format("{} from JSON", what), read_ns, "ns");
}

void measure_hashes(Report& report, const std::vector<Event>& values) {
    const double value_ns = ns_each(values.size(), [&] {
        for (const Event& value : values) {
            keep(codec::hash_state(value));
        }
    });
    const double list_ns = ns_each(values.size(), [&] { keep(codec::hash_state(values)); });

    const ByteBuffer record(100, std::byte{0x5A});
    const double hash_ns = ns_each(values.size(), [&] {
        std::uint64_t chained = 0;
        for (std::size_t index = 0; index < values.size(); ++index) {
            chained = codec::hash_bytes(record, chained);
        }
        keep(chained);
    });
    const double checksum_ns = ns_each(values.size(), [&] {
        std::uint32_t chained = 0;
        for (std::size_t index = 0; index < values.size(); ++index) {
            chained = crc32c(record, chained);
        }
        keep(chained);
    });
    report.figure("state hash of one event", value_ns, "ns");
    report.figure("state hash of a list, per event in it", list_ns, "ns");
    report.figure("chained hash of 100 bytes", hash_ns, "ns");
    report.figure("chained CRC-32C of 100 bytes", checksum_ns, "ns");
}

}  // namespace

int main(int argc, char** argv) {
    Report report("codec", parse_options(argc, argv));
    const std::size_t count = report.quick() ? 1'000 : 100'000;
    report.section("a command of six fields and its event");
    measure_bytes(report, "the command", commands(count));
    measure_bytes(report, "the event", events(count));
    measure_json(report, "the command", commands(count / 10));
    measure_json(report, "the event", events(count / 10));
    report.section("hashes and checksums");
    measure_hashes(report, events(count));
    return report.finish();
}
