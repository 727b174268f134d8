#include "simulation/brokerage_shadow.hpp"

#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "engine/state.hpp"
#include "reference/compare.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::simulation {
namespace {

class Collector final : public EventSink {
public:
    void on_event(const Event& event) override { events_.push_back(event); }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

private:
    std::vector<Event> events_;
};

std::string name_of(AccountId account, const ClientOrderId& client_order_id) {
    return client_order_id.empty() ? std::string() : fmt::format("{} {}", account.value(), client_order_id.view());
}

std::string name_of(const Command& command) {
    return std::visit(
        [](const auto& asked) {
            if constexpr (requires { asked.client_order_id; }) {
                return name_of(asked.account, asked.client_order_id);
            } else {
                return std::string();
            }
        },
        command);
}

}  // namespace

std::optional<std::string> BrokerageShadow::decide(Timestamp time, ByteView command, std::vector<SaidEvent>& events) {
    const auto decoded = codec::decode<Command>(command);
    if (!decoded) {
        return fmt::format("it cannot be decoded: {}", decoded.error().message);
    }
    const auto due = reference_.next_timer();
    if (due && *due <= time && !std::holds_alternative<TimerDue>(*decoded)) {
        return fmt::format("a timer was due at {} and waits while a command of {} is applied", format_timestamp(*due),
                           format_timestamp(time));
    }
    const std::vector<Event> expected = reference_.apply(time, *decoded);
    Collector answered;
    engine_.apply(time, *decoded, answered);
    std::ranges::transform(answered.events(), std::back_inserter(events),
                           [](const Event& event) { return said(event); });
    if (auto differs = reference::first_difference(expected, answered.events())) {
        return differs;
    }
    if (auto broken = audit_.check(expected)) {
        return broken;
    }
    return check_effect(*decoded, command, expected);
}

// Whatever is remembered, forgotten and found again: a name stands for one request for good.
std::optional<std::string> BrokerageShadow::check_effect(const Command& command, ByteView bytes,
                                                         const std::vector<Event>& events) {
    const std::string name = name_of(command);
    if (name.empty()) {
        return std::nullopt;
    }
    if (const auto* const answer = std::get_if<AnswerOldRequest>(&command)) {
        return check_old_answer(*answer);
    }
    const auto known = done_.find(name);
    if (known == done_.end()) {
        const auto& [account, client_order_id] = std::visit(
            [](const auto& asked) {
                if constexpr (requires { asked.client_order_id; }) {
                    return reference::RequestKey{asked.account, asked.client_order_id};
                } else {
                    return reference::RequestKey{};
                }
            },
            command);
        const auto& requests = reference_.world().requests;
        if (const auto kept = requests.find({account, client_order_id}); kept != requests.end()) {
            done_.emplace(name, Done{ByteBuffer(bytes.begin(), bytes.end()), kept->second.outcome});
        }
        return std::nullopt;
    }
    const Done& first = known->second;
    const bool is_same = std::ranges::equal(first.command, bytes);
    const auto* const repeated = events.size() == 1 ? std::get_if<Repeated>(&events.front()) : nullptr;
    const auto* const rejected = events.size() == 1 ? std::get_if<Rejected>(&events.front()) : nullptr;
    const bool is_answered_as_first = is_same ? repeated != nullptr && repeated->first == first.outcome
                                              : rejected != nullptr && rejected->code == RejectCode::conflict;
    return is_answered_as_first ? std::nullopt
                                : std::optional(fmt::format("the request {} came before, and is done again", name));
}

std::optional<std::string> BrokerageShadow::check_old_answer(const AnswerOldRequest& answer) const {
    const auto known = done_.find(name_of(answer.account, answer.client_order_id));
    if (known == done_.end() || known->second.outcome != answer.first) {
        return fmt::format("the old request {} of account {} is answered otherwise than it was",
                           answer.client_order_id.view(), answer.account.value());
    }
    return std::nullopt;
}

void BrokerageShadow::forget_all() {
    engine_ = engine::BrokerageEngine();
    reference_ = reference::ReferenceBroker();
    audit_ = reference::EventAudit();
    done_.clear();
}

std::optional<std::string> BrokerageShadow::check_whole_state() const {
    const engine::EngineState state = engine_.state();
    if (const auto checked = engine::check_state(state); !checked) {
        return checked.error().message;
    }
    auto differs = reference::first_difference(reference_.state(), state);
    return differs ? std::optional("the state differs from the reference at " + *differs) : std::nullopt;
}

std::uint64_t BrokerageShadow::state_hash() const {
    ByteBuffer bytes;
    codec::encode(bytes, engine_.state());
    return codec::hash_bytes(bytes);
}

bool BrokerageShadow::is_timer(std::uint16_t type) const { return type == TimerDue::wire_type; }

bool BrokerageShadow::answers_old_request(std::uint16_t type) const { return type == AnswerOldRequest::wire_type; }

std::string BrokerageShadow::request_name(ByteView command) const {
    const auto decoded = codec::decode<Command>(command);
    return decoded ? name_of(*decoded) : std::string();
}

bool BrokerageShadow::stands_for(ByteView record, ByteView command) const {
    if (std::ranges::equal(record, command)) {
        return true;
    }
    const auto held = codec::decode<Command>(record);
    const auto* const answer = held ? std::get_if<AnswerOldRequest>(&*held) : nullptr;
    if (answer == nullptr || name_of(*held) != request_name(command)) {
        return false;
    }
    const auto first = done_.find(name_of(*held));
    return first != done_.end() && answer->command == load_little_endian<std::uint16_t>(command.data()) &&
           answer->same == std::ranges::equal(first->second.command, command);
}

}  // namespace trireme::simulation
