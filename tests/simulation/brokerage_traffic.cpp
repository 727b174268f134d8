#include "simulation/brokerage_traffic.hpp"

#include "codec/bytes.hpp"

#include <algorithm>

namespace trireme::simulation {
namespace {

ByteBuffer encoded(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

bool is_internal(const Command& command) {
    return std::visit([](const auto& any) { return requires { any.is_internal; }; }, command);
}

}  // namespace

BrokerageTraffic::BrokerageTraffic(std::uint64_t seed, std::size_t command_bytes_max, const BrokerageShadow& known)
    : random_(seed), command_bytes_max_(command_bytes_max), known_(known), commands_(seed, believed_) {}

DrawnCommand BrokerageTraffic::draw(Timestamp now) {
    if (known_.sequence() != believed_from_) {
        believe_what_is_known();
    }
    const Command command = commands_.draw_at(now);
    ByteBuffer bytes = encoded(command);
    if (below(random_, 40) == 0) {
        return {draw_no_command(random_, encoded(TimerDue{}), bytes, command_bytes_max_), false};
    }
    const bool is_command = !is_internal(command) && bytes.size() <= command_bytes_max_;
    return {std::move(bytes), is_command};
}

bool BrokerageTraffic::may_be_sent_again(ByteView command) const { return !known_.request_name(command).empty(); }

void BrokerageTraffic::on_taken(Timestamp now, ByteView command) {
    const Timestamp time = std::max(now, believed_.world().now);
    for (auto due = believed_.next_timer(); due && *due <= time; due = believed_.next_timer()) {
        static_cast<void>(believed_.apply(std::max(*due, believed_.world().now), TimerDue{}));
    }
    static_cast<void>(believed_.apply(time, *codec::decode<Command>(command)));
}

void BrokerageTraffic::believe_what_is_known() {
    believed_ = known_.broker();
    believed_from_ = known_.sequence();
}

}  // namespace trireme::simulation
