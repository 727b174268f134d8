#include "simulation/tested_core.hpp"

#include "app/brokerage_core.hpp"
#include "codec/bytes.hpp"
#include "counter/commands.hpp"
#include "simulation/brokerage_shadow.hpp"
#include "simulation/brokerage_traffic.hpp"
#include "simulation/counter_shadow.hpp"
#include "simulation/counter_traffic.hpp"
#include "simulation/engine_setup.hpp"

#include <algorithm>
#include <array>

namespace trireme::simulation {
namespace {

// The commands of a desk are larger than those of a ledger.
constexpr runtime::BatchLimits brokerage_limits{.batch_bytes_max = 8 * 1024, .command_bytes_max = 1024};
constexpr std::uint64_t brokerage_segment_bytes = 32 * 1024;

Players counter_players(std::uint64_t seed) {
    return {std::make_unique<CounterShadow>(), std::make_unique<CounterTraffic>(seed, batch_limits.command_bytes_max)};
}

Players brokerage_players(std::uint64_t seed) {
    auto shadow = std::make_unique<BrokerageShadow>();
    auto traffic = std::make_unique<BrokerageTraffic>(seed, brokerage_limits.command_bytes_max, *shadow);
    return {std::move(shadow), std::move(traffic)};
}

Duration counter_pause(Random& random) {
    return Duration::microseconds(static_cast<std::int64_t>(below(random, 2'000)));
}

// From nothing to an hour, so that quotes grow old, orders expire and sessions end.
Duration brokerage_pause(Random& random) {
    const std::uint64_t chance = below(random, 1'000);
    const std::uint64_t microseconds_max = chance < 600   ? 2'000
                                           : chance < 850 ? 1'000'000
                                           : chance < 990 ? 60'000'000
                                                          : 3'600'000'000;
    return Duration::microseconds(static_cast<std::int64_t>(below(random, microseconds_max)));
}

// A request's id is told with everything that comes of it.
bool rewrite_counter(MutableByteView record) {
    constexpr std::array with_request{counter::Transfer::wire_type, counter::ScheduleTransfer::wire_type,
                                      counter::CancelScheduled::wire_type, counter::Exchange::wire_type};
    if (std::ranges::find(with_request, load_little_endian<std::uint16_t>(record.data())) == with_request.end()) {
        return false;
    }
    constexpr std::size_t request_at = 2 + 1;  // behind the wire type and the count of fields
    record[request_at + 4] ^= std::byte{1};
    return true;
}

bool rewrite_brokerage(MutableByteView record) {
    auto command = codec::decode<Command>(record);
    auto* const order = command ? std::get_if<PlaceOrder>(&*command) : nullptr;
    if (order == nullptr || order->client_order_id.empty()) {
        return false;
    }
    std::string other(order->client_order_id.view());
    other.front() = other.front() == 'x' ? 'y' : 'x';
    order->client_order_id = *ClientOrderId::from_text(other);
    ByteBuffer bytes;
    codec::encode(bytes, *command);
    TRIREME_ASSERT(bytes.size() == record.size());
    std::ranges::copy(bytes, record.begin());
    return true;
}

}  // namespace

runtime::BootOptions TestedCore::boot_options(std::uint64_t log_id) const {
    runtime::BootOptions options{.segment_bytes = segment_bytes, .limits = limits, .new_log_id = {}};
    store_little_endian(options.new_log_id.data(), log_id);
    return options;
}

const TestedCore& counter_core() {
    static constexpr TestedCore core{.name = "counter",
                                     .kind = counter_kind,
                                     .segment_bytes = segment_bytes,
                                     .limits = batch_limits,
                                     .make_players = counter_players,
                                     .first_account = CounterTraffic::first_account,
                                     .account_count = CounterTraffic::account_count,
                                     .draw_pause = counter_pause,
                                     .rewrite = rewrite_counter,
                                     .forgets_requests = false};
    return core;
}

const TestedCore& brokerage_core() {
    static constexpr TestedCore core{.name = "brokerage",
                                     .kind = app::brokerage_core_kind,
                                     .segment_bytes = brokerage_segment_bytes,
                                     .limits = brokerage_limits,
                                     .make_players = brokerage_players,
                                     .first_account = BrokerageTraffic::first_account,
                                     .account_count = BrokerageTraffic::account_count,
                                     .draw_pause = brokerage_pause,
                                     .rewrite = rewrite_brokerage,
                                     .forgets_requests = true};
    return core;
}

const TestedCore* core_named(std::string_view name) {
    for (const TestedCore* const core : {&counter_core(), &brokerage_core()}) {
        if (core->name == name) {
            return core;
        }
    }
    return nullptr;
}

}  // namespace trireme::simulation
