#include "simulation/counter_traffic.hpp"

#include "codec/bytes.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace trireme::simulation {
namespace {

ByteBuffer encoded(const counter::Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

}  // namespace

DrawnCommand CounterTraffic::draw(Timestamp now) {
    if (one_in(20)) {
        const counter::Transfer transfer{draw_request(), draw_account(), draw_account(), draw_money()};
        return {draw_no_command(random_, encoded(counter::TimerDue{}), encoded(transfer), command_bytes_max_), false};
    }
    // The same request again, as a client sends it that was not answered.
    if (!sent_.empty() && one_in(12)) {
        return {encoded(sent_[below(random_, sent_.size())]), true};
    }
    const counter::Command command = draw_command(now);
    if (sent_.size() < remembered_max) {
        sent_.push_back(command);
    } else {
        sent_[below(random_, remembered_max)] = command;
    }
    return {encoded(command), true};
}

counter::Command CounterTraffic::draw_command(Timestamp now) {
    using namespace counter;
    switch (below(random_, 16)) {
        case 0:
        case 1: return OpenAccount{draw_account(), draw_currency()};
        case 2:
        case 3:
        case 4:
        case 5: {
            // From soon to in an hour; now and then in the past or never.
            const auto due = one_in(16)   ? Timestamp(static_cast<std::int64_t>(random_()))
                             : one_in(16) ? now
                                          : now.plus(Duration::milliseconds(
                                                static_cast<std::int64_t>(below(random_, 1ULL << below(random_, 23)))));
            return ScheduleTransfer{draw_request(), due, draw_account(), draw_account(), draw_money()};
        }
        case 6: return CancelScheduled{draw_request(), draw_account(), ScheduleId(below(random_, 64))};
        case 7:
        case 8:
            return Exchange{draw_request(),
                            draw_account(),
                            draw_account(),
                            draw_money(),
                            Price(static_cast<std::int64_t>(below(random_, 300'000'000)) - 10'000),
                            one_in(2) ? Conversion::base_to_quote : Conversion::quote_to_base};
        case 9:
            if (one_in(20)) {
                return SetRulesVersion{static_cast<std::uint32_t>(below(random_, 4))};
            }
            [[fallthrough]];
        default: return Transfer{draw_request(), draw_account(), draw_account(), draw_money()};
    }
}

bool CounterTraffic::may_be_sent_again(ByteView command) const {
    constexpr std::array with_request{counter::Transfer::wire_type, counter::ScheduleTransfer::wire_type,
                                      counter::CancelScheduled::wire_type, counter::Exchange::wire_type};
    return std::ranges::find(with_request, load_little_endian<std::uint16_t>(command.data())) != with_request.end();
}

AccountId CounterTraffic::draw_account() {
    if (one_in(10)) {
        return AccountId(1 + 3 * below(random_, 4));  // a bank account of the house, which pays clients in
    }
    if (one_in(40)) {
        return AccountId(random_());
    }
    return AccountId(first_account + below(random_, account_count));
}

Currency CounterTraffic::draw_currency() {
    constexpr std::array currencies{Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("BTC")};
    return one_in(50) ? Currency() : currencies[below(random_, currencies.size())];
}

Money CounterTraffic::draw_money() {
    if (one_in(40)) {
        return {one_in(2) ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min(),
                draw_currency()};
    }
    return {static_cast<std::int64_t>(below(random_, 100'000)) - 500, draw_currency()};
}

RequestId CounterTraffic::draw_request() {
    // Now and then an id that was used before, with other content.
    return one_in(30) ? RequestId(below(random_, last_request_ + 1)) : RequestId(++last_request_);
}

}  // namespace trireme::simulation
