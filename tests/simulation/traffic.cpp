#include "simulation/traffic.hpp"

#include "codec/bytes.hpp"

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

DrawnCommand Traffic::draw(Timestamp now) {
    if (one_in(20)) {
        return {draw_no_command(), false};
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

counter::Command Traffic::draw_command(Timestamp now) {
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

ByteBuffer Traffic::draw_no_command() {
    switch (below(random_, 5)) {
        case 0: return {};
        case 1: return encoded(counter::TimerDue{});
        case 2: {  // cut short
            ByteBuffer bytes = encoded(counter::Transfer{draw_request(), draw_account(), draw_account(), draw_money()});
            bytes.resize(below(random_, bytes.size()));
            return bytes;
        }
        case 3: {  // too long
            ByteBuffer bytes = encoded(counter::Transfer{draw_request(), draw_account(), draw_account(), draw_money()});
            bytes.resize(command_bytes_max_ + 1 + below(random_, 100));
            return bytes;
        }
        default: {  // of no known type
            ByteBuffer bytes(3 + below(random_, 100));
            for (std::byte& byte : bytes) {
                byte = static_cast<std::byte>(below(random_, 256));
            }
            store_little_endian(bytes.data(), static_cast<std::uint16_t>(1000 + below(random_, 1000)));
            return bytes;
        }
    }
}

AccountId Traffic::draw_account() {
    if (one_in(10)) {
        return AccountId(1 + 3 * below(random_, 4));  // a bank account of the house, which pays clients in
    }
    if (one_in(40)) {
        return AccountId(random_());
    }
    return AccountId(first_client_account + below(random_, client_accounts));
}

Currency Traffic::draw_currency() {
    constexpr std::array currencies{Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("BTC")};
    return one_in(50) ? Currency() : currencies[below(random_, currencies.size())];
}

Money Traffic::draw_money() {
    if (one_in(40)) {
        return {one_in(2) ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min(),
                draw_currency()};
    }
    return {static_cast<std::int64_t>(below(random_, 100'000)) - 500, draw_currency()};
}

RequestId Traffic::draw_request() {
    // Now and then an id that was used before, with other content.
    return one_in(30) ? RequestId(below(random_, last_request_ + 1)) : RequestId(++last_request_);
}

}  // namespace trireme::simulation
